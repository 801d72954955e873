"""People inside who would serve themselves: suspended ones, movers between households, rulers with free hands."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from app.disclosure.service import objections
from app.places.models import Division
from tests.served import claimed, disclose, morning, record, verify
from tests.world import COUNTY, VILLAGE, Person, World


def suspend(world: World, person: Person) -> None:
    """Suspend somebody."""
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text("UPDATE volunteer SET state = 'suspended', suspended_reason = '停用' WHERE id = :id"),
            {"id": person.volunteer_id},
        )


def test_suspended_organizer_scans_nobody_in(world: World) -> None:
    world.travel_to(morning())
    activity = world.activity(starts_in=dt.timedelta(minutes=5))
    mother = world.person()
    suspend(world, activity.organizer)

    scan = {"payload": world.own_code_of(mother), "direction": "in"}
    answer = activity.organizer.post(f"/activities/{activity.id}/scans", scan)

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
    assert activity.organizer.get(f"/activities/{activity.id}/code").status_code in {403, 404}


def test_suspended_organizer_does_not_see_drafts(world: World) -> None:
    draft = world.activity(starts_in=dt.timedelta(days=1), publish=False)
    seen = draft.organizer.get("/activities").get_json()["items"]
    assert [each["id"] for each in seen] == [str(draft.id)]

    suspend(world, draft.organizer)

    assert draft.organizer.get("/activities").get_json()["items"] == []


def test_organizer_moves_neither_herself_nor_her_own_household(world: World) -> None:
    rich = world.person()
    world.give_points(rich.household_id, 10_000)
    organizer = world.person(roles={"organizer": VILLAGE})
    husband = world.person(household_id=organizer.household_id)
    with world.database.session() as session:
        household = text("SELECT code FROM household WHERE id = :id")
        code = session.execute(household, {"id": rich.household_id}).scalar_one()

    for person, body in ((organizer, {"household_code": code}), (husband, {"household_code": code}), (husband, {})):
        answer = organizer.post(f"/volunteers/{person.volunteer_id}/household", body)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "own_move")

    another = world.staff("organizer")
    assert another.post(f"/volunteers/{husband.volunteer_id}/household", {}).status_code == 204


def test_ruling_on_an_objection_cannot_invent_a_presence(world: World) -> None:
    mother, neighbour = world.person(), world.person()
    approver, organizer, ruler = world.staff("checker"), world.staff("organizer"), world.staff("checker")
    claims = claimed(world, [mother], minutes=60)
    verify(approver, *claims)
    detail = disclose(world, organizer, claims[0])
    path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][0]['id']}/objections"
    objection = neighbour.post(path, {"text": "时间不对。"}).get_json()["id"]
    began = record(world, claims[0])["started_at"]
    inventions = (
        ("2001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"),
        (began.isoformat(), (began + dt.timedelta(hours=3)).isoformat()),
        ((world.now + dt.timedelta(minutes=1)).isoformat(), (world.now + dt.timedelta(minutes=31)).isoformat()),
    )

    for started_at, ended_at in inventions:
        body = {"outcome": "upheld", "ruling": "我看是这样。", "started_at": started_at, "ended_at": ended_at}
        answer = ruler.post(f"/objections/{objection}/ruling", body)
        assert (answer.status_code, answer.get_json()["code"]) == (422, "presence_invalid")

    assert record(world, claims[0])["state"] == "disclosed"


def test_role_dates_beyond_the_calendar_are_refused(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        work.session.add(Division(code=VILLAGE, name="甲村", level="village", parent_code=VILLAGE[:9], pinyin=""))
    county, person = world.staff("county_staff", place_code=COUNTY), world.person()
    path = f"/volunteers/{person.volunteer_id}/roles"

    for dates in ({"starts_on": "0001-01-01"}, {"starts_on": "9999-12-31"}, {"ends_on": "9999-12-31"}):
        answer = county.post(path, {"role": "organizer", "place_code": VILLAGE, **dates})
        assert answer.status_code == 422

    early = county.post(path, {"role": "organizer", "place_code": VILLAGE, "starts_on": "2000-01-01"})
    assert county.post(f"/roles/{early.get_json()['id']}/ending").status_code == 204


def test_strangers_and_grudges_do_not_stop_everybodys_points(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "OPEN_MOST", 1)
    people = [world.person() for _ in range(3)]
    claims = claimed(world, people, minutes=60)
    verify(world.staff("checker"), *claims)
    detail = disclose(world, world.staff("organizer"), claims[0])
    stranger, grudge = world.person(state="registered"), world.person()

    def doubt(person: Person, line: int) -> str:
        path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][line]['id']}/objections"
        return str(person.post(path, {"text": "没来。"}).get_json().get("code", "raised"))

    assert doubt(stranger, 0) == "account_not_confirmed"
    assert [doubt(grudge, line) for line in range(3)] == ["raised", "too_many_objections", "too_many_objections"]
    assert doubt(world.person(), 1) == "raised"
