"""The reads behind a household's monthly sheet; months are those of Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from app.clock import local_midnight
from app.households.queries import list_acts_for
from points.ledger.statements import StatementLine, statement_page

PAGE: Final = 100
BEFORE_EVERY_ACT: Final = uuid.UUID(int=0)

MEMBERS: Final = text(
    """
    SELECT id, name FROM volunteer
    WHERE county_id = :county_id AND household_id = :household_id AND state <> 'left'
    ORDER BY name_pinyin, id
    """
)
SERVICES: Final = text(
    """
    SELECT r.id, r.local_date, r.minutes, r.points, r.state, r.trace, v.name AS volunteer_name, a.title,
        coalesce(c.name, r.difficulty_code) AS difficulty
    FROM service_record r
    JOIN volunteer v ON v.county_id = r.county_id AND v.id = r.volunteer_id
    JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
    LEFT JOIN difficulty_class c ON c.county_id = r.county_id AND c.rule_id = r.rule_id AND c.code = r.difficulty_code
    WHERE r.county_id = :county_id AND r.household_id = :household_id AND r.state <> 'corrected'
        AND r.volunteer_id IN (SELECT m.volunteer_id FROM household_membership m
            WHERE m.county_id = :county_id AND m.household_id = :household_id)
        AND r.started_at >= :begins_at AND r.started_at < :ends_at
    ORDER BY r.started_at, r.id
    """
)
"""Through the members, so that the index by person and day is used."""
ORDERS: Final = text(
    """
    SELECT o.id, o.placed_at, o.fulfilled_at, o.state, o.points, placer.name AS placed_by_name,
        person.name AS on_behalf_of_name, o.collected_by
    FROM redemption_order o
    JOIN volunteer placer ON placer.county_id = o.county_id AND placer.id = o.placed_by
    LEFT JOIN volunteer person ON person.county_id = o.county_id AND person.id = o.on_behalf_of
    WHERE o.county_id = :county_id AND o.household_id = :household_id
        AND (o.placed_at >= :begins_at AND o.placed_at < :ends_at
            OR o.fulfilled_at >= :begins_at AND o.fulfilled_at < :ends_at)
    ORDER BY o.placed_at, o.id
    """
)
GOODS: Final = text(
    """
    SELECT l.order_id, i.name, l.quantity, i.unit_name
    FROM order_line l JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
    WHERE l.county_id = :county_id AND l.order_id = ANY (:ids)
    ORDER BY l.order_id, l.item_id
    """
)


@dataclass(frozen=True)
class Month:
    """A month in Asia/Shanghai."""

    first: dt.date

    @classmethod
    def parse(cls, written: str) -> Month:
        """Return the month that was written as ``2026-11``."""
        return cls(dt.date.fromisoformat(f"{written}-01"))

    @property
    def begins_at(self) -> dt.datetime:
        """Return its first instant."""
        return local_midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        """Return the first instant after it."""
        return local_midnight((self.first + dt.timedelta(days=31)).replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Passbook:
    """The lines of a month, oldest first, with the points (hundredths) before the first and after the last."""

    lines: list[StatementLine]
    start: int
    end: int


def list_members(session: Session, *, county_id: str, household_id: uuid.UUID) -> Sequence[RowMapping]:
    """Return who belongs to a household today."""
    return session.execute(MEMBERS, {"county_id": county_id, "household_id": household_id}).mappings().all()


def list_services(session: Session, *, county_id: str, household_id: uuid.UUID, month: Month) -> Sequence[RowMapping]:
    """Return the services of a month that count for a household, oldest first; corrected ones by what replaced them."""
    return session.execute(SERVICES, _asked(county_id, household_id, month)).mappings().all()


def list_orders(session: Session, *, county_id: str, household_id: uuid.UUID, month: Month) -> Sequence[RowMapping]:
    """Return what a household reserved or collected in a month, oldest first."""
    return session.execute(ORDERS, _asked(county_id, household_id, month)).mappings().all()


def goods_of(session: Session, order_ids: Sequence[uuid.UUID], *, county_id: str) -> Sequence[RowMapping]:
    """Return the things in some orders."""
    return session.execute(GOODS, {"county_id": county_id, "ids": list(order_ids)}).mappings().all()


def read_passbook(session: Session, *, county_id: str, household_id: uuid.UUID, month: Month) -> Passbook:
    """Return what was written into a household's passbook in a month, by the instant of writing.

    The balances then join on to each other from month to month, whatever day a line is about.
    """
    found: list[StatementLine] = []
    end: int | None = None
    before: int | None = None
    while True:
        page = statement_page(session, county_id=county_id, household_id=household_id, limit=PAGE, before=before)
        for line in page:
            if line.recorded_at >= month.ends_at:
                continue
            end = line.balance if end is None else end
            if line.recorded_at < month.begins_at:
                return Passbook(found[::-1], start=line.balance, end=end)
            found.append(line)
        if len(page) < PAGE:
            return Passbook(found[::-1], start=0, end=end or 0)
        before = page[-1].entry


def list_acts(session: Session, *, county_id: str, volunteer_id: uuid.UUID, month: Month) -> list[RowMapping]:
    """Return what others did for a person in a month, oldest first."""
    found: list[RowMapping] = []
    after = (month.ends_at, BEFORE_EVERY_ACT)
    while True:
        page = list_acts_for(session, county_id=county_id, volunteer_id=volunteer_id, after=after, limit=PAGE)
        found += [row for row in page[:PAGE] if row["at"] >= month.begins_at]
        if len(page) <= PAGE or page[PAGE - 1]["at"] < month.begins_at:
            return found[::-1]
        after = (page[PAGE - 1]["at"], page[PAGE - 1]["id"])


def _asked(county_id: str, household_id: uuid.UUID, month: Month) -> dict[str, object]:
    return {
        "county_id": county_id,
        "household_id": household_id,
        "begins_at": month.begins_at,
        "ends_at": month.ends_at,
    }
