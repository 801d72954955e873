"""Redemption days: one in the past with everything that can become of an order, and those that come next."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from app.clock import local_date
from app.core.crypto import FieldCipher, token_hash
from app.core.permissions import Role
from app.demo.agenda import Agenda
from app.demo.goods import ITEMS, DemoItem
from app.demo.story import DemoPerson, DemoVillage, Story, at
from app.redemption import hot
from app.redemption.codes import code_hash, pickup_code
from app.redemption.queries.orders import get_order
from app.redemption.service.days import plan_day
from app.redemption.service.orders import cancel_order, expire_orders
from points.base import new_id
from points.ledger.statements import balance

PAST_WEEK = 2
CODE_MINUTES = 15
ADULT = dt.timedelta(days=365 * 18 + 5)
TODAY_UNTIL = 22
ONE_DAY = dt.timedelta(days=1)
CANCELLED, FORGOTTEN, BY_NEIGHBOUR = 1, 3, 5
"""Which household of a village changes its mind, which does not come for its goods, which sends a neighbour."""


def plan_redemption(story: Story, agenda: Agenda, *, cipher: FieldCipher) -> None:
    """Note the redemption day of two weeks ago, and announce tomorrow's and, while it is still day, today's."""
    past = story.saturday(PAST_WEEK) + ONE_DAY
    for village in story.villages:
        agenda.note(
            at(past, 9) - 7 * ONE_DAY, partial(_announce_past, story, agenda, village, past=past, cipher=cipher)
        )
        agenda.note(story.now, partial(_announce_coming, story, village))


def _announce_past(
    story: Story, agenda: Agenda, village: DemoVillage, now: dt.datetime, *, past: dt.date, cipher: FieldCipher
) -> None:
    day_id = _announce(story, village, at(past, 9), at(past, 11, 30), now=now)
    counter = Counter(story, village, cipher, day_id)
    agenda.note(at(past, 9, 5), counter.serve)


def _announce_coming(story: Story, village: DemoVillage, now: dt.datetime) -> None:
    tomorrow = story.today + ONE_DAY
    _announce(story, village, at(tomorrow, 9), at(tomorrow, 11, 30), now=now)
    if now < at(story.today, TODAY_UNTIL - 1):
        _announce(story, village, now, at(story.today, TODAY_UNTIL), now=now)


def _announce(
    story: Story, village: DemoVillage, opens_at: dt.datetime, closes_at: dt.datetime, *, now: dt.datetime
) -> uuid.UUID:
    return plan_day(
        story.session,
        county_id=village.site.county_id,
        pickup_point_id=village.point_id,
        opens_at=opens_at,
        closes_at=closes_at,
        note="请带手机或纸卡，自备袋子。",
        actor_id=village.one(Role.SHOP_KEEPER).volunteer_id,
        now=now,
    )


@dataclass(frozen=True)
class Counter:
    """A pickup point on its day: households come one after the other, two minutes apart."""

    story: Story
    village: DemoVillage
    cipher: FieldCipher
    day_id: uuid.UUID

    def serve(self, now: dt.datetime) -> None:
        """Serve every household that has points enough for something, then give back what nobody came for."""
        for number, household in enumerate(self._households()):
            now += dt.timedelta(minutes=2)
            wanted = self._choose(household, number)
            if wanted:
                self._serve_one(household, wanted, number, now=now)
        expire_orders(self.story.session, now=now + dt.timedelta(minutes=CODE_MINUTES + 1))

    def _serve_one(self, household: list[DemoPerson], wanted: list[DemoItem], number: int, *, now: dt.datetime) -> None:
        order_id = self._place(household, wanted, now=now)
        if number == CANCELLED:
            self._cancel(order_id, household[0], now=now + dt.timedelta(minutes=1))
        elif number != FORGOTTEN:
            collected_by = "隔壁家的" + self.village.people[0].name if number == BY_NEIGHBOUR else None
            self._hand_over(order_id, collected_by=collected_by, now=now + dt.timedelta(minutes=1))

    def _households(self) -> list[list[DemoPerson]]:
        grouped: dict[uuid.UUID, list[DemoPerson]] = {}
        for person in self.village.people:
            assert person.household_id is not None
            grouped.setdefault(person.household_id, []).append(person)
        return list(grouped.values())

    def _choose(self, household: list[DemoPerson], number: int) -> list[DemoItem]:
        """Take different things as long as the points last."""
        household_id = household[0].household_id
        assert household_id is not None
        left = int(balance(self.story.session, county_id=self.village.site.county_id, household_id=household_id))
        chosen = []
        for item in self.story.chance.shuffled(ITEMS, self.village.site.slug, "wishes", number):
            if item.price <= left:
                chosen.append(item)
                left -= item.price
        return chosen

    def _place(self, household: list[DemoPerson], wanted: list[DemoItem], *, now: dt.datetime) -> uuid.UUID:
        """Place an order from the head's phone, or for her paper card at the counter."""
        county_id, head = self.village.site.county_id, household[0]
        by = self.village.one(Role.SHOP_KEEPER) if head.card else head
        county, session_hash = self.story.token_of(by, now=now)
        order_id = new_id()
        lines = [{"item_id": str(self.village.items[item.name]), "quantity": 1} for item in wanted]
        row = self.story.lane.hot(
            hot.PLACE,
            {
                "county_id": county,
                "token_hash": session_hash,
                "day_id": self.day_id,
                "lines": orjson.dumps(lines).decode(),
                "on_behalf_of": None,
                "card_hash": token_hash(head.card) if head.card else None,
                "key": f"demo:{order_id}",
                "request_hash": token_hash(str(order_id)),
                "code_minutes": CODE_MINUTES,
                "adult_since": local_date(now) - ADULT,
                "now": now,
                "today": local_date(now),
                "order_id": order_id,
                "posting_id": new_id(),
                "code_hash": self._code_hash(county_id, order_id),
            },
        )[0]
        assert row[0] == "ok", row
        return order_id

    def _hand_over(self, order_id: uuid.UUID, *, collected_by: str | None, now: dt.datetime) -> None:
        county, session_hash = self.story.token_of(self.village.one(Role.SHOP_KEEPER), now=now)
        parameters: dict[str, Any] = {
            "county_id": county,
            "token_hash": session_hash,
            "pickup_point_id": self.village.point_id,
            "code_hash": self._code_hash(county, order_id),
            "posting_ids": [new_id()],
            "collected_by": collected_by,
            "lines": None,
            "part_id": None,
            "part_hash": None,
            "key": f"demo:{order_id}:out",
            "now": now,
            "today": local_date(now),
        }
        row = self.story.lane.hot(hot.FULFIL, parameters)[0]
        assert row[1] == order_id, row

    def _cancel(self, order_id: uuid.UUID, person: DemoPerson, *, now: dt.datetime) -> None:
        order, _ = get_order(self.story.session, county_id=person.county_id, order_id=order_id)
        cancel_order(self.story.session, order, reason="先攒着，下次换卷纸。", actor_id=person.volunteer_id, now=now)

    def _code_hash(self, county_id: str, order_id: uuid.UUID) -> bytes:
        code = pickup_code(self.cipher, county_id=county_id, order_id=order_id)
        return code_hash(self.cipher, county_id=county_id, code=code)
