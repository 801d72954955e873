"""Two registrations of one person become one: nothing is added or lost, two people agree, and the other id leads on."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from app.ledger.books.report import check_books
from app.personal_data.service.merging_deed import follow_merged
from points.base import new_id
from tests.served import count, serve, settled
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World

REASON = "当面核对过，是同一个人"


def propose(by: Person, survivor: Person, other: Person) -> Any:
    """Propose a merger and return the answer."""
    pair = {"survivor_id": str(survivor.volunteer_id), "other_id": str(other.volunteer_id), "reason": REASON}
    return by.post("/volunteer-merges", pair)


def merged(world: World, survivor: Person, other: Person) -> str:
    """Propose by the organizer, confirm by the checker."""
    made = propose(world.staff("organizer"), survivor, other)
    assert made.status_code == 201, made.get_json()
    merge_id = str(made.get_json()["id"])
    done = world.staff("checker").post(f"/volunteer-merges/{merge_id}/confirmation")
    assert done.status_code == 204, done.get_json()
    return merge_id


def bind_wechat(world: World, person: Person, openid: str) -> None:
    """Let a person have logged in with WeChat."""
    run(
        world,
        "INSERT INTO wechat_account (openid, county_id, volunteer_id, bound_at) VALUES (:openid, :county, :id, now())",
        openid=openid,
        county=COUNTY,
        id=person.volunteer_id,
    )


def run(world: World, statement: str, **values: Any) -> None:
    """Change something behind the service's back."""
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text(statement), values)


def sums(world: World) -> tuple[int, int, int]:
    """Return all minutes, all spendable points and all postings' points except those between households."""
    return (
        count(world, "SELECT coalesce(sum(minutes), 0) FROM hours_entry"),
        count(world, "SELECT coalesce(sum(balance), 0) FROM account"),
        count(world, "SELECT count(*) FROM service_record"),
    )


def require_sound_books(world: World) -> None:
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    assert [finding for finding in report.findings if not finding.holds] == []


def test_merger_when_agreed_by_a_second_person_then_everything_goes_over_and_no_sum_changes(world: World) -> None:
    elder, again = world.person(name="韦美兰"), world.person(name="韦美兰")
    settled(world, [elder], minutes=90)
    settled(world, [again], minutes=60, day=7)
    serve(world, [again], minutes=30, day=21)
    coming = world.activity(starts_in=dt.timedelta(days=3))
    assert again.post(f"/activities/{coming.id}/sign-ups", {"shift_id": str(coming.shift_ids[0])}).status_code == 201
    bind_wechat(world, again, "oNewPhone00000000000000000001")
    world.give_points(again.household_id, 700)
    before = sums(world)
    mine, hers = world.balance(elder.household_id), world.balance(again.household_id)
    organizer, checker = world.staff("organizer"), world.staff("checker")

    made = propose(organizer, elder, again)
    assert made.status_code == 201
    path = f"/volunteer-merges/{made.get_json()['id']}"
    listed = organizer.get("/volunteers/duplicates").get_json()["items"][0]
    assert (listed["evidence"], listed["second_minutes"]) == (["same_name_and_birth"], 60)
    assert listed["merge_id"] == made.get_json()["id"]
    assert organizer.post(f"{path}/confirmation").get_json()["code"] == "own_merge_proposal"
    assert checker.post(f"{path}/confirmation").get_json()["code"] == "merge_awaits_answer"
    assert again.get("/me/inbox").get_json()["items"][0]["kind"] == "merge_proposed"
    shown = again.get("/me/merges").get_json()["items"][0]
    assert (shown["state"], shown["evidence"]) == ("proposed", ["same_name_and_birth"])
    assert again.post(f"/me/merges/{shown['id']}/answer", {"answer": "agreed"}).status_code == 204
    assert checker.post(f"{path}/confirmation").status_code == 204
    assert checker.post(f"{path}/confirmation").status_code == 204

    assert sums(world) == before
    assert world.balance(elder.household_id) == mine + hers
    assert world.balance(again.household_id) == 0
    assert count(world, "SELECT sum(minutes) FROM hours_entry WHERE volunteer_id = :v", v=elder.volunteer_id) == 150
    assert count(world, "SELECT sum(minutes) FROM hours_entry WHERE volunteer_id = :v", v=again.volunteer_id) == 0
    me = again.get("/me").get_json()
    assert (me["id"], me["household"]["id"]) == (str(elder.volunteer_id), str(elder.household_id))
    assert again.get("/me/hours").get_json()["scan_minutes"] == 150
    assert {record["minutes"] for record in again.get("/me/service-records").get_json()["items"]} >= {90, 60}
    resolved = organizer.get(f"/volunteers/{again.volunteer_id}").get_json()
    assert resolved["id"] == str(elder.volunteer_id)
    assert count(world, "SELECT count(*) FROM sign_up WHERE volunteer_id = :v", v=elder.volunteer_id) == 1
    assert "merge_done" in [note["kind"] for note in again.get("/me/inbox").get_json()["items"]]
    assert organizer.get("/volunteers/duplicates").get_json()["items"] == []
    require_sound_books(world)


