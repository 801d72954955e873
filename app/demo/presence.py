"""How people came and went: by the code on the organizer's phone, by paper card, without network, or by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.attendance.service.corrections import record_by_name
from app.attendance.service.marks import Direction, Mark, make_mark
from app.core.permissions import Role
from app.demo.activities import Planned
from app.demo.story import DemoPerson, Story

BY_NAME_PERCENT = 4
OFFLINE_PERCENT = 10
FORGETS_PERCENT = 4
UPLOADED_AFTER = dt.timedelta(minutes=20)


def attend(story: Story, planned: Planned, now: dt.datetime) -> None:
    """Make the marks of everybody who took part, as they stand at ``now``, just before the activity is closed."""
    for number, person in enumerate(planned.who_comes(story)):
        _Presence(story, planned, person, number).happen(now)


@dataclass(frozen=True)
class _Presence:
    story: Story
    planned: Planned
    person: DemoPerson
    number: int

    def happen(self, now: dt.datetime) -> None:
        came = self._near(self.planned.starts_at, "came", early_minutes=6, late_minutes=3)
        left = self._near(self.planned.ends_at, "left", early_minutes=5, late_minutes=8)
        if self._happens(BY_NAME_PERCENT, "by name") and not self.person.grants:
            self._by_name(came, left, now)
            return
        offline = self._happens(OFFLINE_PERCENT, "offline") and self.person.card is None
        self._mark("in", came, offline=offline)
        if not self._happens(FORGETS_PERCENT, "forgets"):
            self._mark("out", left, offline=offline)

    def _by_name(self, came: dt.datetime, left: dt.datetime, now: dt.datetime) -> None:
        record_by_name(
            self.story.session,
            self.planned.activity_id,
            volunteer_id=self.person.volunteer_id,
            in_at=came,
            out_at=left,
            reason="手机没电，我看着她从头做到尾。",
            children=0,
            nonce=self._nonce("name"),
            actor=self.planned.village.one(Role.ORGANIZER).actor(),
            now=now,
        )

    def _mark(self, direction: Direction, when: dt.datetime, *, offline: bool) -> None:
        card = self.person.card is not None
        actor = self.planned.village.one(Role.ORGANIZER) if card else self.person
        mark = Mark(
            direction,
            county_id=self.planned.county_id,
            person_id=self.person.volunteer_id,
            actor_id=actor.volunteer_id,
            short_id=self.planned.short_id,
            at=when,
            means="card" if card else "rotating",
            mode="offline" if offline else "online",
            nonce=self._nonce(direction),
        )
        outcome = make_mark(self.story.session, mark, now=when + UPLOADED_AFTER if offline else when)
        if outcome.refusal is not None:
            raise outcome.refusal

    def _near(self, instant: dt.datetime, what: str, *, early_minutes: int, late_minutes: int) -> dt.datetime:
        span = (early_minutes + late_minutes) * 60
        seconds = self.story.chance.below(span, *self.planned.name, self.number, what) - early_minutes * 60
        return instant + dt.timedelta(seconds=seconds)

    def _happens(self, percent: int, what: str) -> bool:
        return self.story.chance.happens(percent, *self.planned.name, self.number, what)

    def _nonce(self, what: str) -> str:
        return f"demo:{self.planned.activity_id}:{self.number}:{what}"
