"""The divisions teams belong to, and ready-made teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.core.transaction import transaction
from app.places.models import Division
from app.settings import Settings
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World

DIVISIONS = (
    ("4502", "柳州市", "city", "45"),
    (COUNTY, "柳城县", "county", "4502"),
    ("450222100", "示例镇", "township", COUNTY),
    (VILLAGE, "甲村", "village", "450222100"),
    (OTHER_VILLAGE, "乙村", "village", "450222100"),
    ("450224100201", "丙村", "village", "450224100"),
)


@dataclass
class Teams(World):
    """The village, with words for teams."""

    def body(self, leader: Person, /, **changes: Any) -> dict[str, Any]:
        """Return the form of a squad of the village."""
        return {
            "kind": "squad",
            "name": f"甲村护绿队{next(self._numbers)}",
            "place_code": VILLAGE,
            "founded_on": "2020-03-01",
            "service_kinds": ["environment"],
            "service_times": ["weekends"],
            "leader": {"volunteer_id": str(leader.volunteer_id)},
            **changes,
        }

    def team(self, by: Person, leader: Person, /, *, members: int = 0, **changes: Any) -> str:
        """Found a team with some members besides its leader; returns its id."""
        answer = by.post("/teams", self.body(leader, **changes))
        assert answer.status_code == 201, answer.get_json()
        team_id = answer.get_json()["id"]
        for _ in range(members):
            self.join(self.person(), team_id, leader)
        return team_id

    def join(self, person: Person, team_id: str, leader: Person) -> None:
        """Let a person ask and the leader approve."""
        asked = person.post(f"/teams/{team_id}/requests", {"kind": "join"}).get_json()
        answer = leader.post(f"/team-requests/{asked['id']}/decision", {"approve": True})
        assert answer.status_code == 200, answer.get_json()


@pytest.fixture
def teams(app: Flask, settings: Settings) -> Teams:
    """The village inside its official divisions."""
    made = Teams(app=app, clock_file=settings.clock_offset_file)
    with transaction(made.database, now=made.now) as work:
        work.session.add_all(
            Division(code=code, name=name, level=level, parent_code=parent, pinyin="")
            for code, name, level, parent in DIVISIONS
        )
    return made
