"""In the evening the records are looked at: what is unusual first, the clean ones together, nobody her own."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from demo_day.cast import Cast
from demo_day.gathering import FORGETS, Saturday
from demo_day.leaving import records_of
from demo_day.narrator import Narrator
from demo_day.time_travel import Clock, at, wire

STARTS_AT = (20, 0)
REALLY_LEFT = (16, 30)
RATE_HUNDREDTHS = 1000
FACTOR_PERCENT = 150
MINUTES_PER_HOUR = 60


@dataclass
class Approval:
    """The evening's work."""

    cast: Cast
    saturday: Saturday
    clock: Clock
    narrator: Narrator

    def play(self) -> None:
        """Play the approvals."""
        self.clock.travel_to(at(self.saturday.day, *STARTS_AT))
        waiting = self._waiting()
        everybody = len(self.cast.volunteers) + 1
        self.narrator.expect(len(waiting) == everybody, f"应有 {everybody} 条等审核，实际 {len(waiting)}")
        self._try_own(waiting)
        clean = [record for record in waiting if not record["anomalous"]]
        unusual = [record for record in waiting if record["anomalous"]]
        notes = Counter(note for record in unusual for note in record["notes"])
        self.narrator.say(f"要先看一眼的 {len(unusual)} 条：" + "、".join(f"{note} {n}" for note, n in notes.items()))
        self._approve(clean, self.cast.second_organizer.caller, "verified")
        self.narrator.say(f"正常的 {len(clean)} 条，{self.cast.second_organizer.title}一次通过。")
        self._approve(clean, self.cast.second_organizer.caller, "already_verified")
        self.narrator.say("手机卡了一下，又点了一次：什么也没有变。")
        self._shorten(unusual)
        rest = self._waiting()
        self._approve(rest, self.cast.checker.caller, "verified")
        self.narrator.say(f"其余 {len(rest)} 条，{self.cast.checker.title}问过人后逐条通过。")
        self._check_points()

    def _try_own(self, waiting: list[dict[str, Any]]) -> None:
        own = next(record for record in waiting if record["volunteer_id"] == self.cast.organizer.id)
        body = {"record_ids": [own["id"]]}
        answer = self.cast.organizer.caller.attempt("/service-records/verification", body)
        self.narrator.refused(f"{self.cast.organizer.title}想通过自己的那条", answer, "own_record")

    def _approve(self, records: list[dict[str, Any]], caller: Any, result: str) -> None:
        ids = [record["id"] for record in records]
        answer = caller.do("/service-records/verification", {"record_ids": ids}, once=True)
        results = Counter(item["result"] for item in answer["items"])
        self.narrator.expect(results == {result: len(ids)}, f"应有 {len(ids)} 条 {result}，实际 {dict(results)}")

    def _shorten(self, unusual: list[dict[str, Any]]) -> None:
        """Put the forgotten sign-out right: she left half an hour before the end."""
        forgetful = self.cast.phones[FORGETS]
        record = next(each for each in unusual if each["volunteer_id"] == forgetful.id)
        left = at(self.saturday.day, *REALLY_LEFT)
        body = {"started_at": record["started_at"], "ended_at": wire(left), "reason": "同去的人说她四点半走的。"}
        shorter = self.cast.checker.caller.do(f"/service-records/{record['id']}/shortening", body)
        wanted = (left - dt.datetime.fromisoformat(record["started_at"])) // dt.timedelta(minutes=1)
        self.narrator.expect(shorter["minutes"] == wanted, f"时长应改成 {wanted} 分钟，实际 {shorter['minutes']}")
        self.narrator.say(
            f"{forgetful.name} 忘了签退，问清楚是四点半走的：{record['minutes']} 分钟改成 {wanted} 分钟。"
        )

    def _check_points(self) -> None:
        """Work every record out again: minutes × 10 points an hour × 1.5, rounded down once to a hundredth."""
        verified = records_of(self.cast.checker, self.saturday, "verified")
        for record in verified:
            wanted = expected_points(record["minutes"])
            self.narrator.expect(
                record["points"] == wanted, f"{record['minutes']} 分钟应得 {wanted} 分，实际 {record['points']}"
            )
        if verified:
            self.narrator.say(f"算法公开，例如：{verified[0]['explanation'][0]}")

    def _waiting(self) -> list[dict[str, Any]]:
        return records_of(self.cast.checker, self.saturday, "claimed")


def expected_points(minutes: int) -> str:
    """Return what so many minutes are worth by the demonstration's rule, as it travels on the wire."""
    hundredths = minutes * RATE_HUNDREDTHS * FACTOR_PERCENT // (MINUTES_PER_HOUR * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
