"""A household moves into another county: points arrive, minutes stay with the person, both counties' books hold."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from app.core.crypto import new_token, token_hash
from app.core.transaction import transaction
from app.identity.models import LoginSession
from app.ledger.books.report import check_books
from app.personal_data.numbers import clean_number
from app.places.models import Division
from app.relocations.service.forwarding import forward_relocated
from tests.served import after_window, claimed, disclose, settle, settled, verify
from tests.world import COUNTY, VILLAGE, Person, World

NEW_COUNTY = "450221"
NEW_VILLAGE = "450221100201"


@pytest.fixture
def two_counties(world: World) -> World:
    """Two counties with their villages."""
    with transaction(world.database, now=world.now) as work:
        for code, name in ((VILLAGE, "甲村"), (NEW_VILLAGE, "乙村")):
            work.session.add(Division(code=code, name=name, level="village", parent_code=code[:9], pinyin=""))
        work.session.add(Division(code=COUNTY, name="柳城县", level="county", parent_code=COUNTY[:4], pinyin=""))
    return world


def announce(world: World, household_id: uuid.UUID | None) -> str:
    body = {"village_code": NEW_VILLAGE, "reason": "随女儿搬到县城"}
    made = world.staff("organizer").post(f"/households/{household_id}/county-relocations", body)
    assert made.status_code == 201, made.get_json()
    return str(made.get_json()["id"])


def receiver(world: World) -> Person:
    return world.staff("organizer", place_code=NEW_VILLAGE, county_id=NEW_COUNTY)


def books_hold(world: World) -> None:
    for county_id in (COUNTY, NEW_COUNTY):
        report = check_books(world.database, county_id=county_id, now=world.now)
        assert [finding for finding in report.findings if not finding.holds] == [], county_id


def arrived(world: World, old: Person) -> Person:
    """Return the person as she is registered in the new county, signed in anew."""
    with transaction(world.database, now=world.now) as work:
        volunteer_id, household_id = work.session.execute(
            text(
                "SELECT v.id, v.household_id FROM former_registration f JOIN volunteer v ON v.county_id = f.county_id"
                " AND v.id = f.volunteer_id WHERE f.former_volunteer_id = :id"
            ),
            {"id": old.volunteer_id},
        ).one()
        token = f"{NEW_COUNTY}.{new_token()}"
        work.session.add(
            LoginSession(
                county_id=NEW_COUNTY,
                token_hash=token_hash(token),
                volunteer_id=volunteer_id,
                kind="miniprogram",
                created_at=work.now,
                last_seen_at=work.now,
                expires_at=work.now + dt.timedelta(days=9),
                revoked_at=None,
            )
        )
    return Person(world, volunteer_id, household_id, token, NEW_COUNTY)


def test_household_arrives_with_its_points_and_each_person_with_her_minutes(two_counties: World) -> None:
    world = two_counties
    mother = world.person(name="韦美兰")
    daughter = world.person(household_id=mother.household_id, kind="family", name="韦小兰")
    settled(world, [mother], minutes=60)
    (late,) = claimed(world, [mother], minutes=30, day=20)
    before = mother.get("/me/hours").get_json()
    assert before["scan_minutes"] == 60
    balance = world.balance(mother.household_id)

    moving = announce(world, mother.household_id)
    keeper = receiver(world)
    (seen,) = keeper.get("/county-relocations").get_json()["items"]
    shown = (seen["head_name"], seen["members"], seen["village_name"], seen["state"])
    assert shown == ("韦美兰", 2, "乙村", "announced")
    accepted = keeper.post(f"/county-relocations/{moving}/acceptance")
    assert accepted.status_code == 200, accepted.get_json()

    assert mother.get("/me").status_code == 401
    here, girl = arrived(world, mother), arrived(world, daughter)
    assert here.household_id == girl.household_id == uuid.UUID(accepted.get_json()["id"])
    assert world.balance(here.household_id, county_id=NEW_COUNTY) == balance > 0
    assert world.balance(mother.household_id) == 0
    hours = here.get("/me/hours").get_json()
    assert hours["scan_minutes"] == 60
    assert hours["elsewhere"] == [{"county_id": COUNTY, "county_name": "柳城县", "minutes": 60}]
    kept = here.get("/me/service-records").get_json()
    assert (kept["items"], kept["elsewhere"]) == ([], hours["elsewhere"])
    members = here.get(f"/households/{here.household_id}").get_json()["members"]
    assert [(member["name"], member["is_head"]) for member in members] == [("韦美兰", True), ("韦小兰", False)]
    line = here.get("/me/statement").get_json()["items"][0]
    assert line["label"] == "从外县迁来"
    books_hold(world)

    verify(world.staff("checker"), late)
    after_window(world, disclose(world, world.staff("organizer"), late))
    settle(world)
    for expected in (1, 0):
        with transaction(world.database, now=world.now) as work:
            assert forward_relocated(work.session, now=work.now) == expected
    assert world.balance(here.household_id, county_id=NEW_COUNTY) > balance
    assert here.get("/me/hours").get_json()["scan_minutes"] == 90
    books_hold(world)


def test_move_is_refused_where_it_cannot_be_and_nothing_changes(two_counties: World) -> None:
    world = two_counties
    mother, organizer = world.person(), world.staff("organizer")
    path = f"/households/{mother.household_id}/county-relocations"
    body = {"village_code": NEW_VILLAGE, "reason": "搬家"}
    assert mother.post(path, body).status_code == 403
    assert organizer.post(path, body | {"village_code": VILLAGE}).get_json()["code"] == "same_county"
    assert organizer.post(path, body | {"village_code": "450221999999"}).get_json()["code"] == "village_unknown"
    moving = announce(world, mother.household_id)
    assert organizer.post(path, body).get_json()["code"] == "relocation_open"
    stranger = world.staff("organizer", place_code="450221100202", county_id=NEW_COUNTY)
    assert stranger.get("/county-relocations").get_json()["items"] == []
    assert stranger.post(f"/county-relocations/{moving}/acceptance").status_code == 403
    assert organizer.post(f"/county-relocations/{moving}/acceptance").status_code == 404
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point)
    world.give_points(mother.household_id, 500)
    order = world.place_order(mother, day, soap).get_json()["id"]
    accept = f"/county-relocations/{moving}/acceptance"
    keeper = receiver(world)
    assert keeper.post(accept).get_json()["code"] == "orders_open"
    mother.post(f"/redemption-orders/{order}/cancellation", {"reason": "不要了"})
    grant = {"role": "checker", "place_code": VILLAGE}
    granted = world.staff("county_staff", place_code=COUNTY).post(f"/volunteers/{mother.volunteer_id}/roles", grant)
    assert granted.status_code == 201, granted.get_json()
    assert keeper.post(accept).get_json()["code"] == "member_holds_role"
    assert keeper.post(f"/county-relocations/{moving}/refusal", {"reason": "还没搬来"}).status_code == 204
    assert keeper.post(accept).get_json()["code"] == "relocation_decided"
    (told,) = organizer.get("/county-relocations", direction="out").get_json()["items"]
    assert (told["state"], told["answer"]) == ("refused", "还没搬来")
    again = announce(world, mother.household_id)
    assert organizer.post(f"/county-relocations/{again}/withdrawal").status_code == 204
    assert mother.get("/me").status_code == 200
    assert world.balance(mother.household_id) == 500


def test_whoever_moved_and_closes_her_account_is_erased_in_both_counties(two_counties: World) -> None:
    world = two_counties
    mother = world.person(name="韦美兰")
    moving = announce(world, mother.household_id)
    assert receiver(world).post(f"/county-relocations/{moving}/acceptance").status_code == 200
    here = arrived(world, mother)

    closed = here.post("/me/account-closing", {"confirm": "注销账号", "give_up_points": True})
    assert closed.status_code in (200, 204), closed.get_json()

    with world.database.session() as session:
        names = session.execute(text("SELECT name FROM volunteer WHERE name LIKE '%韦美兰%'")).all()
    assert names == []


def test_who_agreed_for_a_minor_goes_with_her_and_her_id_number_stays_nowhere(two_counties: World) -> None:
    world = two_counties
    child = world.person()
    county = world.staff("county_staff", place_code=COUNTY)
    policy = {"activity_approval": False, "forming_teams_count": True, "id_numbers": True}
    assert county.put("/county-policy", policy).status_code == 200
    with transaction(world.database, now=world.now) as work:
        born = {"day": dt.date(2011, 12, 31), "id": child.volunteer_id}
        work.session.execute(
            text("UPDATE volunteer SET birth_on = :day, guardian_consent_at = now() WHERE id = :id"), born
        )
    number = clean_number("110105201112310024")
    assert child.put("/me/id-number", {"number": number, "notice_version": 1}).status_code == 204
    guardian = {"name": "韦大山", "phone": "13800000001", "relation": "father"}
    assert child.put("/me/guardian", guardian).status_code == 204
    assert child.put("/me/profile", {"ethnic_group": "壮", "background_notice_version": 1}).status_code == 204

    moving = announce(world, child.household_id)
    assert receiver(world).post(f"/county-relocations/{moving}/acceptance").status_code == 200

    here = arrived(world, child)
    assert here.get("/me/guardian").get_json()["relation"] == "father"
    assert here.get("/me/id-number").get_json()["masked"] is None
    assert here.get("/me/profile").get_json()["ethnic_group"] is None
    with world.database.session() as session:
        assert session.execute(text("SELECT county_id FROM guardian")).scalars().all() == [NEW_COUNTY]
        assert session.execute(text("SELECT count(*) FROM identity_number")).scalar_one() == 0
