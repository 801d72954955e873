"""Stored answers are forgotten after their time, and not before."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.db import Database
from app.core.idempotency import IdempotencyRecord, forget_old_answers
from app.worker import PeriodicWork, run_once
from tests.world import World

FORGET = PeriodicWork("core.forget_old_answers", "*/10 * * * *", forget_old_answers)


def test_answer_is_replayed_until_its_time_and_forgotten_after(world: World, database: Database) -> None:
    keeper = world.staff("shop_keeper")
    body = {"name": "县供销社", "kind": "department", "public": True}
    first = keeper.post("/donors", body, key="donor-000001")
    kept = run_once(database, FORGET, now=world.now)

    again = keeper.post("/donors", body, key="donor-000001")
    world.advance(hours=73)
    gone = run_once(database, FORGET, now=world.now)

    assert (first.status_code, kept, gone) == (201, 0, 1)
    assert again.get_json() == first.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    with database.session() as session:
        assert session.execute(select(func.count()).select_from(IdempotencyRecord)).scalar_one() == 0
