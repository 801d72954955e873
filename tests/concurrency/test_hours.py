"""Approval and settlement with real parallel connections: one decision wins, nothing is paid twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from sqlalchemy import text

from app.core.transaction import transaction
from app.hours.service.claims import collect_claims
from tests.served import after_window, claimed, collect, count, disclose, record, serve, settle, verify
from tests.world import World

Answer = TypeVar("Answer")


def at_once(*deeds: Callable[[], Answer]) -> list[Answer]:
    """Do all deeds at the same moment, each in a thread of its own, and return what each answered."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def outcome(answer: Any) -> str:
    """Return the result or refusal code of an answer."""
    body = answer.get_json()
    return str(body.get("code") or (body["items"][0]["result"] if "items" in body else body["state"]))


def test_two_approvers_of_one_record_decide_once(world: World) -> None:
    approvers = [world.staff("checker") for _ in range(6)]
    claims = claimed(world, [world.person() for _ in range(5)], minutes=60)
    for claim in claims:
        answers = at_once(*[lambda who=who, claim=claim: verify(who, claim) for who in approvers])

        assert sorted(map(outcome, answers)) == ["already_verified"] * 5 + ["verified"]
    assert count(world, "SELECT count(*) FROM decision WHERE action = 'verify'") == 5


def test_approval_against_refusal_leaves_one_decision(world: World) -> None:
    first, second = world.staff("checker"), world.staff("checker")
    claims = claimed(world, [world.person() for _ in range(8)], minutes=60)
    for claim in claims:
        answers = at_once(
            lambda claim=claim: verify(first, claim),
            lambda claim=claim: second.post(f"/service-records/{claim}/rejection", {"reason": "没有来。"}),
        )

        state = record(world, claim)["state"]
        expected = {"verified": ["already_decided", "verified"], "rejected": ["already_decided", "rejected"]}
        assert sorted(map(outcome, answers)) == expected[state]
    assert count(world, "SELECT count(*) FROM decision WHERE action IN ('verify', 'reject')") == 8


def test_bulk_approvals_that_overlap_approve_each_record_once(world: World) -> None:
    approvers = [world.staff("checker") for _ in range(4)]
    claims = claimed(world, [world.person() for _ in range(20)], minutes=60)
    turned = [claims, claims[::-1], claims[5:] + claims[:5], claims[10:] + claims[:10]]

    answers = at_once(*[lambda who=who, ids=ids: verify(who, *ids) for who, ids in zip(approvers, turned, strict=True)])

    results = [item["result"] for answer in answers for item in answer.get_json()["items"]]
    assert (results.count("verified"), results.count("already_verified")) == (20, 60)
    assert count(world, "SELECT count(*) FROM decision WHERE action = 'verify'") == 20


def test_two_first_approvers_of_a_long_day_become_first_and_second(world: World) -> None:
    approvers = [world.staff("checker"), world.staff("checker")]
    [claim] = claimed(world, [world.person()], minutes=500)

    answers = at_once(*[lambda who=who: verify(who, claim) for who in approvers])

    assert sorted(map(outcome, answers)) == ["awaiting_second", "verified"]
    found = record(world, claim)
    assert {found["first_verified_by"], found["verified_by"]} == {who.volunteer_id for who in approvers}


def test_settling_in_parallel_pays_each_line_once(world: World) -> None:
    people = [world.person() for _ in range(12)]
    claims = claimed(world, people, minutes=60)
    verify(world.staff("checker"), *claims)
    after_window(world, disclose(world, world.staff("organizer"), claims[0]))

    settled = at_once(*[lambda: settle(world) for _ in range(5)])

    assert sorted(settled) == [0, 0, 0, 0, 12]
    assert [world.balance(person.household_id) for person in people] == [1200] * 12
    assert count(world, "SELECT count(*) FROM posting WHERE kind = 'award'") == 12
    assert count(world, "SELECT count(*) FROM hours_entry") == 12


def test_collecting_in_parallel_claims_each_attendance_once_within_the_limits(world: World) -> None:
    people = [world.person() for _ in range(6)]
    for hour in (0, 120, 240):
        serve(world, people, minutes=60, later=hour)

    at_once(*[lambda: collect(world) for _ in range(4)])
    collect(world)

    assert count(world, "SELECT count(*) FROM service_record") == 18
    assert count(world, "SELECT count(*) FROM service_record WHERE state = 'claimed' AND points = 1200") == 18


def test_objection_against_settlement_either_stops_the_line_or_comes_too_late(world: World) -> None:
    world.site(disclosure_days=0)
    doubter = world.person()
    people = [world.person() for _ in range(6)]
    claims = claimed(world, people, minutes=60)
    verify(world.staff("checker"), *claims)
    detail = disclose(world, world.staff("organizer"), claims[0])
    path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][0]['id']}/objections"

    raised, settled = at_once(lambda: doubter.post(path, {"text": "没有来。"}).status_code, lambda: settle(world))

    assert (raised, settled) in {(201, 5), (409, 6)}
    assert count(world, "SELECT count(*) FROM posting WHERE kind = 'award'") == settled


def test_the_race_is_real_without_the_lock_two_approvers_would_both_decide(world: World, owner_url: str) -> None:
    """Prove that the guards are needed: the same two steps, look and then write, done without a lock, decide twice."""
    [claim] = claimed(world, [world.person()], minutes=60)
    looked = threading.Barrier(2)

    def decide_naively(_: int) -> str:
        with psycopg.connect(owner_url) as connection:
            row = connection.execute("SELECT state FROM service_record WHERE id = %s", [claim]).fetchone()
            assert row is not None
            looked.wait()
            if row[0] == "claimed":
                connection.execute(
                    "UPDATE service_record SET state = 'verified', verified_by = %s, verified_at = now() WHERE id = %s",
                    [uuid.uuid4(), claim],
                )
                return "verified"
            return "already_verified"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide_naively, range(2)))

    assert answers == ["verified", "verified"]


def test_approval_while_the_day_is_assessed_again_never_leaves_a_long_day_with_one_approver(world: World) -> None:
    checker = world.staff("checker")
    mother = world.person()
    morning = serve(world, [mother], minutes=300)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = false"))
    [evening] = claimed(world, [mother], minutes=300, later=360)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE attendance SET confirmed = true"))

    at_once(lambda: _collect_of(world, morning.id), lambda: verify(checker, evening))

    standing = "SELECT count(*) FROM service_record WHERE state = 'verified' AND needs_second"
    assert count(world, standing) == 0
    long_days = (
        "SELECT count(*) FROM (SELECT sum(minutes) AS total, bool_or(needs_second) AS second FROM service_record"
        " WHERE state IN ('claimed', 'verified') GROUP BY volunteer_id, local_date) d WHERE total > 480 AND NOT second"
    )
    assert count(world, long_days) == 0


def _collect_of(world: World, activity_id: uuid.UUID) -> int:
    with transaction(world.database, now=world.now) as work:
        return collect_claims(work.session, now=work.now, county_id="450222", activity_id=activity_id)
