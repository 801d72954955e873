"""The one table from a message's facts to the fields of its subscribe message, and the fitting (wechat.md §4.4)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from app.clock import to_local
from app.core.messages import message
from app.gateways.message_fields import fit_field
from app.messages.kinds import Kind
from app.messages.wording import day_in_words, instant_in_words
from app.settings import TemplateSetting
from points.amounts import Points, display_points

PAGE: Final = "pages/messages/inbox/index?id={id}"
"""The page of the mini-program that a tap on a message opens: the inbox, at the message that says the same."""

_Facts = Mapping[str, Any]


def _text(name: str) -> Callable[[_Facts, dt.datetime], str]:
    return lambda params, now: str(params[name])


def _moment(name: str) -> Callable[[_Facts, dt.datetime], str]:
    return lambda params, now: params[name]


def _word(key: str) -> Callable[[_Facts, dt.datetime], str]:
    return lambda params, now: message(f"outside.{key}")


def _points(name: str, *, sign: str = "") -> Callable[[_Facts, dt.datetime], str]:
    return lambda params, now: sign + display_points(Points(params[name])).replace("−", "-")


def _filled(key: str) -> Callable[[_Facts, dt.datetime], str]:
    def fill(params: _Facts, now: dt.datetime) -> str:
        today = to_local(now).date()
        words = {name: str(value) for name, value in params.items()}
        for name, value in params.items():
            if name.endswith("_at"):
                words[name] = instant_in_words(dt.datetime.fromisoformat(value), today=today)
            elif name.endswith("_on"):
                words[name] = day_in_words(dt.date.fromisoformat(value), today=today)
        return message(f"outside.{key}", **words)

    return fill


_SIGN_UP = {"activity": _text("title"), "starts": _moment("starts_at"), "place": _text("place")}
VALUES: Final[dict[Kind, dict[str, Callable[[_Facts, dt.datetime], str]]]] = {
    Kind.ACTIVITY_CANCELLED: {**_SIGN_UP, "result": _word("cancelled")},
    Kind.PLACE_PROMOTED: {**_SIGN_UP, "result": _word("promoted")},
    Kind.SIGN_UP_AGREED: {**_SIGN_UP, "result": _word("agreed")},
    Kind.SIGN_UP_REFUSED: {**_SIGN_UP, "result": _word("refused")},
    Kind.ACTIVITY_CHANGED: {**_SIGN_UP, "result": _word("changed")},
    Kind.ACTIVITY_SOON: {**_SIGN_UP, "hint": _text("hint")},
    Kind.POINTS_SETTLED: {
        "reason": _text("title"),
        "change": _points("points", sign="+"),
        "balance": _points("balance_points"),
        "at": lambda params, now: now.isoformat(),
    },
    Kind.POINTS_EXPIRING: {
        "reason": _filled("lapsing"),
        "change": _word("lapsing_change"),
        "balance": _points("balance_points"),
        "at": lambda params, now: now.isoformat(),
    },
    Kind.ORDER_PLACED: {
        "goods": _text("goods"),
        "order": _text("order"),
        "state": _word("reserved"),
        "note": _filled("collect"),
    },
    Kind.ORDER_EXPIRING: {
        "goods": _text("goods"),
        "order": _text("order"),
        "state": _word("waiting"),
        "note": _filled("collect"),
    },
}
"""Kind → slot of its purpose → value. A guard test compares the slots with the settings."""


def fields_of(
    kind: Kind, params: _Facts, *, subject_id: uuid.UUID | None, template: TemplateSetting, now: dt.datetime
) -> dict[str, str]:
    """Return the value of every field of the template, made to fit; ``now`` is when the thing happened."""
    facts = {**params, "order": "" if subject_id is None else subject_id.hex[-8:].upper()}
    return {field: _fitted(field, VALUES[kind][slot](facts, now)) for slot, field in template.fields}


def _fitted(field: str, value: str) -> str:
    kind = field.rstrip("0123456789")
    if kind in {"time", "date"}:
        local = to_local(dt.datetime.fromisoformat(value))
        day = f"{local.year}年{local.month:02d}月{local.day:02d}日"
        return day if kind == "date" else f"{day} {local.hour:02d}:{local.minute:02d}"
    if kind == "number":
        return value.lstrip("+-") or "0"
    return fit_field(field, value)
