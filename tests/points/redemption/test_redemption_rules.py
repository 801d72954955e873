"""Periods, states and codes: the same in Python and in the database."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import get_args

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.core.db import refusal_of
from app.core.transaction import transaction
from app.redemption.codes import code_hash, pickup_code
from points.base import new_id
from points.errors import IllegalTransition, PointsError
from points.redemption.periods import Period, period_key
from points.redemption.refusals import PickupCodeTaken
from points.redemption.states import NEXT, OrderState, advance
from tests.app.redemption.shop import Shop
from tests.world import COUNTY, World


def test_periods_are_named_alike_in_python_and_in_the_database(world: World) -> None:
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(0, 800, 3)]
    with world.database.session() as session:
        for period in get_args(Period):
            written = session.execute(
                text("SELECT period_key(:period, day) FROM unnest(CAST(:days AS date[])) AS day"),
                {"period": period, "days": days},
            ).scalars()
            assert list(written) == [period_key(period, day) for day in days]


def test_quarter_ends_on_30_june() -> None:
    assert period_key("season", dt.date(2027, 6, 30)) == "2027-S2"
    assert period_key("season", dt.date(2027, 7, 1)) == "2027-S3"


ACTIONS = {
    "fulfil": "SELECT fulfil_order(:county, :order, :id, :keeper, NULL, NULL, :key, :now, :day)",
    "cancel": "SELECT close_order(:county, :order, :id, 'cancelled', NULL, :keeper, :now, :day)",
    "expire": "SELECT close_order(:county, :order, :id, 'expired', NULL, NULL, :now, :day)",
    "reverse": "SELECT decide_reversal(:county, :reversal, true, ARRAY[:id, :other], :keeper, :now, :day)",
}


@pytest.mark.parametrize("action", ACTIONS)
def test_database_walks_exactly_the_state_table(world: World, action: str) -> None:
    shop = Shop(world)
    for state in OrderState:
        order = uuid.UUID(world.place_order(shop.mother(), shop.day, shop.soap).get_json()["id"])
        for step in PATH[state]:
            act(world, order, step)
        assert state_of(world, order) == state

        if (state, action) in NEXT:
            act(world, order, action)
            assert state_of(world, order) == advance(state, action)
            continue
        with pytest.raises(IllegalTransition):
            advance(state, action)
        if (state, action) not in SAID_AGAIN:
            with pytest.raises((PointsError, IntegrityError)):
                act(world, order, action)
        else:
            act(world, order, action)
        assert state_of(world, order) == state


SAID_AGAIN = {(OrderState.CANCELLED, "cancel"), (OrderState.EXPIRED, "expire")}
"""Ending an order the way it has ended changes nothing and is not refused."""

PATH = {
    OrderState.PLACED: (),
    OrderState.FULFILLED: ("fulfil",),
    OrderState.CANCELLED: ("cancel",),
    OrderState.EXPIRED: ("expire",),
    OrderState.REVERSED: ("fulfil", "reverse"),
}


def act(world: World, order: uuid.UUID, action: str) -> None:
    late = dt.timedelta(hours=1 if action == "expire" else 0)
    with transaction(world.database, now=world.now + late) as work:
        reversal = new_id()
        if action == "reverse":
            work.session.execute(
                text(
                    "INSERT INTO redemption_reversal (county_id, id, order_id, reason, usable, proposed_by,"
                    " proposed_at, state) VALUES (:county, :id, :order, '发错了', true, :id, :now, 'proposed')"
                ),
                {"county": COUNTY, "id": reversal, "order": order, "now": work.now},
            )
        work.session.execute(
            text(ACTIONS[action]),
            {
                "county": COUNTY,
                "order": order,
                "reversal": reversal,
                "id": new_id(),
                "other": new_id(),
                "keeper": new_id(),
                "key": str(new_id()),
                "now": work.now,
                "day": work.now.date(),
            },
        )


def state_of(world: World, order: uuid.UUID) -> str:
    with world.database.session() as session:
        return session.execute(text("SELECT state FROM redemption_order WHERE id = :id"), {"id": order}).scalar_one()


def test_codes_are_the_same_every_time_and_never_look_alike(world: World) -> None:
    keys = world.app.extensions["cipher"]
    orders = [new_id() for _ in range(500)]

    codes = [pickup_code(keys, county_id=COUNTY, order_id=order) for order in orders]

    assert codes == [pickup_code(keys, county_id=COUNTY, order_id=order) for order in orders]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 8 and not set(code) & set("ILOU") for code in codes)
    typed = codes[0][:4].lower() + " " + codes[0][4:].replace("0", "O").replace("1", "l")
    assert code_hash(keys, county_id=COUNTY, code=typed) == code_hash(keys, county_id=COUNTY, code=codes[0])
    hashes = {code_hash(keys, county_id=county, code=codes[0]) for county in (COUNTY, "450223")}
    assert len(hashes) == 2


def test_code_used_before_at_the_pickup_point_is_never_used_again(world: World) -> None:
    shop = Shop(world)
    drawn = uuid.UUID(world.place_order(shop.mother(), shop.day, shop.soap).get_json()["id"])
    with world.database.session() as session, pytest.raises(DBAPIError) as refused:
        session.execute(
            text(
                """
                SELECT place_order(county_id, :fresh, :fresh, household_id, :fresh, NULL, redemption_day_id,
                    jsonb_build_array(jsonb_build_object('item_id', CAST(:soap AS uuid), 'quantity', 1)), 0, NULL,
                    'other-key', request_hash, pickup_code_hash, 15, :now, CAST(:now AS date))
                FROM redemption_order WHERE id = :drawn
                """
            ),
            {"fresh": new_id(), "soap": shop.soap, "now": world.now, "drawn": drawn},
        )

    assert isinstance(refusal_of(refused.value), PickupCodeTaken)
