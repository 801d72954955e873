"""Households merge while their members redeem and earn (F33): the sum stays, nothing is posted to what is closed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from app.households.service.reshaping import forward_merged
from app.ledger.books.report import check_books
from tests.concurrency.test_redemption import patient
from tests.world import COUNTY, World


@pytest.mark.parametrize("attempt", range(4))
def test_merging_when_members_redeem_at_once_then_the_sum_stays(world: World, attempt: int) -> None:
    mothers = [world.person() for _ in range(2)]
    people = [*mothers, *(world.person(household_id=mother.household_id) for mother in mothers)]
    organizer = world.staff("organizer")
    point = world.pickup_point()
    soap, day = world.item(point, points=100, quantity=20), world.redemption_day(point)
    for mother in mothers:
        world.give_points(mother.household_id, 400)
    gate = threading.Barrier(8)

    def merge(source: int) -> str:
        body = {"into_household_id": str(mothers[1 - source].household_id), "reason": "合一"}
        path, key = f"/households/{mothers[source].household_id}/merger", f"merge-{source}-{attempt}"
        return patient_merge(lambda: organizer.post(path, body, key=key))

    def patient_merge(deed) -> str:
        for _ in range(20):
            answer = deed()
            code = "done" if answer.status_code == 204 else answer.get_json()["code"]
            if code not in {"busy_try_again", "in_progress", "temporarily_unavailable"}:
                break
        return code

    def redeem(number: int) -> str:
        person = people[number % 4]
        return patient(lambda: world.place_order(person, day, soap, key=f"order-{number}-{attempt}"))

    def run(number: int) -> str:
        gate.wait()
        return merge(number) if number < 2 else redeem(number)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(run, range(8)))

    assert set(answers[:2]) <= {"done", "orders_open", "household_closed"}
    assert answers[:2] != ["done", "done"]
    assert set(answers[2:]) <= {"accepted", "insufficient_points", "no_household"}
    with transaction(world.database, now=world.now) as work:
        forward_merged(work.session, now=work.now)
    with world.database.session() as session:
        held = session.execute(text("SELECT sum(balance) FROM account")).scalar_one()
        ordered = session.execute(text("SELECT coalesce(sum(points), 0) FROM redemption_order")).scalar_one()
        stranded = session.execute(
            text(
                "SELECT count(*) FROM redemption_order o JOIN household h ON h.id = o.household_id"
                " WHERE o.state = 'placed' AND h.state = 'closed'"
            )
        ).scalar_one()
    assert held + ordered == 800
    assert stranded == 0
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    assert [finding for finding in report.findings if not finding.holds] == []
