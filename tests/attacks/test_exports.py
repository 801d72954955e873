"""What leaves the system as a table: complete, and no cell is a formula (C7)."""

from __future__ import annotations

import csv
from pathlib import Path

from app.cli import register_commands
from tests.app.redemption.shop import Shop
from tests.world import World

FORMULAS = (
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1+1",
    "-1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
)
STARTS = tuple("=+-@＝＋－＠\t\r\n")


def test_export_has_goods_that_keep_for_ever_and_no_cell_is_a_formula(world: World, tmp_path: Path) -> None:
    shop = Shop(world, quantity=2)
    for number, formula in enumerate(FORMULAS):
        donor = {"name": formula, "kind": "person", "public": True}
        assert shop.keeper.post("/donors", donor).status_code == 201, number
    register_commands(world.app)

    done = world.app.test_cli_runner().invoke(args=["export-all", str(tmp_path / "all")])

    assert done.exit_code == 0, done.output
    units = _cells(tmp_path / "all" / "unit.csv")
    assert [row["best_before"] for row in units] == ["", ""]
    names = {row["name"] for row in _cells(tmp_path / "all" / "donor.csv")}
    assert names >= {f"'{formula}" for formula in FORMULAS}
    assert not any(name.startswith(STARTS) for name in names)


def _cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
