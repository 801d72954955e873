"""Many phones at the same instant: real parallel requests on real connections."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text

from tests.world import Person, PublishedActivity, World

PHONES = 20


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do everything at the same moment, each in a thread of its own."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait(timeout=20)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def scan(person: Person, activity: PublishedActivity, key: str, *, way: str = "in") -> Callable[[], tuple[int, str]]:
    """Return a scan by a client of its own, waiting its turn when every connection is busy."""
    client = person.world.app.test_client()
    code = person.world.code_of(activity)

    def deed() -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": key}
        for _ in range(50):
            answer = client.post(f"/v1/check-{way}s", json={"code": code}, headers=headers)
            found = answer.get_json()
            if answer.status_code != 503:
                break
        return answer.status_code, str(found.get("id") or found["code"])

    return deed


def count(world: World, table: str) -> int:
    with world.database.session() as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_one_scan_delivered_twenty_times_at_once_is_one_row(world: World) -> None:
    activity, person = world.activity(), world.person()

    answers = at_once(*(scan(person, activity, "same-nonce-01") for _ in range(PHONES)))

    assert {status for status, _ in answers} == {201}
    assert len({found for _, found in answers}) == 1
    assert count(world, "attendance") == 1


def test_two_scans_of_one_person_at_once_are_one_row_and_one_refusal(world: World) -> None:
    activity, person = world.activity(), world.person()

    answers = at_once(*(scan(person, activity, f"nonce-{number:04d}") for number in range(PHONES)))

    assert Counter(status for status, _ in answers) == {201: 1, 409: PHONES - 1}
    assert {found for status, found in answers if status == 409} == {"already_checked_in"}
    assert count(world, "attendance") == 1


def test_last_places_of_a_shift_go_to_exactly_as_many_people(world: World) -> None:
    capacity = 3
    activity = world.activity(capacity=capacity)
    people = [world.person() for _ in range(PHONES)]

    answers = at_once(*(scan(person, activity, uuid.uuid4().hex) for person in people))

    assert Counter(status for status, _ in answers) == {201: capacity, 409: PHONES - capacity}
    assert {found for status, found in answers if status == 409} == {"shift_full"}
    with world.database.session() as session:
        assert session.execute(text("SELECT taken FROM shift")).scalar_one() == capacity


def test_two_activities_at_once_let_a_person_into_one(world: World) -> None:
    one, other, person = world.activity(), world.activity(), world.person()

    answers = at_once(*(scan(person, (one, other)[n % 2], f"both-{n:05d}") for n in range(PHONES)))

    assert Counter(status for status, _ in answers)[201] == 1
    assert {found for status, found in answers if status == 409} <= {"already_checked_in", "overlapping_service"}


def test_check_out_twenty_times_at_once_happens_once(world: World) -> None:
    activity, person = world.activity(), world.person()
    world.check_in(person, activity)

    answers = at_once(*(scan(person, activity, f"out-{number:05d}", way="out") for number in range(PHONES)))

    assert Counter(status for status, _ in answers) == {201: 1, 409: PHONES - 1}


def test_sign_ups_at_once_fill_the_places_and_the_rest_wait(world: World) -> None:
    activity = world.activity(capacity=4)
    people = [world.person() for _ in range(PHONES)]

    def sign_up(person: Person) -> Callable[[], str]:
        client = world.app.test_client()

        def deed() -> str:
            headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": uuid.uuid4().hex}
            body = {"shift_id": str(activity.shift_ids[0])}
            for _ in range(50):
                answer = client.post(f"/v1/activities/{activity.id}/sign-ups", json=body, headers=headers)
                if answer.status_code != 503:
                    break
            return str(answer.get_json().get("state") or answer.get_json()["code"])

        return deed

    states = Counter(at_once(*(sign_up(person) for person in people)))

    assert states == {"signed_up": 4, "waitlisted": PHONES - 4}


def test_reading_before_writing_would_give_the_last_place_away_twice(world: World) -> None:
    """Prove the race: the same scarcity with a naive count, its guard off, overfills the shift."""
    activity = world.activity(capacity=1)
    people = [world.person() for _ in range(4)]
    counted = threading.Barrier(len(people))

    def naive(person: Person) -> Callable[[], None]:
        def deed() -> None:
            with world.database.engine.begin() as connection:
                taken = connection.execute(
                    text("SELECT count(*) FROM attendance WHERE shift_id = :shift"), {"shift": activity.shift_ids[0]}
                ).scalar_one()
                counted.wait(timeout=20)
                if taken < 1:
                    connection.execute(
                        text(
                            "INSERT INTO attendance (county_id, id, activity_id, shift_id, volunteer_id, in_at,"
                            " in_means, in_mode, in_nonce, in_by, confirmed, walk_in, children_count, flags,"
                            " recorded_at)"
                            " VALUES ('450222', :id, :activity, :shift, :person, now(), 'rotating', 'online', :nonce,"
                            " :person, true, true, 0, '{}', now())"
                        ),
                        {
                            "id": uuid.uuid4(),
                            "activity": activity.id,
                            "shift": activity.shift_ids[0],
                            "person": person.volunteer_id,
                            "nonce": uuid.uuid4().hex,
                        },
                    )

        return deed

    at_once(*(naive(person) for person in people))

    assert count(world, "attendance") == len(people) > 1
