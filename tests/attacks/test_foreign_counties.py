"""Every operation that takes an id, with real ids of another county: nothing is shown, nothing is moved (A1)."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core.permissions import PUBLIC
from app.embedded.postgres import Server
from app.http.endpoint import OPERATIONS, Operation
from points.base import Base
from tests.contract.examples import example_of
from tests.contract.village import village
from tests.world import COUNTY, VILLAGE, Person, World

THERE, VILLAGE_THERE = "450224", "450224100201"
OTHERWISE = {
    "record_id": "service_record",
    "spending_id": "grant_spending",
    "grant_id": "role_grant",
    "session_id": "login_session",
    "line_id": "disclosure_line",
    "proposal_id": "point_proposal",
    "expiry_id": "points_expiry",
    "order_id": "redemption_order",
    "day_id": "redemption_day",
    "item_id": "reward_item",
    "reversal_id": "redemption_reversal",
    "rule_id": "scoring_rule",
}
"""Tables of ids whose name in a path is not the table's."""
UNREADABLE = {"picture_unreadable"}
"""The example's picture has no pixels, which is found out first."""
TAKING_IDS = [op for op in OPERATIONS if "<uuid:" in op.path and op.action != PUBLIC]


@pytest.fixture(scope="module")
def world(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two counties in one database."""
    with village(server) as made:
        made.clock_file = Path(tmp_path_factory.mktemp("clock")) / "offset"
        yield made


@pytest.fixture(scope="module")
def insider(world: World) -> Person:
    """Somebody with every role a village has, here."""
    roles = ("organizer", "checker", "shop_keeper", "supervisor")
    return world.person(roles=dict.fromkeys(roles, VILLAGE) | {"county_staff": COUNTY})


@pytest.fixture(scope="module")
def there(world: World) -> dict[str, str]:
    """The other county at work: one id of every table that has one."""
    where: dict[str, Any] = {"county_id": THERE}
    mother = world.person(village_code=VILLAGE_THERE, **where)
    world.give_points(mother.household_id, 10_000, **where)
    world.person(roles={"organizer": VILLAGE_THERE}, village_code=VILLAGE_THERE, **where)
    activity = world.activity(village_code=VILLAGE_THERE, **where)
    world.check_in(mother, activity)
    later = world.activity(village_code=VILLAGE_THERE, starts_in=dt.timedelta(days=2), **where)
    mother.post(f"/activities/{later.id}/sign-ups", {"shift_id": str(later.shift_ids[0])})
    point = world.pickup_point(village_code=VILLAGE_THERE, **where)
    item = world.item(point, **where)
    world.place_order(mother, world.redemption_day(point, **where), item)
    found = {}
    with world.database.session() as session:
        for name, table in Base.metadata.tables.items():
            if {"county_id", "id"} <= set(table.columns.keys()):
                statement = text(f"SELECT id FROM {name} WHERE county_id = :county ORDER BY id DESC LIMIT 1")
                one = session.execute(statement, {"county": THERE}).scalar_one_or_none()
                if one is not None:
                    found[name] = str(one)
    assert len(found) > 15
    return found


@pytest.mark.parametrize("declared", TAKING_IDS, ids=lambda declared: declared.name)
def test_ids_of_another_county_do_not_exist(
    declared: Operation, world: World, insider: Person, there: dict[str, str]
) -> None:
    path = re.sub(r"<uuid:(\w+)>", lambda match: _id_of(match[1], there), declared.path)
    path = re.sub(r"<\w+>", VILLAGE_THERE, re.sub(r"<int:\w+>", "2026", path))
    before = _fingerprint(world)

    for county_id in (None, THERE):
        answer = world.client.open(
            path,
            method=declared.method,
            query_string=_query(declared, county_id, there),
            **example_of(declared),
            headers={"Authorization": f"Bearer {insider.token}", "Idempotency-Key": uuid.uuid4().hex},
        )
        assert answer.status_code in {403, 404} or answer.get_json()["code"] in UNREADABLE, (path, answer.get_json())

    assert _fingerprint(world) == before


def _id_of(parameter: str, there: dict[str, str]) -> str:
    return there.get(OTHERWISE.get(parameter, parameter.removesuffix("_id")), str(uuid.uuid4()))


def _query(declared: Operation, county_id: str | None, there: dict[str, str]) -> dict[str, str]:
    asked = {}
    for name, field in declared.query.model_fields.items() if declared.query is not None else ():
        if name == "county_id" and county_id is not None:
            asked[name] = county_id
        elif field.is_required():
            asked[name] = _id_of(name, there)
    return asked


def _fingerprint(world: World) -> dict[str, int]:
    """Return how many rows of the other county there are; every deed adds one at least."""
    with world.database.session() as session:
        return {
            name: session.execute(
                text(f"SELECT count(*) FROM {name} WHERE county_id = :county"), {"county": THERE}
            ).scalar_one()
            for name, table in Base.metadata.tables.items()
            if "county_id" in table.columns
        }
