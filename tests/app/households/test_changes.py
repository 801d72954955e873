"""Joining by code, splitting, merging, moving: people move, points go by postings, the sum stays."""

from __future__ import annotations

import uuid

from sqlalchemy import text

from app.core.transaction import transaction
from app.households.service.reshaping import forward_merged
from app.ledger.books.report import check_books
from app.places.models import Division
from tests.served import after_window, claimed, count, disclose, settle, verify
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World


def code(world: World, household_id: uuid.UUID | None) -> str:
    with world.database.session() as session:
        return session.execute(text("SELECT code FROM household WHERE id = :id"), {"id": household_id}).scalar_one()


def home(person: Person) -> str:
    return str(person.get("/me").get_json()["household"]["id"])


def ask(person: Person, household_code: str) -> str:
    answer = person.post("/me/household-join-requests", {"household_code": household_code})
    assert answer.status_code == 201, answer.get_json()
    return str(answer.get_json()["id"])


def require_sound_books(world: World) -> None:
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    assert [finding for finding in report.findings if not finding.holds] == []


def test_joining_when_the_head_agrees_then_who_lived_alone_brings_her_points(world: World) -> None:
    head, single = world.person(name="覃大姐"), world.person(name="韦小榕")
    stranger = world.person()
    world.give_points(single.household_id, 700)
    old = single.household_id
    request = ask(single, code(world, head.household_id))

    again = single.post("/me/household-join-requests", {"household_code": code(world, head.household_id)})
    assert again.get_json()["code"] == "join_request_open"
    assert [row["name"] for row in head.get("/me/household/join-requests").get_json()["items"]] == ["韦小榕"]
    assert stranger.get("/me/household/join-requests").get_json()["items"] == []
    (own,) = single.get("/me/household-join-requests").get_json()["items"]
    assert (own["id"], own["household_code"]) == (request, code(world, head.household_id))
    assert head.get("/me/household-join-requests").get_json()["items"] == []
    for wrong in (stranger, single):
        assert wrong.post(f"/household-join-requests/{request}/approval").status_code == 403
    assert head.post(f"/household-join-requests/{request}/approval").status_code == 204
    assert home(single) == str(head.household_id)
    assert (world.balance(old), world.balance(head.household_id)) == (0, 700)
    late = head.post(f"/household-join-requests/{request}/refusal")
    assert (late.status_code, late.get_json()["code"]) == (409, "join_request_decided")
    lines = head.get("/me/statement").get_json()
    assert "并户" in str(lines)
    require_sound_books(world)


def test_joining_when_refused_taken_back_or_decided_by_an_organizer(world: World) -> None:
    head, single = world.person(), world.person()
    organizer = world.staff("organizer")
    wanted = code(world, head.household_id)

    assert head.post(f"/household-join-requests/{ask(single, wanted)}/refusal").status_code == 204
    request = ask(single, wanted)
    assert head.post(f"/household-join-requests/{request}/withdrawal").status_code == 404
    assert single.post(f"/household-join-requests/{request}/withdrawal").status_code == 204
    assert home(single) == str(single.household_id)
    assert organizer.post(f"/household-join-requests/{ask(single, wanted)}/approval").status_code == 204
    assert home(single) == str(head.household_id)
    assert head.post("/me/household-leaving").get_json()["code"] == "head_must_stay"
    world.give_points(head.household_id, 500)
    own = single.post("/me/household-leaving").get_json()["id"]
    assert home(single) == own
    assert (world.balance(head.household_id), world.balance(uuid.UUID(own))) == (500, 0)
    require_sound_books(world)


