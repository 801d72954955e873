"""The Auditor: the programme's rules once more, in plain Python, to foretell every answer of the service."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field

POINTS_PER_MINUTE = 20
"""Hundredths: ten points an hour at factor 1.2."""
OWN_PEOPLE_REFUSAL = {True: "own_record", False: "own_household"}


@dataclass
class Record:
    """One service record: who, for which household, how long, how far it has come."""

    volunteer: uuid.UUID
    household: uuid.UUID
    minutes: int
    state: str = "claimed"

    @property
    def points(self) -> int:
        return self.minutes * POINTS_PER_MINUTE


@dataclass
class Order:
    """One order: whose, what, for how much, how far it has come."""

    household: uuid.UUID
    item: uuid.UUID
    quantity: int
    points: int
    code: str
    state: str = "placed"


@dataclass
class Item:
    """Pieces on the shelf, price (hundredths) and the limit per household."""

    price: int
    available: int
    limit: int | None
    issued: int = 0


@dataclass
class Auditor:
    """What must be true after everything that was done so far."""

    balance: Counter[uuid.UUID] = field(default_factory=Counter)
    minutes: Counter[uuid.UUID] = field(default_factory=Counter)
    items: dict[uuid.UUID, Item] = field(default_factory=dict)
    taken: Counter[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=Counter)
    records: dict[str, Record] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    keys: dict[tuple[uuid.UUID, str], tuple[uuid.UUID, int, str]] = field(default_factory=dict)

    def held(self, household: uuid.UUID) -> int:
        return sum(order.points for order in self._of(household) if order.state == "placed")

    def pending(self, household: uuid.UUID) -> int:
        return sum(
            record.points
            for record in self.records.values()
            if record.household == household and record.state in ("verified", "disclosed")
        )

    def approve(self, record_id: str, *, by: uuid.UUID, household: uuid.UUID | None) -> str:
        record = self.records[record_id]
        if record.household == household:
            return OWN_PEOPLE_REFUSAL[record.volunteer == by]
        if record.state != "claimed":
            return "already_verified"
        record.state = "verified"
        return "verified"

    def settle(self) -> int:
        waiting = [record for record in self.records.values() if record.state == "verified"]
        for record in waiting:
            record.state = "settled"
            self.balance[record.household] += record.points
            self.minutes[record.volunteer] += record.minutes
        return len(waiting)

    def place(self, person: uuid.UUID, household: uuid.UUID, item: uuid.UUID, *, quantity: int, key: str) -> str:
        """Return what placing must answer: a refusal, ``replayed`` or ``placed`` (then ``placed`` is to be called)."""
        if (person, key) in self.keys:
            known_item, known_quantity, _ = self.keys[person, key]
            return "replayed" if (known_item, known_quantity) == (item, quantity) else "key_reused"
        shelf = self.items[item]
        if shelf.limit is not None and self.taken[household, item] + quantity > shelf.limit:
            return "item_limit_reached"
        if shelf.price * quantity > self.balance[household]:
            return "insufficient_points"
        return "placed" if quantity <= shelf.available else "out_of_stock"

    def placed(
        self,
        person: uuid.UUID,
        household: uuid.UUID,
        item: uuid.UUID,
        *,
        quantity: int,
        key: str,
        order_id: str,
        code: str,
    ) -> None:
        points = self.items[item].price * quantity
        self.orders[order_id] = Order(household, item, quantity, points, code)
        self.keys[person, key] = (item, quantity, order_id)
        self.balance[household] -= points
        self.taken[household, item] += quantity
        self.items[item].available -= quantity

    def close(self, order_id: str, state: str) -> str:
        """Cancel or expire: everything goes back, once."""
        order = self.orders[order_id]
        if order.state == state:
            return "done"
        if order.state != "placed":
            return "order_not_open"
        self._give_back(order)
        order.state = state
        return "done"

    def hand_over(self, order_id: str, *, household: uuid.UUID | None) -> str:
        order = self.orders[order_id]
        if order.state != "placed":
            return "order_not_open"
        if order.household == household:
            return "own_household_order"
        order.state = "fulfilled"
        self.items[order.item].issued += order.quantity
        return "fulfilled"

    def undo(self, order_id: str) -> None:
        """Take a hand-over back: the goods are usable, points and allowance return."""
        order = self.orders[order_id]
        self.items[order.item].issued -= order.quantity
        self._give_back(order)
        order.state = "reversed"

    def expire_points(self, household: uuid.UUID, *, keep: int) -> int:
        lapsed = max(self.balance[household] - keep, 0)
        self.balance[household] -= lapsed
        return lapsed

    def _give_back(self, order: Order) -> None:
        self.balance[order.household] += order.points
        self.taken[order.household, order.item] -= order.quantity
        self.items[order.item].available += order.quantity

    def _of(self, household: uuid.UUID) -> list[Order]:
        return [order for order in self.orders.values() if order.household == household]
