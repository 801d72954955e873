"""Weeks later a mistake comes to light: the settled record is corrected by two persons, both versions stay."""

from dataclasses import dataclass
from typing import Any

from demo_day.approving import expected_points
from demo_day.cast import Cast
from demo_day.gathering import Saturday
from demo_day.leaving import records_of
from demo_day.narrator import Narrator
from demo_day.time_travel import at, wire

REALLY_LEFT = (16, 20)


@dataclass
class Correction:
    """One correction of points that are not spent yet."""

    cast: Cast
    saturday: Saturday
    narrator: Narrator

    def play(self) -> None:
        """Play the correction."""
        volunteer = max(self.cast.households(), key=len)[-1]
        record = self._record_of(volunteer.id)
        body = {
            "started_at": record["started_at"],
            "ended_at": wire(at(self.saturday.day, *REALLY_LEFT)),
            "reason": "她自己说那天四点二十就先走了，请改过来。",
        }
        checker = self.cast.checker.caller
        proposed = checker.do(f"/service-records/{record['id']}/correction", body)
        self.narrator.say(f"{volunteer.name} 自己来说多算了：{record['minutes']} 分钟应是 {proposed['minutes']} 分钟。")
        answer = checker.attempt("/service-records/verification", {"record_ids": [proposed["id"]]})
        self.narrator.refused(f"{self.cast.checker.title}提的更正，想自己通过", answer, "own_entry")
        self.cast.second_organizer.caller.do(
            "/service-records/verification", {"record_ids": [proposed["id"]]}, once=True
        )
        self.cast.second_organizer.caller.do("/settlements")
        corrected = self._record_of(volunteer.id)
        wanted = expected_points(proposed["minutes"])
        self.narrator.expect(
            (corrected["id"], corrected["points"]) == (proposed["id"], wanted),
            f"更正后应是 {wanted} 分，实际 {corrected['points']}",
        )
        self.narrator.say(
            f"另一位组织者通过：存折上记 +{corrected['points']} 分，冲回 −{record['points']} 分，两笔都看得到。"
        )

    def _record_of(self, volunteer_id: str) -> dict[str, Any]:
        settled = records_of(self.cast.checker, self.saturday, "settled")
        return next(record for record in settled if record["volunteer_id"] == volunteer_id)
