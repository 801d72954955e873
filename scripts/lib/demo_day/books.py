"""At the end the books: every proof, the stock of every item, and each household's points line by line."""

from dataclasses import dataclass
from typing import Any

from demo_day.cast import COUNTY, Cast
from demo_day.narrator import Narrator

ACCOUNT_NAMES = {
    "household": "各户积分",
    "issuance": "发出的积分",
    "escrow": "兑换中暂存",
    "redeemed": "已经兑换",
    "expired": "过期清零",
    "adjustment": "手工调整",
    "relocation": "跨县迁移",
}


@dataclass
class Books:
    """The closing of the books."""

    cast: Cast
    narrator: Narrator
    point_id: str

    def play(self) -> None:
        """Show and check all of them."""
        self._proofs()
        self._stock()
        for household in self.cast.households():
            self._passbook(household[0].household_id, household[0].name)

    def _proofs(self) -> None:
        books = self.cast.supervisor.caller.get("/books", county_id=COUNTY)
        rows = [(ACCOUNT_NAMES.get(name, name), points) for name, points in books["trial_balance"].items()]
        total = sum(hundredths(points) for points in books["trial_balance"].values())
        self.narrator.say(f"{self.cast.supervisor.title}对全县的账：")
        self.narrator.table([*rows, ("合计", decimal(total))])
        self.narrator.expect(total == 0, f"试算平衡应为 0，实际 {decimal(total)}")
        broken = [check for check in books["checks"] if not check["holds"]]
        self.narrator.expect(books["holds"] and not broken, f"对账不平：{broken}")
        self.narrator.say(f"{len(books['checks'])} 项核对，{len(books['checks']) - len(broken)} 项相符。")

    def _stock(self) -> None:
        """Show for every item that what is on the shelf is received less issued less reserved less written off."""
        lots = self.cast.keeper.caller.every("/lots", pickup_point_id=self.point_id)
        rows = [("物品", "收到", "发出", "留着", "报损", "在架")]
        for name in dict.fromkeys(lot["item_name"] for lot in lots):
            own = [lot for lot in lots if lot["item_name"] == name]
            sums = {column: sum(lot[column] for lot in own) for column in LOT_COLUMNS}
            on_shelf = sums["received"] - sums["issued"] - sums["reserved"] - sums["written_off"]
            self.narrator.expect(sums["available"] == on_shelf, f"{name} 的库存对不上：{sums}")
            rows.append((name, *(str(sums[column]) for column in LOT_COLUMNS)))
        self.narrator.say("村兑换点的库存（在架 = 收到 − 发出 − 留着 − 报损）：")
        self.narrator.table(rows)

    def _passbook(self, household_id: str, name: str) -> None:
        """Show a household's newest lines with why each is there; the whole passbook must add up."""
        lines = self._lines(household_id)
        running = 0
        for line in reversed(lines):
            running += hundredths(line["points"])
            self.narrator.expect(
                hundredths(line["balance"]) == running, f"{name}家第 {line['number']} 笔的余额对不上：{line}"
            )
        self.narrator.say(f"{name}家，现有 {decimal(running)} 分：")
        for line in reversed(lines[:LINES_SHOWN]):
            why = "；".join(line["explanation"]).replace("：；", "：")
            self.narrator.say(f"    第 {line['number']} 笔 {line['label']} {signed(line['points'])} 分　{why}")

    def _lines(self, household_id: str) -> list[dict[str, Any]]:
        path = f"/households/{household_id}/statement"
        return self.cast.supervisor.caller.every(path)


LOT_COLUMNS = ("received", "issued", "reserved", "written_off", "available")
LINES_SHOWN = 6


def hundredths(points: str) -> int:
    """Return points from the wire as an integer of hundredths: ``"-12.50"`` is -1250."""
    return int(points.replace(".", ""))


def decimal(amount: int) -> str:
    """Return hundredths as people read them: -1250 is ``"-12.50"``."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def signed(points: str) -> str:
    """Return points with their sign."""
    return points.replace("-", "−") if points.startswith("-") else f"+{points}"
