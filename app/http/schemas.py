"""Shapes on the wire that every slice shares: refuse unknown fields, bound every text, points as decimal strings."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from points.amounts import AmountInvalid, Points, format_points, parse_points


class Body(BaseModel):
    """Input: unknown fields are refused and nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class View(BaseModel):
    """Output: only declared fields leave the service."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Nothing(Body):
    """An empty JSON object."""


def _clean(text: str) -> str:
    if any(ch < " " and ch not in "\n\t" for ch in text) or "\x7f" in text:
        raise ValueError("control characters are not allowed")
    if any("\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069" for ch in text):
        raise ValueError("direction overrides are not allowed")
    return text


def _instant(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    if not 2000 <= value.year <= 2100:
        raise ValueError("out of range")
    return value.astimezone(dt.UTC)


def _rfc3339(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _points_in(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("points are decimal strings")
    try:
        return parse_points(value)
    except AmountInvalid:
        raise ValueError("not a decimal string with at most two decimals") from None


CleanText = Annotated[str, AfterValidator(_clean)]
"""Any text that is kept or searched for: no control characters, which the database refuses, no direction overrides."""

Line = Annotated[CleanText, Field(min_length=1, max_length=100)]
"""One short line of text."""

Paragraph = Annotated[CleanText, Field(min_length=1, max_length=500)]
"""A few sentences."""

InstantIn = Annotated[dt.datetime, AfterValidator(_instant)]
InstantOut = Annotated[
    dt.datetime, PlainSerializer(_rfc3339, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
PointsOut = Annotated[
    int,
    PlainSerializer(lambda value: format_points(Points(value)), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$", "description": "积分，十进制字符串"}),
]
PointsIn = Annotated[
    int,
    BeforeValidator(_points_in),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,8}(\.\d{1,2})?$", "description": "积分，十进制字符串"}),
]
CountyCode = Annotated[str, Field(pattern=r"^\d{6}$")]
VillageCode = Annotated[str, Field(pattern=r"^\d{12}$")]
MinutesOut = Annotated[int, Field(description="分钟")]
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]

Item = TypeVar("Item")


class Page(View, Generic[Item]):
    """One page of a list in a fixed, total order."""

    items: list[Item]
    next_cursor: str | None


class PageQuery(Body):
    """How much of a list, and from where on."""

    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[str, Field(max_length=300)] | None = None
    county_id: CountyCode | None = None


class CountyQuery(Body):
    """For those whose role reaches into several counties: which one."""

    county_id: CountyCode | None = None


class Done(View):
    """The id of what was made or changed."""

    id: uuid.UUID
