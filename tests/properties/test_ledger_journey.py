"""Serve, approve, settle, redeem, collect, undo, lapse in any order: the service and the Auditor always agree."""

from __future__ import annotations

import os
import uuid
from collections import Counter

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.ledger.books.report import check_books
from points.amounts import format_points
from tests.properties.auditor import Record
from tests.properties.village import Village
from tests.world import COUNTY, World

CI = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(CI, max_examples=300, stateful_step_count=80, derandomize=False)
"""For a night: ``PROPERTIES=long ./scripts/test tests/properties``."""
PEOPLE = st.integers(min_value=0, max_value=4)


class Journey(RuleBasedStateMachine):
    """Random days in a village; a twin of this class is bound to the test's own database."""

    world: World
    site_id: object
    seen: Counter[str]

    records = Bundle("records")
    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.village = Village(self.world, site_id=self.site_id)
        self.village.settle()  # what an earlier run left open
        self.village.expire_orders()
        self.auditor = self.village.auditor
        self.request: tuple[int, uuid.UUID, int, str] | None = None

    @rule(target=records, person=PEOPLE, minutes=st.integers(min_value=1, max_value=60))
    def serve(self, person: int, minutes: int):
        served = self.village.people[person]
        record_id = self.village.serve(served, minutes)
        self.auditor.records[record_id] = Record(served.volunteer_id, served.household_id, minutes)
        return record_id

    @rule(record_id=records, by_herself=st.booleans())
    def approve(self, record_id: str, by_herself: bool) -> None:
        approver = self.village.checking_mother if by_herself else self.village.checker
        expected = self.auditor.approve(record_id, by=approver.volunteer_id, household=approver.household_id)

        self.seen[expected] += 1
        assert self.village.approve(approver, record_id) == expected

    @rule()
    def settle(self) -> None:
        assert self.village.settle() == self.auditor.settle()

    @rule(
        target=orders,
        person=PEOPLE,
        item=st.integers(min_value=0, max_value=1),
        quantity=st.integers(min_value=1, max_value=3),
    )
    def redeem(self, person: int, item: int, quantity: int):
        self.request = (person, list(self.auditor.items)[item], quantity, f"request-{len(self.auditor.keys):06d}")
        return self._send(*self.request)

    @precondition(lambda self: self.request is not None)
    @rule(target=orders, more=st.integers(min_value=0, max_value=1))
    def send_again(self, more: int):
        person, item, quantity, key = self.request
        return self._send(person, item, quantity + more, key)

    def _send(self, person: int, item: uuid.UUID, quantity: int, key: str):
        buyer = self.village.people[person]
        wanted = {"quantity": quantity, "key": key}
        expected = self.auditor.place(buyer.volunteer_id, buyer.household_id, item, **wanted)
        self.seen[expected] += 1

        shown = self.world.place_order(buyer, self.village.day, item, **wanted).get_json()

        if expected == "replayed":
            assert shown["id"] == self.auditor.keys[buyer.volunteer_id, key][2]
            return multiple()
        assert shown.get("code", "placed") == expected
        if expected != "placed":
            return multiple()
        made = {"order_id": shown["id"], "code": shown["pickup_code"]}
        self.auditor.placed(buyer.volunteer_id, buyer.household_id, item, **wanted, **made)
        return shown["id"]

    @rule(order_id=orders)
    def cancel(self, order_id: str) -> None:
        home = self.auditor.orders[order_id].household
        buyer = next(person for person in self.village.people if person.household_id == home)
        expected = self.auditor.close(order_id, "cancelled")

        self.seen[f"cancel: {expected}"] += 1
        shown = buyer.post(f"/redemption-orders/{order_id}/cancellation", {"reason": "不要了"}).get_json()

        assert shown.get("code", "done") == expected

    @rule(order_id=orders, by_a_mother=st.booleans())
    def collect(self, order_id: str, by_a_mother: bool) -> None:
        keeper = self.village.checking_mother if by_a_mother else self.village.keeper
        expected = self.auditor.hand_over(order_id, household=keeper.household_id)

        self.seen[expected] += 1
        assert self.village.hand_over(keeper, self.auditor.orders[order_id].code) == expected

    @precondition(lambda self: any(order.state == "fulfilled" for order in self.auditor.orders.values()))
    @rule(data=st.data())
    def undo(self, data) -> None:
        handed = sorted(order_id for order_id, order in self.auditor.orders.items() if order.state == "fulfilled")
        order_id = data.draw(st.sampled_from(handed))

        self.seen["undone"] += 1
        self.village.undo(order_id)
        self.auditor.undo(order_id)

    @rule()
    def expire_orders(self) -> None:
        due = [order_id for order_id, order in self.auditor.orders.items() if order.state == "placed"]

        assert self.village.expire_orders() == len(due)
        for order_id in due:
            self.seen["expired"] += 1
            self.auditor.close(order_id, "expired")

    @rule(home=st.integers(min_value=0, max_value=3), keep=st.integers(min_value=0, max_value=2000))
    def lapse(self, home: int, keep: int) -> None:
        household_id = self.village.households[home]

        expected = self.auditor.expire_points(household_id, keep=keep)
        self.seen["lapsed"] += expected > 0
        assert self.village.lapse(household_id, keep=keep) == expected

    @invariant()
    def every_household_sees_what_the_auditor_expects(self) -> None:
        for person in (*self.village.mothers, self.village.checking_mother):
            home = person.household_id
            shown = person.get("/me/balance").get_json()
            assert (shown["balance"], shown["held"], shown["pending"]) == (
                format_points(self.auditor.balance[home]),
                format_points(self.auditor.held(home)),
                format_points(self.auditor.pending(home)),
            )

    def teardown(self) -> None:
        report = check_books(self.world.database, county_id=COUNTY, now=self.world.now)
        assert [finding for finding in report.findings if not finding.holds] == []
        booked = self.village.counts("SELECT volunteer_id, sum(minutes) FROM hours_entry GROUP BY volunteer_id")
        states = self.village.counts("SELECT item_id || ':' || state, count(*) FROM unit GROUP BY item_id, state")
        for person in self.village.people:
            assert booked.get(person.volunteer_id, 0) == self.auditor.minutes[person.volunteer_id]
        for item_id, item in self.auditor.items.items():
            assert states.get(f"{item_id}:available", 0) == item.available
            assert states.get(f"{item_id}:issued", 0) == item.issued


def test_village_when_anything_happens_in_any_order_then_the_books_are_what_the_auditor_expects(
    world: World,
) -> None:
    bound = type("Journey", (Journey,), {"world": world, "site_id": world.site(disclosure_days=0), "seen": Counter()})

    run_state_machine_as_test(bound, settings=LONG if os.environ.get("PROPERTIES") == "long" else CI)

    assert set(bound.seen) >= {"placed", "replayed", "insufficient_points", "cancel: done", "fulfilled", "verified"}
