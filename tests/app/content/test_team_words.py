"""Names of teams and why they end: seen by others only once they were found good."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.transaction import transaction
from app.places.models import Division
from tests.app.content.test_checking import queue
from tests.app.content.test_organizers_words import on_her_phone
from tests.app.messages.conftest import Post
from tests.app.teams.conftest import DIVISIONS
from tests.world import VILLAGE, Person, World

WAITING = "（队名待核对）"


@pytest.fixture(autouse=True)
def divisions(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        work.session.add_all(
            Division(code=code, name=name, level=level, parent_code=parent, pinyin="")
            for code, name, level, parent in DIVISIONS
        )


def form(leader: Person, name: str) -> dict[str, Any]:
    return {
        "kind": "branch",
        "name": name,
        "place_code": VILLAGE,
        "founded_on": "2020-03-01",
        "service_kinds": ["environment"],
        "service_times": ["weekends"],
        "leader": {"volunteer_id": str(leader.volunteer_id)},
    }


def name_as_seen(person: Person, team_id: str) -> tuple[str, str]:
    """Return the name of the team in full and in the list."""
    listed = {item["id"]: item["name"] for item in person.get("/teams").get_json()["items"]}
    return person.get(f"/teams/{team_id}").get_json()["name"], listed[team_id]


def test_team_when_its_name_is_risky_then_only_who_looks_after_it_reads_it(world: World, post: Post) -> None:
    organizer, mother = world.person(roles={"organizer": VILLAGE}), world.person()
    leader, checker = world.person(), world.staff("checker")
    on_her_phone(post, organizer)

    good = organizer.post("/teams", form(leader, "甲村护绿队")).get_json()["id"]
    risky = organizer.post("/teams", form(leader, "甲村[[risky:20002]]队")).get_json()["id"]
    path = f"/teams/{risky}"
    before = name_as_seen(mother, risky)
    texts = queue(checker, state="blocked")
    shown = organizer.get(path)
    body = {key: value for key, value in form(leader, "甲村清河队").items() if key != "leader"}
    changed = organizer.put(path, body, **{"If-Match": shown.headers["ETag"]})

    assert name_as_seen(mother, good) == ("甲村护绿队", "甲村护绿队")
    assert before == (WAITING, WAITING)
    assert "[[risky" in shown.get_json()["name"]
    assert shown.get_json()["words_hidden"] is True
    assert [text["kind"] for text in texts] == ["team"]
    assert changed.status_code == 200, changed.get_json()
    assert name_as_seen(mother, risky) == ("甲村清河队", "甲村清河队")


def test_team_when_nobody_could_be_asked_then_its_name_and_end_wait_for_a_person(world: World) -> None:
    organizer, mother, leader = world.person(roles={"organizer": VILLAGE}), world.person(), world.person()

    team = organizer.post("/teams", form(leader, "甲村护绿队")).get_json()["id"]
    named = name_as_seen(mother, team), name_as_seen(leader, team)
    ended = organizer.post(f"/teams/{team}/dissolution", {"reason": "人都进城了。"})

    assert named == ((WAITING, WAITING), ("甲村护绿队", "甲村护绿队"))
    assert ended.status_code == 200, ended.get_json()
    assert mother.get(f"/teams/{team}").get_json()["dissolve_reason"] is None
    assert organizer.get(f"/teams/{team}").get_json()["dissolve_reason"] == "人都进城了。"
