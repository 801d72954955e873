"""WeChat as the service sees it: six questions, our own answers and our own errors.

`WeChatGateway` is what services depend on; `WeChatPlatform` is the real one, for the real platform or for the
sandbox. It reads no settings and opens nothing until the first call.
"""

import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal, Protocol

from app.gateways.token_store import InProcessTokenStore, MonotonicClock, TokenStore
from app.gateways.wechat_errors import (
    LIBRARY_FAILURES,
    WeChatBusy,
    WeChatCodeInvalid,
    WeChatError,
    WeChatFieldInvalid,
    WeChatMisconfigured,
    WeChatNotSubscribed,
    WeChatOutcomeUnknown,
    WeChatQuotaExhausted,
    WeChatRecipientBusy,
    WeChatRecipientInvalid,
    WeChatRequestInvalid,
    WeChatTemplateInvalid,
    WeChatTextSensitive,
    WeChatTokenRejected,
    WeChatUnavailable,
    WeChatUserBlocked,
    WeChatUserInactive,
    translated,
)
from app.gateways.wechat_transport import MiniProgramClient, Timeouts, silence_secrets

__all__ = [
    "LoginIdentity",
    "MessageTemplate",
    "MiniProgramCode",
    "PhoneNumber",
    "TextCheck",
    "TextScene",
    "TextVerdict",
    "WeChatBusy",
    "WeChatCodeInvalid",
    "WeChatError",
    "WeChatFieldInvalid",
    "WeChatGateway",
    "WeChatMisconfigured",
    "WeChatNotSubscribed",
    "WeChatOutcomeUnknown",
    "WeChatPlatform",
    "WeChatQuotaExhausted",
    "WeChatRecipientBusy",
    "WeChatRecipientInvalid",
    "WeChatRequestInvalid",
    "WeChatTemplateInvalid",
    "WeChatTextSensitive",
    "WeChatTokenRejected",
    "WeChatUnavailable",
    "WeChatUserBlocked",
    "WeChatUserInactive",
]

logger = logging.getLogger(__name__)

SANDBOX_APPID_PREFIX = "wxsandbox"
TIMEOUTS: Timeouts = (3, 5)  # seconds to connect, seconds between two pieces of an answer
RETRY_PAUSE_MS = 150
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
CHECKED_TEXT_LIMIT = 2500
SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")

Release = Literal["release", "trial", "develop"]
MESSAGE_STATES = {"release": "formal", "trial": "trial", "develop": "developer"}


@dataclass(frozen=True, slots=True)
class LoginIdentity:
    """Who a login code belongs to. The session key is not kept: nothing in the service needs it."""

    openid: str
    unionid: str | None = None


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A verified phone number, hidden from `repr`."""

    country_code: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MiniProgramCode:
    """A picture of a mini-program code."""

    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """One of the app's message templates; `fields` are the names its text uses, such as `thing1`."""

    template_id: str
    title: str
    fields: tuple[str, ...]


class TextScene(IntEnum):
    """Where a checked text will stand."""

    PROFILE = 1
    COMMENT = 2
    FORUM = 3
    SOCIAL_LOG = 4


class TextVerdict(StrEnum):
    """What to do with a text: show it, let a person look, refuse it."""

    PASS = "pass"  # noqa: S105 - a verdict
    REVIEW = "review"
    RISKY = "risky"


@dataclass(frozen=True, slots=True)
class TextCheck:
    """The verdict on a text; `reason` is the kind of the error when the check itself did not work."""

    verdict: TextVerdict
    label: int | None = None
    trace_id: str | None = None
    reason: str | None = None


class WeChatGateway(Protocol):
    """What services may ask of WeChat. Every method is a network call: never inside a transaction."""

    def exchange_login_code(self, code: str) -> LoginIdentity:
        """Return who a code from wx.login belongs to."""
        ...

    def phone_number(self, code: str, openid: str) -> PhoneNumber:
        """Return the phone number behind a code of the getPhoneNumber button, if the code is this user's."""
        ...

    def subscribe_message(
        self, openid: str, template_id: str, data: Mapping[str, str], *, page: str | None = None
    ) -> str | None:
        """Send one message and return its id if the platform tells it."""
        ...

    def mini_program_code(
        self, scene: str, page: str, *, width: int = 430, transparent: bool = False
    ) -> MiniProgramCode:
        """Return a code that opens `page` with `scene`."""
        ...

    def check_text(self, text: str, *, openid: str, scene: TextScene) -> TextCheck:
        """Return whether a text may be shown to others."""
        ...

    def message_templates(self) -> list[MessageTemplate]:
        """Return the message templates of the app, for checking the configuration."""
        ...


