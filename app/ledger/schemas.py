"""Shapes of the ledger on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.http.schemas import (
    Body,
    CountyCode,
    InstantIn,
    InstantOut,
    PageQuery,
    Paragraph,
    PointsIn,
    PointsOut,
    View,
)
from points.amounts import AmountInvalid, parse_points


def _signed_points(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("points are decimal strings")
    try:
        return parse_points(value, signed=True)
    except AmountInvalid:
        raise ValueError("not a decimal string with at most two decimals") from None


SignedPointsIn = Annotated[
    int,
    BeforeValidator(_signed_points),
    WithJsonSchema(
        {"type": "string", "pattern": r"^-?\d{1,8}(\.\d{1,2})?$", "description": "积分，可为负，十进制字符串"}
    ),
]
ProposalState = Literal["proposed", "approved", "rejected"]


class BalanceView(View):
    """What a household holds and what it can spend now."""

    household_id: uuid.UUID | None
    balance: PointsOut
    spendable: PointsOut
    pending: Annotated[PointsOut, Field(description="待公示：已审核、还没公示期满的积分")]
    held: Annotated[PointsOut, Field(description="已下单、还没领取的兑换占用的积分")]
    redeem_floor: Annotated[PointsOut, Field(description="基础分，不能用来兑换")]
    suspended: Annotated[bool, Field(description="积分低于规则规定的线，暂时不能兑换")]


class StatementLineView(View):
    """One line of the passbook, newest first; ``points`` is signed."""

    number: Annotated[int, Field(description="存折第几笔，从 1 起连续")]
    id: uuid.UUID
    kind: str
    label: str
    points: PointsOut
    balance: PointsOut
    occurred_on: dt.date
    recorded_at: InstantOut
    reverses_id: uuid.UUID | None
    explanation: list[str]


class StatementView(View):
    """A page of a household's passbook."""

    household_id: uuid.UUID
    household_code: str
    balance: PointsOut
    items: list[StatementLineView]
    next_cursor: str | None


class ProposalBody(Body):
    """Points without hours, or a correction by hand."""

    household_id: uuid.UUID
    kind: Literal["source", "adjustment"]
    source_code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")] | None = None
    points: SignedPointsIn | None = None
    reason: Paragraph
    evidence: Paragraph | None = None
    occurred_on: dt.date


class ProposalView(View):
    """A proposal and what became of it."""

    id: uuid.UUID
    household_id: uuid.UUID
    kind: Literal["source", "adjustment"]
    source_code: str | None
    points: PointsOut
    reason: str
    evidence: str | None
    occurred_on: dt.date
    state: ProposalState
    proposed_by: uuid.UUID
    proposed_at: InstantOut
    notified_at: InstantOut | None
    appeal: str | None
    decided_by: uuid.UUID | None
    decided_at: InstantOut | None
    decision_note: str | None


class ProposalQuery(PageQuery):
    """Which proposals to list."""

    state: ProposalState | None = None


class AppealBody(Body):
    """The household's answer."""

    words: Paragraph


class DecisionBody(Body):
    """Yes or no, and why."""

    approve: bool
    note: Paragraph | None = None


class ExpiryBody(Body):
    """Which points lapse, when, and what stays."""

    place_code: Annotated[str, Field(pattern=r"^\d{6}(\d{3}(\d{3})?)?$")]
    period: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{4,20}$")]
    ends_on: dt.date
    keep: PointsIn
    notice: Paragraph
    takes_effect_at: InstantIn


class ExpiryView(View):
    """An announcement of lapsing points and how far it has come."""

    id: uuid.UUID
    place_code: str
    period: str
    ends_on: dt.date
    keep: Annotated[PointsOut, Field(validation_alias="keep_points")]
    notice: str
    takes_effect_at: InstantOut
    state: Literal["announced", "approved", "cancelled", "applied", "reversed"]
    announced_by: uuid.UUID
    announced_at: InstantOut
    approved_by: uuid.UUID | None
    households: int | None
    points: PointsOut | None


class HeadQuery(Body):
    """Whose head, and of which evening."""

    county_id: CountyCode
    on: Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 1, 1))] | None = None


class HeadView(View):
    """The newest sealed block, to be printed and hung up."""

    county_id: str
    on: dt.date
    number: int
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sealed_at: InstantOut
    board_text: Annotated[str, Field(description="可直接打印张贴的文字")]


class BrokenView(View):
    """One thing that must not be."""

    subject: str
    facts: dict[str, Any]


class CheckView(View):
    """One proof over the books and what it found."""

    invariant: str
    name: str
    proves: str
    holds: bool
    count: int
    examples: list[BrokenView]


class BooksView(View):
    """The report on all books of a county."""

    county_id: str
    checked_at: InstantOut
    holds: bool
    trial_balance: Annotated[dict[str, PointsOut], Field(description="各类账户余额，合计必为 0")]
    checks: list[CheckView]
