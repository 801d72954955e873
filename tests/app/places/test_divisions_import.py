"""The official divisions, taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.transaction import transaction
from app.places.divisions import import_divisions
from app.places.refusals import DivisionsInvalid
from tests.world import World

HEAD = "code,name,level,parent_code\n"


def test_divisions_of_guangxi_when_imported_twice_then_are_all_there_once(world: World) -> None:
    with transaction(world.database, now=world.now) as work:
        first = import_divisions(work.session)
    with transaction(world.database, now=world.now) as work:
        second = import_divisions(work.session)

    assert (first.named, first.written) == (18091, 18091)
    assert (second.named, second.written) == (18091, 0)
    below = world.client.get("/v1/divisions", query_string={"parent_code": "4502"}).get_json()["items"]
    assert {"code": "450222", "name": "柳城县", "level": "county"} in below
    assert len(world.client.get("/v1/divisions").get_json()["items"]) == 14


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ("45,广西,province,\n4502,柳州市,city,45\n450222,柳城县,county,4503\n", 4),
        ("45,广西,province,\n4502,柳州市,county,45\n", 3),
        ("45,广西,province,\n45,广西,province,\n", 3),
        ("45,,province,\n", 2),
        ("４５,广西,province,\n", 2),
    ],
)
def test_divisions_when_a_row_is_wrong_then_nothing_is_written(
    world: World, tmp_path: Path, rows: str, number: int
) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text(HEAD + rows, encoding="utf-8")

    with pytest.raises(DivisionsInvalid) as refusal, transaction(world.database, now=world.now) as work:
        import_divisions(work.session, path)

    assert refusal.value.params == {"row": number}
    assert world.client.get("/v1/divisions").get_json()["items"] == []
