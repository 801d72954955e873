"""What every chapter of the demonstration data needs: the open transaction, chance, the people, the calendar."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.clock import SHANGHAI, local_date
from app.core.actor import Actor, Grant
from app.core.crypto import token_hash
from app.core.db import Database
from app.core.permissions import Role
from app.core.transaction import UnitOfWork
from app.demo.annex import DemoSite
from app.demo.chance import Chance
from app.demo.names import Names
from app.identity.models import Volunteer
from app.identity.service.sessions import begin_session

SATURDAY = 5
SESSION_LASTS = dt.timedelta(hours=1)


class CannotLoad(Exception):
    """The demonstration data do not fit beside what is there; the text says why, in Chinese. Nothing was changed."""


class SameTransaction(Database):
    """Runs the hot statements inside the loader's own transaction, so that all of the data stand or none."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def hot(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """Run one hot statement and return its rows."""
        self._work.session.flush()
        rows: Sequence[Any] = self._work.driver_connection().execute(statement.encode(), parameters).fetchall()
        self._work.session.expire_all()
        return rows


@dataclass(frozen=True)
class DemoPerson:
    """Somebody in the story."""

    volunteer_id: uuid.UUID
    household_id: uuid.UUID | None
    village_code: str
    name: str
    kind: str
    is_head: bool = False
    grants: tuple[Grant, ...] = ()
    card: str | None = None

    @property
    def county_id(self) -> str:
        """The county she belongs to."""
        return self.village_code[:6]

    def actor(self) -> Actor:
        """Return her as whoever calls a service."""
        return Actor(
            county_id=self.county_id,
            volunteer_id=self.volunteer_id,
            household_id=self.household_id,
            village_code=self.village_code,
            is_head=self.is_head,
            grants=self.grants,
        )


@dataclass
class DemoVillage:
    """A site with everybody in it."""

    site: DemoSite
    site_id: uuid.UUID
    point_id: uuid.UUID
    staff: dict[Role, list[DemoPerson]] = field(default_factory=dict)
    people: list[DemoPerson] = field(default_factory=list)
    items: dict[str, uuid.UUID] = field(default_factory=dict)

    def one(self, role: Role, number: int = 0) -> DemoPerson:
        """Return somebody who holds a role here."""
        return self.staff[role][number]


@dataclass
class Story:
    """The state of one loading."""

    work: UnitOfWork
    chance: Chance
    names: Names
    villages: list[DemoVillage] = field(default_factory=list)
    city_staff: list[DemoPerson] = field(default_factory=list)
    county_staff: dict[str, list[DemoPerson]] = field(default_factory=dict)
    signed_in: dict[uuid.UUID, DemoPerson] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = self.work.session
        self.now = self.work.now
        self.today = local_date(self.work.now)
        self.lane = SameTransaction(self.work)

    def saturday(self, weeks: int) -> dt.date:
        """Return a Saturday counted from today: 1 is the last one before today, 0 the one after it, -1 a week later."""
        past = (self.today.weekday() - SATURDAY - 1) % 7 + 1
        return self.today - dt.timedelta(days=past) - dt.timedelta(weeks=weeks - 1)

    def token_of(self, person: DemoPerson, *, now: dt.datetime) -> tuple[str, bytes]:
        """Begin a short session for somebody and return what a hot statement wants to know of it."""
        volunteer = self.session.get_one(Volunteer, (person.county_id, person.volunteer_id))
        begun = begin_session(self.session, volunteer, kind="miniprogram", expires_at=now + SESSION_LASTS, now=now)
        self.session.flush()
        self.signed_in[person.volunteer_id] = person
        return person.county_id, token_hash(begun.token)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return the instant of a local time of day."""
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI).astimezone(dt.UTC)