def test_split_and_merge_when_orders_are_open_then_refused_else_the_sum_stays(world: World) -> None:
    mother = world.person()
    daughter = world.person(household_id=mother.household_id)
    organizer = world.person(roles={"organizer": VILLAGE})
    point = world.pickup_point()
    soap, day = world.item(point, points=200), world.redemption_day(point)
    world.give_points(mother.household_id, 1000)
    split, body = f"/households/{mother.household_id}/splits", {"points": "3.50", "reason": "女儿成家"}
    order = world.place_order(mother, day, soap).get_json()["id"]

    refused = organizer.post(split, body | {"member_ids": [str(daughter.volunteer_id)]})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "orders_open")
    assert mother.post(f"/redemption-orders/{order}/cancellation", {"reason": "不要了"}).status_code == 200
    for wrong, why in (([mother.volunteer_id], "split_invalid"), ([organizer.volunteer_id], "split_invalid")):
        answer = organizer.post(split, body | {"member_ids": [str(each) for each in wrong]})
        assert answer.get_json()["code"] == why
    dear = organizer.post(split, body | {"member_ids": [str(daughter.volunteer_id)], "points": "10.01"})
    assert dear.get_json()["code"] == "insufficient_points"
    assert mother.post(split, body | {"member_ids": [str(daughter.volunteer_id)]}).status_code == 403
    fresh = organizer.post(split, body | {"member_ids": [str(daughter.volunteer_id)]}, key="split-once-1").get_json()
    same = organizer.post(split, body | {"member_ids": [str(daughter.volunteer_id)]}, key="split-once-1").get_json()
    assert fresh == same
    assert home(daughter) == fresh["id"]
    assert (world.balance(mother.household_id), world.balance(uuid.UUID(fresh["id"]))) == (650, 350)
    require_sound_books(world)

    merger = {"into_household_id": str(mother.household_id), "reason": "又住到一起"}
    own = organizer.post(f"/households/{organizer.household_id}/merger", merger)
    assert (own.status_code, own.get_json()["code"]) == (403, "own_household_change")
    itself = organizer.post(f"/households/{mother.household_id}/merger", merger)
    assert itself.get_json()["code"] == "same_household"
    assert organizer.post(f"/households/{fresh['id']}/merger", merger).status_code == 204
    assert organizer.post(f"/households/{fresh['id']}/merger", merger).get_json()["code"] == "household_closed"
    assert home(daughter) == str(mother.household_id)
    assert world.balance(mother.household_id) == 1000
    require_sound_books(world)


def test_merge_when_hours_are_not_settled_yet_then_their_points_follow_and_minutes_stay(world: World) -> None:
    served, taker = world.person(name="韦小榕"), world.person()
    organizer, checker = world.staff("organizer"), world.staff("checker")
    claims = claimed(world, [served], minutes=60)
    verify(checker, *claims)
    detail = disclose(world, organizer, claims[0])
    old = served.household_id
    merger = {"into_household_id": str(taker.household_id), "reason": "两家合一"}
    assert organizer.post(f"/households/{old}/merger", merger).status_code == 204
    after_window(world, detail)
    settle(world)
    earned = world.balance(old)

    with transaction(world.database, now=world.now) as work:
        first = forward_merged(work.session, now=work.now)
        second = forward_merged(work.session, now=work.now)

    assert earned > 0
    assert (first, second) == (1, 0)
    assert (world.balance(old), world.balance(taker.household_id)) == (0, earned)
    assert count(world, "SELECT sum(minutes) FROM hours_entry WHERE volunteer_id = :v", v=served.volunteer_id) == 60
    require_sound_books(world)


def test_moving_when_inside_the_county_then_members_and_points_move_along(world: World) -> None:
    mother = world.person()
    daughter = world.person(household_id=mother.household_id)
    county = world.staff("county_staff", place_code=COUNTY)
    world.give_points(mother.household_id, 300)
    with transaction(world.database, now=world.now) as work:
        for village in (OTHER_VILLAGE, "450224100201"):
            work.session.add(Division(code=village, name="村", level="village", parent_code=village[:9], pinyin=""))

    path = f"/households/{mother.household_id}/relocation"
    assert county.post(path, {"village_code": "450224100201"}).get_json()["code"] == "other_county"
    assert county.post(path, {"village_code": "450222999999"}).get_json()["code"] == "village_unknown"
    assert county.post(path, {"village_code": OTHER_VILLAGE}).status_code == 204
    assert {person.get("/me").get_json()["village_code"] for person in (mother, daughter)} == {OTHER_VILLAGE}
    assert world.balance(mother.household_id) == 300
    require_sound_books(world)


def test_order_limit_when_set_by_the_head_then_binds_the_others(world: World) -> None:
    head = world.person()
    daughter = world.person(household_id=head.household_id)
    point = world.pickup_point()
    soap, day = world.item(point, points=300), world.redemption_day(point)
    world.give_points(head.household_id, 2000)
    terms = {"head_volunteer_id": str(head.volunteer_id), "redeem_by": "adults", "order_limit_points": "5"}

    assert daughter.put(f"/households/{head.household_id}", terms).status_code == 403
    assert head.put(f"/households/{head.household_id}", terms).status_code == 204
    assert head.get("/me").get_json()["household"]["order_limit_points"] == "5.00"
    refused = world.place_order(daughter, day, soap, quantity=2)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "order_limit_exceeded")
    assert world.balance(head.household_id) == 2000
    assert world.place_order(daughter, day, soap).status_code == 201
    assert world.place_order(head, day, soap, quantity=2).status_code == 201
