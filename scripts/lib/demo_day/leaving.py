"""The end of the Saturday: people sign out, phones without network upload what they kept, the activity is closed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from demo_day.cast import Cast, Staff, Volunteer
from demo_day.gathering import (
    BY_DIGITS,
    BY_PERSONAL_CODE,
    CARDS_OFFLINE,
    FORGETS,
    OFFLINE,
    SECONDS_BETWEEN,
    SKEW,
    WRONG_CLOCK,
    Saturday,
    kept_scan,
)
from demo_day.narrator import Narrator
from demo_day.time_travel import Clock, at

LEAVES_FROM = (16, 58)
UPLOADED_AT = (17, 40)
CLOSED_AT = (18, 10)
UNREGISTERED = 4


@dataclass
class Departure:
    """People leaving, one after the other."""

    cast: Cast
    saturday: Saturday
    clock: Clock
    narrator: Narrator

    def play(self) -> None:
        """Play the departure."""
        self.clock.travel_to(at(self.saturday.day, *LEAVES_FROM))
        phones = self.cast.phones
        for position, volunteer in self.narrator.each(list(enumerate(phones)), "签退"):
            self.clock.pass_seconds(SECONDS_BETWEEN)
            self._one(position, volunteer)
        self.cast.organizer.caller.do("/check-outs", {"code": self._code()})
        for volunteer in self.cast.cards[:-CARDS_OFFLINE]:
            self.clock.pass_seconds(SECONDS_BETWEEN)
            self._scan(volunteer.card or "")
        for volunteer in self.cast.cards[-CARDS_OFFLINE:]:
            self.clock.pass_seconds(SECONDS_BETWEEN)
            self._keep(volunteer, payload=volunteer.card or "", skew=dt.timedelta())
        self.narrator.say(f"大家陆续签退，{phones[FORGETS].name} 走得急，忘了扫。")
        self._upload()
        self._close()

    def _one(self, position: int, volunteer: Volunteer) -> None:
        if position == FORGETS:
            return
        if position in OFFLINE:
            self._keep(volunteer, payload=self._code(), skew=dt.timedelta(seconds=2))
        elif position == WRONG_CLOCK:
            self._keep(volunteer, payload=self._code(), skew=-SKEW)
        elif position == BY_PERSONAL_CODE:
            self._scan(volunteer.caller.get("/me/check-in-code")["code"])
        elif position == BY_DIGITS:
            body = {"code": self.saturday.digits(self.clock.now()), "short_id": self.saturday.short_id}
            volunteer.caller.do("/check-outs", body)
        else:
            volunteer.caller.do("/check-outs", {"code": self._code()})

    def _upload(self) -> None:
        """Upload everybody's kept scans, each list twice; the second time nothing counts again."""
        self.clock.travel_to(at(self.saturday.day, *UPLOADED_AT))
        accepted = 0
        for volunteer in self.cast.phones:
            if volunteer.scans:
                accepted += self._upload_twice(volunteer.caller, volunteer.scans, volunteer.name)
        cards = [scan for volunteer in self.cast.cards for scan in volunteer.scans]
        accepted += self._upload_twice(self.cast.second_organizer.caller, cards, "那部没有网的手机")
        for volunteer in self.cast.volunteers:
            volunteer.scans.clear()
        self.narrator.say(f"回到有网的地方，{accepted} 次扫码一起传上去，传了两遍，只算一遍。")
        wrong = self.cast.phones[WRONG_CLOCK]
        self.narrator.say(f"{wrong.name} 的手机快了 40 分钟，已按准的时间记，只加一个提示给审核的人看。")

    def _upload_twice(self, caller: Any, scans: list[dict[str, Any]], whose: str) -> int:
        for wanted in ("accepted", "replayed"):
            results = caller.do("/scan-batches", {"scans": scans})["results"]
            states = [result["state"] for result in results]
            self.narrator.expect(states == [wanted] * len(scans), f"{whose} 上传的结果应全是 {wanted}，实际 {results}")
        return len(scans)

    def _close(self) -> None:
        self.clock.travel_to(at(self.saturday.day, *CLOSED_AT))
        path = f"/activities/{self.saturday.activity_id}/closing"
        closed = self.cast.organizer.caller.do(path, {"unregistered_headcount": UNREGISTERED})
        everybody = len(self.cast.volunteers) + 1
        self.narrator.say(
            f"组织者结束活动：{closed['checked_out']} 人忘了签退，按活动结束时间记下；{everybody} 条工时等审核。"
        )
        counts = self.cast.organizer.caller.get(f"/activities/{self.saturday.activity_id}/attendances")["counts"]
        self.narrator.expect(counts["left"] == everybody, f"应有 {everybody} 人来过并离开，实际 {counts}")
        self.narrator.expect(counts["children"] == 1, f"应有 1 个孩子，实际 {counts}")

    def _code(self) -> str:
        return self.saturday.code(self.clock.now())

    def _scan(self, payload: str) -> None:
        path = f"/activities/{self.saturday.activity_id}/scans"
        self.cast.organizer.caller.do(path, {"payload": payload, "direction": "out"})

    def _keep(self, volunteer: Volunteer, *, payload: str, skew: dt.timedelta) -> None:
        volunteer.scans.append(kept_scan(self.saturday, self.clock.now(), "out", payload=payload, skew=skew))


def records_of(staff: Staff, saturday: Saturday, *states: str) -> list[dict[str, Any]]:
    """Return the service records of the activity in these states."""
    return [
        record
        for state in states
        for record in staff.caller.every("/service-records", activity_id=saturday.activity_id, state=state)
    ]
