"""Objections: one doubtful line waits, another person rules, everything else goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.served import after_window, claimed, count, disclose, record, record_of, settle, verify
from tests.world import COUNTY, VILLAGE, Person, World


class Published:
    """A list with two lines, and everybody around it."""

    def __init__(self, world: World) -> None:
        self.mother, self.neighbour = world.person(name="韦小榕"), world.person(name="蒙芳")
        self.approver, self.organizer = world.staff("checker"), world.staff("organizer")
        self.ruler = world.staff("checker")
        self.claims = claimed(world, [self.mother, self.neighbour], minutes=60)
        verify(self.approver, *self.claims)
        self.detail = disclose(world, self.organizer, self.claims[0])
        self.lines = {line["masked_name"]: line["id"] for line in self.detail["lines"]}

    def path(self, name: str = "韦*榕") -> str:
        return f"/disclosures/{self.detail['disclosure']['id']}/lines/{self.lines[name]}/objections"

    def doubt(self, person: Person, words: str = "那天她没有来。") -> Any:
        return person.post(self.path(), {"text": words})

    def rule(self, person: Person, objection: Any, outcome: str, **more: Any) -> Any:
        body = {"outcome": outcome, "ruling": "问过同去的人。"} | more
        return person.post(f"/objections/{objection.get_json()['id']}/ruling", body)


def test_objection_stops_only_its_line_until_it_is_dismissed(world: World) -> None:
    scene, doubter = Published(world), world.person()

    raised = scene.doubt(doubter)
    assert (raised.status_code, raised.get_json()["state"]) == (201, "open")
    assert raised.get_json()["answer_due_on"] == "2026-07-10"
    assert scene.doubt(world.person()).get_json()["code"] == "objection_open"
    public = {"county_id": COUNTY}
    lines = world.client.get(f"/v1/disclosures/{scene.detail['disclosure']['id']}", query_string=public).get_json()
    assert {line["masked_name"]: line["standing"] for line in lines["lines"]} == {"韦*榕": "paused", "蒙*": "standing"}
    assert str(doubter.volunteer_id) not in str(lines)

    after_window(world, scene.detail)
    assert settle(world) == 1
    assert (world.balance(scene.mother.household_id), world.balance(scene.neighbour.household_id)) == (0, 1200)
    assert count(world, "SELECT count(*) FROM disclosure WHERE state = 'settled'") == 0

    assert scene.rule(scene.ruler, raised, "dismissed").get_json()["state"] == "dismissed"
    assert settle(world) == 1
    assert world.balance(scene.mother.household_id) == 1200
    assert count(world, "SELECT count(*) FROM disclosure WHERE state = 'settled'") == 1
    assert scene.rule(scene.ruler, raised, "upheld").get_json()["code"] == "objection_ruled"


def test_upheld_objection_makes_the_record_count_nothing(world: World) -> None:
    scene = Published(world)
    raised = scene.doubt(world.person())

    assert scene.rule(scene.ruler, raised, "upheld").get_json()["state"] == "upheld"
    after_window(world, scene.detail)
    settle(world)

    assert record(world, scene.claims[0])["state"] == "rejected"
    assert world.balance(scene.mother.household_id) == 0
    assert scene.mother.get("/me/hours").get_json()["scan_minutes"] == 0
    assert count(world, "SELECT count(*) FROM disclosure WHERE state = 'settled'") == 1
    story = scene.mother.get(f"/service-records/{scene.claims[0]}").get_json()["decisions"]
    assert [each["label"] for each in story] == ["审核通过", "开始公示", "异议成立，这条不算"]


def test_upheld_objection_with_the_true_presence_is_claimed_and_published_anew(world: World) -> None:
    scene = Published(world)
    raised = scene.doubt(world.person(), "她十点就走了。")
    started_at = record(world, scene.claims[0])["started_at"]
    truth = {
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + dt.timedelta(minutes=30)).isoformat(),
    }

    assert scene.rule(scene.ruler, raised, "dismissed", **truth).status_code == 422
    assert scene.rule(scene.ruler, raised, "upheld", **truth).status_code == 200

    fresh = record_of(world, scene.mother)
    assert (fresh["state"], fresh["revision"], fresh["minutes"]) == ("claimed", 2, 30)
    assert verify(scene.ruler, fresh["id"]).get_json()["code"] == "own_entry"
    verify(scene.approver, fresh["id"])
    second = disclose(world, scene.organizer, fresh["id"])
    assert [(line["masked_name"], line["minutes"]) for line in second["lines"]] == [("韦*榕", 30)]
    after_window(world, second)
    settle(world)
    assert world.balance(scene.mother.household_id) == 600


def test_nobody_rules_on_what_she_raised_approved_published_or_gains_from(world: World) -> None:
    scene = Published(world)
    kin = world.person(household_id=scene.mother.household_id, roles={"checker": VILLAGE})
    raised = scene.doubt(scene.ruler)

    codes = [
        scene.rule(person, raised, "dismissed").get_json()["code"]
        for person in (scene.ruler, scene.approver, kin, scene.organizer, world.person())
    ]

    assert codes == ["ruling_needs_another", "ruling_needs_another", "own_household", "forbidden", "forbidden"]
    assert scene.rule(world.staff("checker"), raised, "dismissed").status_code == 200


def test_objection_after_the_window_or_elsewhere_is_refused(world: World) -> None:
    scene, doubter = Published(world), world.person()
    foreign = world.person(county_id="450223", village_code="450223100201")

    assert foreign.post(scene.path(), {"text": "不对。"}).status_code == 404
    assert doubter.post(scene.path() + "x", {"text": "x"}).status_code == 404
    assert world.client.post("/v1" + scene.path(), json={"text": "不对。"}).status_code == 401
    after_window(world, scene.detail)
    assert scene.doubt(doubter).get_json()["code"] == "disclosure_closed"


def test_open_objections_are_seen_by_rulers_and_by_whoever_raised_them(world: World) -> None:
    scene, doubter = Published(world), world.person()
    scene.doubt(doubter)

    for_ruler = scene.ruler.get("/objections").get_json()["items"]
    for_doubter = doubter.get("/objections").get_json()["items"]

    assert [(each["text"], each["mine"], each["record_id"]) for each in for_ruler] == [
        ("那天她没有来。", False, str(scene.claims[0]))
    ]
    assert [(each["mine"], each["record_id"]) for each in for_doubter] == [(True, None)]
    assert scene.mother.get("/objections").get_json()["items"] == []
    assert scene.ruler.get("/objections", state="dismissed").get_json()["items"] == []
