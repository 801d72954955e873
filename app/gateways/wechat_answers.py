"""What WeChat's answers become, and how they are read: anything of the wrong shape is no answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

CHECKED_TEXT_LIMIT = 2500
SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")
FIELD_NAME = re.compile(r"\{\{(\w+)\.DATA\}\}")


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


def object_in(answer: Any) -> dict[str, Any]:
    """Return an answer that must be a JSON object; anything else is no answer."""
    if not isinstance(answer, dict):
        raise ValueError("not an object")
    return answer


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"no {name} in the answer")
    return value


def identity_in(answer: Any) -> LoginIdentity:
    """Return who logged in; raises ValueError when the answer does not say."""
    unionid = object_in(answer).get("unionid")
    return LoginIdentity(_text(answer, "openid"), unionid if isinstance(unionid, str) else None)


def phone_number_in(answer: Any) -> PhoneNumber:
    """Return the phone number; raises ValueError when there is none."""
    info = object_in(object_in(answer).get("phone_info"))
    return PhoneNumber(str(info.get("countryCode", "")), _text(info, "purePhoneNumber"))


def template_in(item: Any) -> MessageTemplate:
    """Return one message template of a list."""
    fields = FIELD_NAME.findall(_text(object_in(item), "content"))
    return MessageTemplate(_text(item, "priTmplId"), str(item.get("title", "")), tuple(fields))


def judged_in(event: Mapping[str, Any]) -> TextCheck:
    """Return the verdict in a pushed event; one that says nothing clear is a REVIEW."""
    try:
        return text_check_in(dict(event))
    except ValueError:
        return TextCheck(TextVerdict.REVIEW, reason="wechat_failed")


def text_check_in(answer: Any) -> TextCheck:
    """Return the verdict in an answer; errcode 0 alone means nothing, and an unknown verdict is a REVIEW."""
    result = object_in(object_in(answer).get("result"))
    known = {str(verdict): verdict for verdict in TextVerdict}
    label, trace_id = result.get("label"), answer.get("trace_id")
    return TextCheck(
        known.get(str(result.get("suggest")), TextVerdict.REVIEW),
        label if isinstance(label, int) else None,
        str(trace_id) if trace_id else None,
    )


def trace_id_in(answer: Any) -> str:
    """Return the name of a check; raises ValueError when there is none."""
    return _text(object_in(answer), "trace_id")
