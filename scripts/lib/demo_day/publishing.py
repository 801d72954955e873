"""The list on the board: masked names, a window for objections, one of them answered, then the points arrive."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from demo_day.cast import COUNTY, Cast
from demo_day.gathering import WRONG_CLOCK, Saturday
from demo_day.leaving import records_of
from demo_day.narrator import Narrator
from demo_day.time_travel import Clock, at, day_words, read_wire

LINES_SHOWN = 4
OBJECTOR = 0


@dataclass
class Publication:
    """From the board to the passbooks."""

    cast: Cast
    saturday: Saturday
    clock: Clock
    narrator: Narrator
    site_id: str

    def play(self) -> None:
        """Play publication, objection, ruling and settlement."""
        monday = self.saturday.day + dt.timedelta(days=2)
        self.clock.travel_to(at(monday, 9))
        opened = self.cast.organizer.caller.do("/disclosures", {"site_id": self.site_id})
        closes_at = read_wire(opened["disclosure"]["closes_at"])
        self._show(opened, closes_at)
        self._object(opened, monday)
        self._settle_too_early()
        self.clock.travel_to(closes_at + dt.timedelta(minutes=1))
        self.cast.organizer.caller.do("/settlements")
        self._expect_settled()

    def _show(self, opened: dict[str, Any], closes_at: dt.datetime) -> None:
        lines = opened["lines"]
        last_day = (closes_at - dt.timedelta(seconds=1)).date()
        self.narrator.say(
            f"第 {opened['disclosure']['number']} 期公示，{len(lines)} 条，公示到 {day_words(last_day)}："
        )
        for line in lines[:LINES_SHOWN]:
            self.narrator.say(
                f"    {line['household_code']}  {line['masked_name']}  {line['activity_title']}"
                f"  {line['minutes']} 分钟  {line['points']} 分"
            )
        self.narrator.say("    ……")
        names = {volunteer.name for volunteer in self.cast.volunteers}
        self.narrator.expect(not any(line["masked_name"] in names for line in lines), "公示上出现了全名")

    def _object(self, opened: dict[str, Any], monday: dt.date) -> None:
        """Doubt the record of the phone with the wrong clock; whoever approved it may not answer."""
        doubted, neighbour = self.cast.phones[WRONG_CLOCK], self.cast.phones[OBJECTOR]
        line = next(
            line
            for line in opened["lines"]
            if line["household_code"] == doubted.household_code and line["activity_title"] == self.saturday.title
        )
        path = f"/disclosures/{opened['disclosure']['id']}/lines/{line['id']}/objections"
        raised = neighbour.caller.do(path, {"text": "她手机上的时间不对，是不是多算了？"})
        self.narrator.say(f"有人对 {line['masked_name']} 的一条提了异议（不公开是谁）：只停这一条，别的照常。")
        self.clock.travel_to(at(monday + dt.timedelta(days=1), 15))
        ruling = {"outcome": "dismissed", "ruling": "按签到码上的时间核对过，没有多算。"}
        path = f"/objections/{raised['id']}/ruling"
        answer = self.cast.checker.caller.attempt(path, ruling)
        self.narrator.refused(f"{self.cast.checker.title}审过这条，想自己来答复", answer, "ruling_needs_another")
        self.cast.county.caller.do(path, ruling)
        self.narrator.say(f"{self.cast.county.title}答复：{ruling['ruling']}")

    def _settle_too_early(self) -> None:
        """Ask for the points before the window is over: none of this list comes."""
        self.cast.organizer.caller.do("/settlements")
        settled = records_of(self.cast.checker, self.saturday, "settled")
        balance = self.cast.phones[OBJECTOR].caller.get("/me/balance")
        self.narrator.expect(not settled, f"公示期内就到账了 {len(settled)} 条")
        self.narrator.expect(balance["pending"] != "0.00", "公示期内应有待公示的积分")
        self.narrator.say(f"公示期没到，点结算也没有用：{balance['pending']} 分还在“待公示”里。")

    def _expect_settled(self) -> None:
        settled = records_of(self.cast.checker, self.saturday, "settled")
        everybody = len(self.cast.volunteers) + 1
        self.narrator.expect(len(settled) == everybody, f"应到账 {everybody} 条，实际 {len(settled)}")
        minutes = sum(record["minutes"] for record in settled)
        hundredths = sum(int(record["points"].replace(".", "")) for record in settled)
        points = f"{hundredths // 100}.{hundredths % 100:02d}"
        self.narrator.say(f"公示期满，{len(settled)} 条到账：{minutes} 分钟记到各人，{points} 分记到各家。")
        detail = self.cast.county.caller.get("/books", county_id=COUNTY)
        self.narrator.expect(detail["holds"], f"到账后对账不平：{detail['checks']}")