class WeChatPlatform:
    """The gateway that really calls WeChat, or a sandbox at `base_url`."""

    def __init__(
        self,
        *,
        appid: str,
        secret: str,
        base_url: str | None = None,
        token_store: TokenStore | None = None,
        release: Release = "release",
        timeouts: Timeouts = TIMEOUTS,
        monotonic_ns: MonotonicClock = time.monotonic_ns,
    ) -> None:
        """Take the app's identity and where to call.

        Raises:
            ValueError: a redirect is given together with an appid that is not a sandbox's, so real secrets
                would leave for another host.
        """
        if base_url and not appid.startswith(SANDBOX_APPID_PREFIX):
            raise ValueError(f"a gateway address is allowed only with an appid that starts with {SANDBOX_APPID_PREFIX}")
        silence_secrets()
        self._tokens = token_store or InProcessTokenStore(monotonic_ns)
        self._release: Release = release
        self._new_client: Callable[[], MiniProgramClient] = lambda: MiniProgramClient(
            appid, secret, self._tokens, base_url=base_url, timeouts=timeouts, monotonic_ns=monotonic_ns
        )
        self._guard = threading.Lock()
        self._clients: dict[int, MiniProgramClient] = {}

    def exchange_login_code(self, code: str) -> LoginIdentity:
        """Return who a code from wx.login belongs to; makes one call and needs no access token.

        Raises:
            WeChatCodeInvalid, WeChatUserBlocked, WeChatBusy, WeChatMisconfigured: the platform says no.
            WeChatOutcomeUnknown: no answer; the code may be used up, so the client must bring a new one.
        """
        identity: LoginIdentity = self._once("login", lambda api: _identity(api.code_to_session(code)))
        return identity

    def phone_number(self, code: str, openid: str) -> PhoneNumber:
        """Return the phone number behind a phone code of this user.

        Raises:
            WeChatCodeInvalid: the code is unknown, old, used, or another user's.
            WeChatOutcomeUnknown: no answer; the client must bring a new code.
        """
        number: PhoneNumber = self._once("phone", lambda api: _phone_number(api.get_phone_number(code, openid)))
        return number

    def subscribe_message(
        self, openid: str, template_id: str, data: Mapping[str, str], *, page: str | None = None
    ) -> str | None:
        """Send one message, at most once, and return its id if the platform tells it.

        Raises:
            WeChatNotSubscribed: no right to send; not worth a retry.
            WeChatFieldInvalid: with the name of the field.
            WeChatOutcomeUnknown: the message may have been sent; do not send it again.
        """
        answer = self._once(
            "subscribe_message",
            lambda api: _object(
                api.send_message(
                    touser=openid,
                    template_id=template_id,
                    page=page,
                    data={name: {"value": text} for name, text in data.items()},
                    miniprogram_state=MESSAGE_STATES[self._release],
                    lang="zh_CN",
                )
            ),
        )
        msgid = answer.get("msgid")
        return None if msgid is None else str(msgid)

    def mini_program_code(
        self, scene: str, page: str, *, width: int = 430, transparent: bool = False
    ) -> MiniProgramCode:
        """Return a picture of a code that opens `page` (no leading slash, no query) with `scene`.

        Raises:
            WeChatRequestInvalid: the scene is not 1 to 32 permitted characters, or the page is unknown.
        """
        if not SCENE.fullmatch(scene):
            raise WeChatRequestInvalid(detail="scene")
        if page.startswith("/") or "?" in page:
            raise WeChatRequestInvalid(detail="page")
        content = self._repeatable(
            "mini_program_code",
            lambda api: api.get_unlimited_code(
                scene=scene,
                page=page,
                width=width,
                is_hyaline=transparent,
                env_version=self._release,
                check_path=self._release == "release",
            ),
        )
        return MiniProgramCode(content, "image/png" if content.startswith(b"\x89PNG") else "image/jpeg")

    def check_text(self, text: str, *, openid: str, scene: TextScene) -> TextCheck:
        """Return whether a text may be shown to others; when in doubt, a person has to look.

        It does not raise: a check that cannot be made (no answer, quota, user away for two hours) is a
        REVIEW, never a PASS. Long texts are checked in pieces and the worst verdict counts.
        """
        worst = TextCheck(TextVerdict.PASS)
        for piece in split_text(text):
            check = self._check_piece(piece, openid, scene)
            if check.verdict is TextVerdict.RISKY:
                return check
            if check.verdict is TextVerdict.REVIEW or worst.trace_id is None:
                worst = check
        return worst

    def message_templates(self) -> list[MessageTemplate]:
        """Return the message templates of the app."""
        found: list[MessageTemplate] = self._repeatable(
            "message_templates", lambda api: [_template(item) for item in _object(api.list_templates())["data"]]
        )
        return found

    def _check_piece(self, piece: str, openid: str, scene: TextScene) -> TextCheck:
        try:
            check: TextCheck = self._repeatable(
                "check_text", lambda api: _text_check(api.check_text(content=piece, openid=openid, scene=int(scene)))
            )
        except WeChatError as error:
            return TextCheck(TextVerdict.REVIEW, reason=error.kind)
        return check

    def _repeatable(self, name: str, call: Callable[[Any], Any]) -> Any:
        """Make a call that may be made twice; once more after a short pause when the platform was busy."""
        try:
            return self._call(name, call, repeatable=True)
        except WeChatUnavailable as error:
            if error.errcode is None:  # no answer at all: whoever waits has waited long enough
                raise
        time.sleep((RETRY_PAUSE_MS + secrets.randbelow(RETRY_PAUSE_MS)) / 1000)
        return self._call(name, call, repeatable=True)

    def _once(self, name: str, call: Callable[[Any], Any]) -> Any:
        return self._call(name, call, repeatable=False)

    def _call(self, name: str, call: Callable[[Any], Any], *, repeatable: bool) -> Any:
        try:
            return call(self._client().wxa)
        except LIBRARY_FAILURES as failure:
            error = translated(failure, repeatable=repeatable)
        # Raised outside the handler, so that the library's exception, which holds the secret, is not its context.
        _report(name, error)
        raise error

    def _client(self) -> MiniProgramClient:
        """Return this process's client; a forked child must not share its parent's connections."""
        process = os.getpid()
        with self._guard:
            if process not in self._clients:
                self._clients = {process: self._new_client()}
            return self._clients[process]