def test_merger_when_unsettled_records_settle_later_then_points_reach_the_survivors_household(world: World) -> None:
    elder, again = world.person(), world.person()
    ids = settled(world, [again], minutes=60)
    merged(world, elder, again)
    checker = world.staff("checker")

    fixed = checker.post(
        f"/service-records/{ids[0]}/correction",
        {"started_at": "2026-07-04T00:30:00Z", "ended_at": "2026-07-04T01:00:00Z", "reason": "早走了"},
    )
    if fixed.status_code < 300:
        assert count(world, "SELECT sum(minutes) FROM hours_entry WHERE volunteer_id = :v", v=again.volunteer_id) == 0
    require_sound_books(world)


def test_merger_when_the_person_says_no_or_both_say_yes_then_that_decides(world: World) -> None:
    one, two, three = world.person(), world.person(), world.person()
    for number, person in enumerate((one, two, three)):
        bind_wechat(world, person, f"oSomebody000000000000000000{number}")
    organizer = world.staff("organizer")
    first = propose(organizer, one, two).get_json()["id"]
    assert propose(organizer, three, two).get_json()["code"] == "merge_proposed"
    assert three.post(f"/me/merges/{first}/answer", {"answer": "agreed"}).status_code == 404
    assert two.post(f"/me/merges/{first}/answer", {"answer": "objected"}).status_code == 204
    assert two.post(f"/me/merges/{first}/answer", {"answer": "agreed"}).get_json()["code"] == "merge_decided"
    assert organizer.get("/me/inbox").get_json()["items"][0]["kind"] == "merge_declined"
    assert world.staff("checker").post(f"/volunteer-merges/{first}/confirmation").get_json()["code"] == "merge_decided"

    second = propose(organizer, one, three).get_json()["id"]
    assert one.post(f"/me/merges/{second}/answer", {"answer": "agreed"}).status_code == 204
    assert one.get("/me/merges").get_json()["items"][0]["state"] == "proposed"
    assert three.post(f"/me/merges/{second}/answer", {"answer": "agreed"}).status_code == 204
    assert three.get("/me").status_code == 401, "the survivor's own WeChat wins"
    assert one.get("/me/merges").get_json()["items"][0]["state"] == "merged"
    page = organizer.get("/volunteer-merges", state="merged").get_json()
    assert [item["id"] for item in page["items"]] == [second]
    require_sound_books(world)


def test_merger_when_nobody_answers_for_three_working_days_then_a_second_person_decides(world: World) -> None:
    elder, again = world.person(), world.person()
    bind_wechat(world, again, "oSilent0000000000000000000001")
    path = f"/volunteer-merges/{propose(world.staff('organizer'), elder, again).get_json()['id']}/confirmation"
    checker = world.staff("checker")
    assert checker.post(path).get_json()["code"] == "merge_awaits_answer"
    world.advance(days=15)
    assert checker.post(path).status_code == 204


def test_merger_when_it_would_hide_something_then_is_refused(world: World) -> None:
    organizer = world.staff("organizer")
    one, two = world.person(), world.person()
    assert propose(organizer, one, one).get_json()["code"] == "same_person"
    elsewhere = world.person(village_code=OTHER_VILLAGE)
    assert propose(organizer, one, elsewhere).status_code == 403
    assert propose(organizer, one, world.person(state="suspended")).get_json()["code"] == "volunteer_not_active"
    relative = world.person(household_id=one.household_id, roles={"organizer": VILLAGE})
    assert propose(relative, one, two).get_json()["code"] == "own_merge"
    activity = serve(world, [one, two], minutes=60)
    assert propose(organizer, one, two).get_json()["code"] == "merge_overlaps"
    checker = world.person(roles={"checker": VILLAGE})
    settled(world, [two], checker=checker, minutes=60, day=14)
    assert propose(organizer, checker, two).get_json()["code"] == "merge_self_decided"
    keeper = world.person(roles={"shop_keeper": VILLAGE})
    assert propose(organizer, checker, keeper).get_json()["code"] == "roles_exclude"
    assert activity.id is not None
    assert organizer.post(f"/volunteer-merges/{new_id()}/confirmation").status_code == 404


