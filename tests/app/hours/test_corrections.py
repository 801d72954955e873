"""Second looks: minutes are never edited, a new revision takes the place of the old one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from tests.served import after_window, claimed, count, disclose, record, record_of, serve, settle, settled, verify
from tests.world import Person, World


def presence(world: World, record_id: uuid.UUID, *, minutes: int, reason: str = "问过同去的人。") -> dict[str, Any]:
    """Return a body that states a presence of so many minutes from the recorded beginning."""
    started_at = record(world, record_id)["started_at"]
    ended_at = started_at + dt.timedelta(minutes=minutes)
    return {"started_at": started_at.isoformat(), "ended_at": ended_at.isoformat(), "reason": reason}


def propose(person: Person, record_id: uuid.UUID, body: dict[str, Any]) -> Any:
    """Propose a correction of a settled record."""
    return person.post(f"/service-records/{record_id}/correction", body)


def test_forgotten_check_out_is_shortened_and_then_approved_by_the_same_organizer(world: World) -> None:
    mother, organizer = world.person(), world.staff("organizer")
    [claim] = claimed(world, [mother], minutes=120)

    longer = organizer.post(f"/service-records/{claim}/shortening", presence(world, claim, minutes=130))
    shorter = organizer.post(f"/service-records/{claim}/shortening", presence(world, claim, minutes=90))

    assert longer.get_json()["code"] == "minutes_not_shorter"
    fresh = shorter.get_json()
    assert (fresh["minutes"], fresh["points"], fresh["revision"], fresh["origin"]) == (90, "18.00", 2, "scan")
    assert fresh["notes"] == ["改过时间，重新审"]
    assert record(world, claim)["state"] == "corrected"
    assert verify(organizer, claim).get_json()["code"] == "already_decided"
    assert verify(organizer, fresh["id"]).get_json()["items"][0]["result"] == "verified"
    again = organizer.post(f"/service-records/{fresh['id']}/shortening", presence(world, claim, minutes=60))
    assert again.get_json()["code"] == "already_decided"
    assert [item["id"] for item in mother.get("/me/service-records").get_json()["items"]] == [fresh["id"]]


def test_lower_correction_stands_at_once_and_both_entries_stay_visible(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=120)
    assert world.balance(mother.household_id) == 2400

    answer = propose(proposer, claim, presence(world, claim, minutes=60))

    assert answer.status_code == 201
    successor = answer.get_json()["id"]
    assert world.balance(mother.household_id) == 2400
    assert record(world, claim)["state"] == "settled"
    assert verify(proposer, successor).get_json()["code"] == "own_entry"
    assert propose(checker, claim, presence(world, claim, minutes=30)).get_json()["code"] == "correction_open"
    assert verify(checker, successor).get_json()["items"][0]["result"] == "verified"
    assert settle(world) == 1
    assert settle(world) == 0

    assert world.balance(mother.household_id) == 1200
    assert (record(world, claim)["state"], record(world, successor)["state"]) == ("corrected", "settled")
    assert mother.get("/me/hours").get_json()["scan_minutes"] == 60
    assert count(world, "SELECT count(*) FROM hours_entry") == 3
    assert count(world, "SELECT count(*) FROM posting WHERE kind IN ('award', 'reversal')") == 3
    printed = disclose(world, world.staff("organizer"), claim)["lines"]
    assert [(line["points"], line["standing"]) for line in printed] == [("12.00", "settled")]


def test_higher_correction_goes_through_a_list_of_its_own(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    activity = serve(world, [mother], minutes=120)
    organizer = activity.organizer
    closed = organizer.post(f"/activities/{activity.id}/closing", {})
    assert closed.status_code == 200
    claim = record_of(world, mother)["id"]
    short = organizer.post(f"/service-records/{claim}/shortening", presence(world, claim, minutes=60)).get_json()["id"]
    verify(checker, short)
    after_window(world, disclose(world, organizer, short))
    assert settle(world) == 1
    assert world.balance(mother.household_id) == 1200

    successor = propose(proposer, short, presence(world, short, minutes=120)).get_json()
    assert (successor["origin"], successor["minutes"]) == ("manual", 120)
    verify(checker, successor["id"])
    assert settle(world) == 0
    assert mother.get("/me/hours").get_json()["pending_points"] == "12.00"
    after_window(world, disclose(world, organizer, successor["id"]))
    assert settle(world) == 1

    assert world.balance(mother.household_id) == 2400
    totals = mother.get("/me/hours").get_json()
    assert (totals["scan_minutes"], totals["manual_minutes"]) == (0, 120)


def test_refused_correction_leaves_the_record_and_another_may_follow(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=120)
    first = propose(proposer, claim, presence(world, claim, minutes=60)).get_json()["id"]
    checker.post(f"/service-records/{first}/rejection", {"reason": "她做满了。"})

    second = propose(proposer, claim, presence(world, claim, minutes=90))

    assert second.status_code == 201
    assert record(world, claim)["state"] == "settled"
    assert world.balance(mother.household_id) == 2400


def test_correction_of_spent_points_waits_and_never_goes_below_zero(world: World) -> None:
    mother, proposer, checker = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=120)
    _spend(world, mother, 2000)
    successor = propose(proposer, claim, presence(world, claim, minutes=60)).get_json()["id"]
    verify(checker, successor)

    assert settle(world) == 0
    assert world.balance(mother.household_id) == 400
    assert record(world, successor)["state"] == "verified"

    world.give_points(mother.household_id, 1000)
    assert settle(world) == 1
    assert world.balance(mother.household_id) == 200


def test_impossible_presence_is_refused(world: World) -> None:
    proposer = world.staff("checker")
    [claim] = settled(world, [world.person()], minutes=120)
    body = presence(world, claim, minutes=121)
    far = {
        name: value.replace("2026-07-04", "2026-07-01") for name, value in presence(world, claim, minutes=60).items()
    }
    reversed_times = body | {"started_at": body["ended_at"], "ended_at": body["started_at"]}

    assert propose(proposer, claim, body).get_json()["code"] == "presence_invalid"
    assert propose(proposer, claim, far).get_json()["code"] == "presence_invalid"
    assert propose(proposer, claim, reversed_times).status_code == 422


def test_dispute_of_a_claim_pauses_it_and_the_ruling_answers(world: World) -> None:
    mother, checker, other = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = claimed(world, [mother], minutes=60)

    assert other.post(f"/service-records/{claim}/dispute", {"reason": "x"}).status_code == 403
    disputed = mother.post(f"/service-records/{claim}/dispute", {"reason": "我做了两个小时。"})
    assert disputed.get_json()["state"] == "disputed"
    assert mother.post(f"/service-records/{claim}/dispute", {"reason": "x"}).get_json()["code"] == "illegal_transition"
    assert verify(checker, claim).get_json()["code"] == "already_decided"
    ruling = {"outcome": "dismissed", "ruling": "都是十点走的。"}
    assert mother.post(f"/service-records/{claim}/dispute-ruling", ruling).status_code == 403
    dismissed = checker.post(f"/service-records/{claim}/dispute-ruling", ruling)

    assert dismissed.get_json()["state"] == "claimed"
    assert verify(checker, claim).get_json()["items"][0]["result"] == "verified"
    assert checker.post(f"/service-records/{claim}/dispute-ruling", ruling).get_json()["code"] == "own_entry"
    assert other.post(f"/service-records/{claim}/dispute-ruling", ruling).get_json()["code"] == "illegal_transition"
    story = [each["action"] for each in mother.get(f"/service-records/{claim}").get_json()["decisions"]]
    assert story == ["dispute", "dismiss_dispute", "verify"]


def test_upheld_dispute_of_a_refused_record_claims_it_anew(world: World) -> None:
    mother, checker, other = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = claimed(world, [mother], minutes=60)
    checker.post(f"/service-records/{claim}/rejection", {"reason": "没有来。"})
    mother.post(f"/service-records/{claim}/dispute", {"reason": "我来了，有照片。"})

    fresh = other.post(
        f"/service-records/{claim}/dispute-ruling", {"outcome": "upheld", "ruling": "看过照片，来了。"}
    ).get_json()

    assert (fresh["state"], fresh["revision"], fresh["minutes"]) == ("claimed", 2, 60)
    assert verify(checker, fresh["id"]).get_json()["items"][0]["result"] == "verified"


def test_upheld_dispute_of_a_settled_record_opens_a_correction(world: World) -> None:
    mother, checker, other = world.person(), world.staff("checker"), world.staff("checker")
    [claim] = settled(world, [mother], minutes=60)
    mother.post(f"/service-records/{claim}/dispute", {"reason": "多记了。"})
    stated = presence(world, claim, minutes=30)
    ruling = {"outcome": "upheld", "ruling": "多记了半小时。"}
    path = f"/service-records/{claim}/dispute-ruling"

    assert other.post(path, ruling).get_json()["code"] == "presence_invalid"
    found = other.post(path, ruling | {"started_at": stated["started_at"], "ended_at": stated["ended_at"]}).get_json()

    assert (found["state"], found["minutes"], found["supersedes_id"]) == ("claimed", 30, str(claim))
    assert record(world, claim)["state"] == "settled"
    verify(checker, found["id"])
    assert settle(world) == 1
    assert world.balance(mother.household_id) == 600


def test_dispute_of_a_public_record_makes_its_line_wait(world: World) -> None:
    mother, neighbour, checker = world.person(), world.person(), world.staff("checker")
    claims = claimed(world, [mother, neighbour], minutes=60)
    verify(checker, *claims)
    disclosure = disclose(world, world.staff("organizer"), claims[0])
    mother.post(f"/service-records/{claims[0]}/dispute", {"reason": "算少了。"})
    after_window(world, disclosure)

    assert settle(world) == 1
    assert world.balance(mother.household_id) == 0
    world.staff("checker").post(
        f"/service-records/{claims[0]}/dispute-ruling", {"outcome": "dismissed", "ruling": "没有少。"}
    )
    assert settle(world) == 1
    assert world.balance(mother.household_id) == 1200


def test_mistaken_bulk_approval_is_taken_back_before_the_list(world: World) -> None:
    people, checker = [world.person() for _ in range(3)], world.staff("checker")
    claims = claimed(world, people, minutes=60)
    verify(checker, *claims)

    fresh = [checker.post(f"/service-records/{each}/reopening", {"reason": "点错了。"}).get_json() for each in claims]

    assert [each["state"] for each in fresh] == ["claimed"] * 3
    assert {record(world, each)["state"] for each in claims} == {"corrected"}
    assert [each["points"] for each in fresh] == ["12.00"] * 3


def _spend(world: World, person: Person, points: int) -> None:
    day = world.redemption_day(point := world.pickup_point())
    answer = world.place_order(person, day, world.item(point, points=points, quantity=1))
    assert answer.status_code == 201, answer.get_json()