def split_text(text: str, limit: int = CHECKED_TEXT_LIMIT) -> list[str]:
    """Return a text in pieces of at most `limit` characters, cut at the ends of sentences where there are any."""
    pieces: list[str] = []
    current = ""
    for sentence in SENTENCE_END.split(text):
        rest = sentence
        while len(current) + len(rest) > limit:
            if not current:
                current, rest = rest[:limit], rest[limit:]
            pieces.append(current)
            current = ""
        current += rest
    return [piece for piece in [*pieces, current] if piece.strip()]


def _object(answer: Any) -> dict[str, Any]:
    """Return an answer that must be a JSON object; anything else is no answer."""
    if not isinstance(answer, dict):
        raise ValueError("not an object")
    return answer


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name} in the answer")
    return value


def _identity(answer: Any) -> LoginIdentity:
    unionid = _object(answer).get("unionid")
    return LoginIdentity(_text(answer, "openid"), unionid if isinstance(unionid, str) else None)


def _phone_number(answer: Any) -> PhoneNumber:
    info = _object(_object(answer).get("phone_info"))
    return PhoneNumber(str(info.get("countryCode", "")), _text(info, "purePhoneNumber"))


def _template(item: Any) -> MessageTemplate:
    fields = re.findall(r"\{\{(\w+)\.DATA\}\}", _text(_object(item), "content"))
    return MessageTemplate(_text(item, "priTmplId"), str(item.get("title", "")), tuple(fields))


def _text_check(answer: Any) -> TextCheck:
    """Return the verdict in an answer; errcode 0 alone means nothing, and an unknown verdict is a REVIEW."""
    result = _object(_object(answer).get("result"))
    known = {str(verdict): verdict for verdict in TextVerdict}
    label, trace_id = result.get("label"), answer.get("trace_id")
    return TextCheck(
        known.get(str(result.get("suggest")), TextVerdict.REVIEW),
        label if isinstance(label, int) else None,
        str(trace_id) if trace_id else None,
    )


def _report(name: str, error: WeChatError) -> None:
    """Log a failure by its kind and numbers; what people must act on is an error."""
    alarming = isinstance(
        error, (WeChatMisconfigured, WeChatQuotaExhausted, WeChatTokenRejected, WeChatTemplateInvalid)
    )
    facts = {"call": name, "kind": error.kind, "errcode": error.errcode, "rid": error.rid}
    logger.log(logging.ERROR if alarming else logging.INFO, "wechat.call_failed", extra=facts)
