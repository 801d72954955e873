"""A pickup point on its redemption day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.world import Person, World


class Shop:
    """A pickup point with a keeper, soap at 10 points and an open redemption day."""

    def __init__(self, world: World, *, quantity: int = 10, limit: int | None = None, period: str = "month") -> None:
        self.world = world
        self.point = world.pickup_point()
        self.soap = world.item(self.point, points=1000, quantity=quantity, limit=limit, period=period)
        self.day = world.redemption_day(self.point)
        self.keeper = world.staff("shop_keeper")

    def mother(self, points: int = 10_000) -> Person:
        mother = self.world.person()
        self.world.give_points(mother.household_id, points)
        return mother

    def collect(self, code: str, *, keeper: Person | None = None, key: str | None = None, **more: Any) -> TestResponse:
        body = {"pickup_point_id": str(self.point), "code": code, **more}
        return (keeper or self.keeper).post("/redemption-orders/fulfilment", body, key=key)

    def units(self) -> dict[str, int]:
        with self.world.database.session() as session:
            rows = session.execute(text("SELECT state, count(*) FROM unit GROUP BY state")).all()
        return dict(tuple(row) for row in rows)


def code_of(answer: TestResponse) -> str:
    """Return the refusal code of an answer."""
    return answer.get_json().get("code", "accepted")
