"""From the facts of a message to words: for the inbox, and for the fields of a subscribe message."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from app.clock import local_date, to_local
from app.core.messages import message
from app.messages.kinds import FORMS, Kind
from points.amounts import Minutes, Points, display_minutes, display_points

WEEKDAYS: Final = "一二三四五六日"
TEXT_LONGEST: Final = 100

Param = str | int | dt.datetime | dt.date | uuid.UUID


def stored_params(kind: Kind, params: Mapping[str, Param]) -> dict[str, str | int]:
    """Return the parameters of a message as they are kept; long texts are cut.

    Raises:
        ValueError: the kind needs others, or one is of the wrong type.
    """
    if set(params) != set(FORMS[kind].params):
        raise ValueError(f"{kind} needs {FORMS[kind].params}, not {sorted(params)}")
    return {name: _stored(name, value) for name, value in params.items()}


def title_of(kind: str) -> str:
    """Return the heading of a message."""
    return message(f"inbox.{kind}.title")


def text_of(kind: str, params: Mapping[str, Any], *, names: Mapping[str, str], now: dt.datetime) -> str:
    """Return the sentence of a message. ``names`` maps ids of people to names; who is gone is 有人."""
    words = {name: _readable(name, value, names=names, now=now) for name, value in params.items()}
    return message(f"inbox.{kind}.text", **words)


def people_in(params: Mapping[str, Any]) -> list[uuid.UUID]:
    """Return the ids of the people a message speaks of."""
    return [uuid.UUID(value) for name, value in params.items() if name.endswith("_id")]


def good_until(kind: Kind, params: Mapping[str, Any], *, now: dt.datetime) -> dt.datetime:
    """Return after which instant a message outside the service would only confuse: its occasion, or a day later."""
    a_day_later = now + dt.timedelta(days=1)
    if kind is Kind.ACTIVITY_CANCELLED:
        return min(max(_instant(params["starts_at"]), now + dt.timedelta(hours=1)), now + dt.timedelta(days=3))
    occasions = [_instant(value) for name, value in params.items() if name in {"starts_at", "until_at"}]
    return min([*occasions, a_day_later])


def day_in_words(day: dt.date, *, today: dt.date) -> str:
    """Return a date as people read it: 11月21日 周六, with the year only when it is another one."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def instant_in_words(instant: dt.datetime, *, today: dt.date) -> str:
    """Return an instant as people read it: 11月21日 周六 8:30."""
    local = to_local(instant)
    return f"{day_in_words(local.date(), today=today)} {local.hour}:{local.minute:02d}"


def _stored(name: str, value: Param) -> str | int:
    wanted: type | tuple[type, ...] = str
    if name.endswith("_id"):
        wanted = uuid.UUID
    elif name.endswith("_at"):
        wanted = dt.datetime
    elif name.endswith("_on"):
        wanted = dt.date
    elif name in {"minutes", "count"} or name.endswith("points"):
        wanted = int
    if not isinstance(value, wanted):
        raise ValueError(f"{name} is not {wanted}")
    if isinstance(value, str):
        return value[:TEXT_LONGEST]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def _readable(name: str, value: Any, *, names: Mapping[str, str], now: dt.datetime) -> str:
    today = local_date(now)
    if name.endswith("_id"):
        return names.get(value, "有人")
    if name.endswith("_at"):
        return instant_in_words(_instant(value), today=today)
    if name.endswith("_on"):
        return day_in_words(dt.date.fromisoformat(value), today=today)
    if name == "minutes":
        return display_minutes(Minutes(value))
    if name.endswith("points"):
        return display_points(Points(value))
    if name == "content":
        return message(f"content.kind.{value}")
    if name == "purpose":
        return message(f"purpose.{value}")
    if name == "scope":
        return message(f"proxy.scope.{value}")
    if name == "role":
        return message(f"role.{value}")
    return str(value)


def _instant(value: str) -> dt.datetime:
    return dt.datetime.fromisoformat(value)