def test_merger_when_the_other_heads_a_family_then_waits_for_a_new_head_and_the_points_stay(world: World) -> None:
    elder, again = world.person(), world.person()
    daughter = world.person(household_id=again.household_id)
    world.give_points(again.household_id, 500)
    merge_id = propose(world.staff("organizer"), elder, again).get_json()["id"]
    checker = world.staff("checker")
    path = f"/volunteer-merges/{merge_id}/confirmation"
    assert checker.post(path).get_json()["code"] == "head_must_stay"
    run(
        world,
        "UPDATE household SET head_volunteer_id = :d WHERE id = :h",
        d=daughter.volunteer_id,
        h=again.household_id,
    )
    assert checker.post(path).status_code == 204
    assert (world.balance(again.household_id), world.balance(elder.household_id)) == (500, 0)
    assert again.get("/me").get_json()["household"]["id"] == str(elder.household_id)
    require_sound_books(world)


@pytest.mark.parametrize("side", ["same", "none"])
def test_merger_when_households_are_one_or_missing_then_the_place_is_taken_over(world: World, side: str) -> None:
    again = world.person()
    elder = world.person(household_id=again.household_id) if side == "same" else world.person(kind="staff")
    world.give_points(again.household_id, 300)
    merged(world, elder, again)
    me = elder.get("/me").get_json()
    assert (me["household"]["id"], me["is_head"]) == (str(again.household_id), True)
    assert world.balance(again.household_id) == 300
    require_sound_books(world)


def test_merger_when_consents_roles_and_cards_differ_then_the_careful_answer_and_one_of_each_stay(world: World) -> None:
    elder, again = world.person(), world.person(roles={"organizer": VILLAGE})
    organizer = world.staff("organizer")
    cards = [organizer.post(f"/volunteers/{each.volunteer_id}/cards").get_json() for each in (elder, again)]
    for person, purpose, said in (
        (elder, "photo", "given"),
        (again, "photo", "refused"),
        (again, "full_name_public", "given"),
        (elder, "phone", "refused"),
        (again, "phone", "given"),
    ):
        person.post("/me/consents", {"purpose": purpose, "version": 1, "answer": said})
    merged(world, elder, again)
    stands = {item["purpose"]: item["state"] for item in elder.get("/me/consents").get_json()["items"]}
    assert (stands["photo"], stands["full_name_public"], stands["phone"]) == ("withdrawn", "given", "refused")
    assert elder.get("/me").get_json()["roles"] == [{"role": "organizer", "place_code": VILLAGE}]
    shown = organizer.get(f"/volunteers/{again.volunteer_id}").get_json()
    assert shown["card_suffix"] == cards[0]["suffix"]
    held = count(world, "SELECT count(*) FROM paper_card WHERE state = 'active'")
    assert held == 1
    assert again.get("/me").get_json()["id"] == str(elder.volunteer_id), "her phone stays signed in"
    left = count(world, "SELECT count(*) FROM audit_entry WHERE action = 'person.merge'")
    assert left == 1


def test_merger_when_something_comes_in_under_the_other_id_then_it_follows(world: World) -> None:
    elder, again = world.person(), world.person()
    merged(world, elder, again)
    activity = world.activity()
    world.check_in(elder, activity)
    run(
        world,
        "UPDATE attendance SET volunteer_id = :other WHERE volunteer_id = :elder",
        other=again.volunteer_id,
        elder=elder.volunteer_id,
    )
    with transaction(world.database, now=world.now) as work:
        assert follow_merged(work.session, now=world.now) == 1
    with transaction(world.database, now=world.now) as work:
        assert follow_merged(work.session, now=world.now) == 0
    assert count(world, "SELECT count(*) FROM attendance WHERE volunteer_id = :v", v=elder.volunteer_id) == 1


def test_phone_without_network_when_it_knew_only_the_other_id_then_its_scan_counts_for_the_survivor(
    world: World,
) -> None:
    elder, again = world.person(), world.person()
    activity = world.activity()
    scanned = {"payload": world.own_code_of(again), "direction": "in"}
    merged(world, elder, again)

    first = activity.organizer.post(f"/activities/{activity.id}/scans", scanned, key="offline-scan-0001")
    twice = activity.organizer.post(f"/activities/{activity.id}/scans", scanned, key="offline-scan-0001")

    assert first.status_code == 201, first.get_json()
    assert twice.get_json() == first.get_json()
    assert count(world, "SELECT count(*) FROM attendance WHERE volunteer_id = :v", v=elder.volunteer_id) == 1
    assert count(world, "SELECT count(*) FROM attendance WHERE volunteer_id = :v", v=again.volunteer_id) == 0


def test_record_when_its_person_is_changed_to_anybody_else_then_the_database_refuses(world: World) -> None:
    one, two = world.person(), world.person()
    settled(world, [one], minutes=60)
    with pytest.raises(Exception, match="whom, when and where"):
        run(world, "UPDATE service_record SET volunteer_id = :v", v=two.volunteer_id)
    assert isinstance(uuid.UUID(str(one.volunteer_id)), uuid.UUID)
