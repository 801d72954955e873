"""WeChat as the service sees it: seven questions, our own answers and our own errors.

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
from typing import Any, Literal, Protocol

from app.gateways.token_store import InProcessTokenStore, MonotonicClock, TokenStore
from app.gateways.wechat_answers import (
    LoginIdentity,
    MessageTemplate,
    MiniProgramCode,
    PhoneNumber,
    TextCheck,
    TextScene,
    TextVerdict,
    identity_in,
    object_in,
    phone_number_in,
    split_text,
    template_in,
    text_check_in,
    trace_id_in,
)
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
from app.gateways.wechat_transport import MiniProgramClient, QuotaPaused, Timeouts, silence_secrets

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

Release = Literal["release", "trial", "develop"]
MESSAGE_STATES = {"release": "formal", "trial": "trial", "develop": "developer"}


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

    def check_picture(self, url: str, *, openid: str, scene: TextScene) -> str:
        """Hand a picture in and return the name under which the verdict will be pushed."""
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
        identity: LoginIdentity = self._once("login", lambda api: identity_in(api.code_to_session(code)))
        return identity

    def phone_number(self, code: str, openid: str) -> PhoneNumber:
        """Return the phone number behind a phone code of this user.

        Raises:
            WeChatCodeInvalid: the code is unknown, old, used, or another user's.
            WeChatOutcomeUnknown: no answer; the client must bring a new code.
        """
        number: PhoneNumber = self._once("phone", lambda api: phone_number_in(api.get_phone_number(code, openid)))
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
            lambda api: object_in(
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

    def check_picture(self, url: str, *, openid: str, scene: TextScene) -> str:
        """Hand in a picture that can be fetched at `url`; the verdict is pushed as `wxa_media_check` within 30 minutes.

        Raises:
            WeChatUserInactive, WeChatBusy, WeChatQuotaExhausted, WeChatUnavailable: nobody will judge it now.
        """
        trace_id: str = self._repeatable(
            "check_picture",
            lambda api: trace_id_in(api.check_picture(media_url=url, openid=openid, scene=int(scene))),
        )
        return trace_id

    def message_templates(self) -> list[MessageTemplate]:
        """Return the message templates of the app."""
        found: list[MessageTemplate] = self._repeatable(
            "message_templates", lambda api: [template_in(item) for item in object_in(api.list_templates())["data"]]
        )
        return found

    def _check_piece(self, piece: str, openid: str, scene: TextScene) -> TextCheck:
        try:
            check: TextCheck = self._repeatable(
                "check_text", lambda api: text_check_in(api.check_text(content=piece, openid=openid, scene=int(scene)))
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
            known = isinstance(failure, QuotaPaused)
        # Raised outside the handler, so that the library's exception, which holds the secret, is not its context.
        _report(name, error, alarm=not known)
        raise error

    def _client(self) -> MiniProgramClient:
        """Return this process's client; a forked child must not share its parent's connections."""
        process = os.getpid()
        with self._guard:
            if process not in self._clients:
                self._clients = {process: self._new_client()}
            return self._clients[process]


def _report(name: str, error: WeChatError, *, alarm: bool) -> None:
    """Log a failure by its kind and numbers; what people must act on is an error, the first time."""
    alarming = isinstance(
        error, (WeChatMisconfigured, WeChatQuotaExhausted, WeChatTokenRejected, WeChatTemplateInvalid)
    )
    facts = {"call": name, "kind": error.kind, "errcode": error.errcode, "rid": error.rid}
    logger.log(logging.ERROR if alarm and alarming else logging.INFO, "wechat.call_failed", extra=facts)
