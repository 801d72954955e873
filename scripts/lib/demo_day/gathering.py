"""The Saturday itself: an activity is announced, people come with phones and cards, and leave again."""

import datetime as dt
import os
import uuid
from dataclasses import dataclass
from typing import Any

from demo_day.cast import COUNTY, Cast, Volunteer
from demo_day.narrator import Narrator
from demo_day.time_travel import Clock, at, day_words, next_saturday, time_words, wire
from points.attendance.codes import check_in_code, spoken_code
from points.attendance.printed import CARD_BYTES, new_paper_card

BEGINS, ENDS = (14, 30), (17, 0)
CHECK_IN_FROM = (14, 18)
SKEW = dt.timedelta(minutes=40)
SECONDS_BETWEEN = 9
CODE_GOES_OLD_SECONDS = 600
DIFFICULTY = "river"
TITLE = "清理桥头河边垃圾"

EARLY, SCREENSHOT, TWICE, BY_PERSONAL_CODE, BY_DIGITS = 0, 1, 2, 3, 4
"""Positions among the phones of those to whom something happens."""
FORGETS = 5
OFFLINE = (14, 15, 16, 17)
WRONG_CLOCK = 18
CARDS_OFFLINE = 3
"""So many cards are scanned by the second organizer's phone, which has no network at the bridge."""


@dataclass
class Saturday:
    """The activity of this run."""

    day: dt.date
    activity_id: str
    short_id: str
    shift_id: str
    title: str
    key: bytes = b""

    def code(self, now: dt.datetime) -> str:
        """Return what the organizer's phone shows at an instant; it computes this without network."""
        return check_in_code(self.key, county_id=COUNTY, short_id=self.short_id, at=now)

    def digits(self, now: dt.datetime) -> str:
        """Return the six digits beside the picture."""
        return spoken_code(self.key, county_id=COUNTY, short_id=self.short_id, at=now)


def announce(cast: Cast, clock: Clock, narrator: Narrator, *, site_id: str) -> Saturday:
    """Publish an activity for the coming Saturday; half of the people sign up."""
    day = next_saturday(clock.now())
    starts_at, ends_at = at(day, *BEGINS), at(day, *ENDS)
    title = f"{TITLE}（{day.month}月{day.day}日）"
    body = {
        "site_id": site_id,
        "publish": True,
        "title": title,
        "themes": ["meili_jiayuan", "river_patrol"],
        "difficulty_code": DIFFICULTY,
        "place_name": "桥头河边",
        "starts_at": wire(starts_at),
        "ends_at": wire(ends_at),
        "risk_note": "河边湿滑，请穿防滑鞋，不下深水，两人一组。",
        "hazardous": True,
        "insurance_note": "已为报名的人买好当天的意外险（示例）。",
        "shifts": [{"starts_at": wire(starts_at), "ends_at": wire(ends_at), "capacity": 40}],
    }
    made = cast.organizer.caller.do("/activities", body)
    shown = cast.organizer.caller.get(f"/activities/{made['id']}")
    saturday = Saturday(day, made["id"], made["short_id"], shown["shifts"][0]["id"], title)
    narrator.say(f"{cast.organizer.title}发布：{title}，{day_words(day)} 14:30–17:00，难度 ×1.5。")
    for volunteer in cast.phones[::2]:
        volunteer.caller.do(f"/activities/{saturday.activity_id}/sign-ups", {"shift_id": saturday.shift_id})
    narrator.say(f"{len(cast.phones[::2])} 人先报了名，别的人当天直接来。")
    return saturday


def arrive(cast: Cast, saturday: Saturday, clock: Clock, narrator: Narrator) -> None:
    """Let everybody come: by code, digits, personal code, card, with and without network."""
    Arrival(cast, saturday, clock, narrator).play()


@dataclass
class Arrival:
    """People arriving, one after the other."""

    cast: Cast
    saturday: Saturday
    clock: Clock
    narrator: Narrator

    def play(self) -> None:
        """Play the arrival."""
        phones, say = self.cast.phones, self.narrator.say
        key = self.cast.organizer.caller.do(f"/activities/{self.saturday.activity_id}/code-key", {}, once=True)
        self.saturday.key = bytes.fromhex(key["key"])
        self.clock.travel_to(at(self.saturday.day, 13, 40))
        early = phones[EARLY].caller.attempt("/check-ins", {"code": self._code()})
        self.narrator.refused(f"{phones[EARLY].name} 13:40 就来扫码", early, "outside_window")
        self.clock.travel_to(at(self.saturday.day, *CHECK_IN_FROM))
        screenshot = self._code()
        for position, volunteer in self.narrator.each(list(enumerate(phones)), "签到"):
            self.clock.pass_seconds(SECONDS_BETWEEN)
            self._one(position, volunteer)
        self.cast.organizer.caller.do("/check-ins", {"code": self._code()})
        online = len(phones) - len(OFFLINE) - 1
        say(f"{time_words(self.clock.now())} 前，{online} 部有网的手机签了到，组织者自己也签了。")
        say(f"{len(OFFLINE)} 部手机在桥下没有网，扫的码先存在手机里。")
        self._show_refusals(screenshot)
        self._scan_cards()

    def _one(self, position: int, volunteer: Volunteer) -> None:
        if position in OFFLINE:
            self._keep(volunteer, skew=dt.timedelta(seconds=2))
        elif position == WRONG_CLOCK:
            self._keep(volunteer, skew=-SKEW)
        elif position == SCREENSHOT:
            pass  # her turn comes when the code on the picture has gone old
        elif position == BY_PERSONAL_CODE:
            shown = volunteer.caller.get("/me/check-in-code")
            self._scan(shown["code"], "in", children=1)
            self.narrator.say(f"{volunteer.name} 出示自己的码，组织者扫她；带来 1 个孩子，只记人数。")
        elif position == BY_DIGITS:
            body = {"code": self.saturday.digits(self.clock.now()), "short_id": self.saturday.short_id}
            volunteer.caller.do("/check-ins", body)
            self.narrator.say(f"{volunteer.name} 的相机坏了，输 6 位数字也签上了。")
        else:
            volunteer.caller.do("/check-ins", {"code": self._code()})

    def _show_refusals(self, screenshot: str) -> None:
        late, twice = self.cast.phones[SCREENSHOT], self.cast.phones[TWICE]
        answer = twice.caller.attempt("/check-ins", {"code": self._code()})
        self.narrator.refused(f"{twice.name} 又扫了一次", answer, "already_checked_in")
        self.clock.pass_seconds(CODE_GOES_OLD_SECONDS)
        answer = late.caller.attempt("/check-ins", {"code": screenshot})
        self.narrator.refused(f"{late.name} 扫别人转来的截图", answer, "code_expired")
        late.caller.do("/check-ins", {"code": self._code()})
        self.narrator.say(f"{late.name} 走到跟前扫现场的码，签上了。")

    def _scan_cards(self) -> None:
        """Scan the cards; the last few by a phone without network. A card of nobody is refused."""
        cards, offline = self.cast.cards[:-CARDS_OFFLINE], self.cast.cards[-CARDS_OFFLINE:]
        for volunteer in self.narrator.each(cards, "扫纸卡"):
            self.clock.pass_seconds(SECONDS_BETWEEN)
            answer = self._scan(volunteer.card or "", "in")
            self.narrator.expect(
                answer["name"] == volunteer.name, f"扫 {volunteer.name} 的卡，出来的是 {answer['name']}"
            )
        for volunteer in offline:
            self.clock.pass_seconds(SECONDS_BETWEEN)
            self._keep_card(volunteer, "in")
        stranger = new_paper_card(COUNTY, entropy=os.urandom(CARD_BYTES)).code
        answer = self.cast.organizer.caller.attempt(
            f"/activities/{self.saturday.activity_id}/scans", {"payload": stranger, "direction": "in"}
        )
        self.narrator.refused("一张没有登记过的卡", answer, "card_unknown")
        self.narrator.say(f"{len(cards)} 张纸卡当场扫上，{len(offline)} 张由没有网的那部手机扫下，回村再传。")

    def _code(self) -> str:
        return self.saturday.code(self.clock.now())

    def _scan(self, payload: str, direction: str, *, children: int = 0) -> Any:
        body = {"payload": payload, "direction": direction, "children_count": children}
        return self.cast.organizer.caller.do(f"/activities/{self.saturday.activity_id}/scans", body)

    def _keep(self, volunteer: Volunteer, *, skew: dt.timedelta) -> None:
        volunteer.scans.append(kept_scan(self.saturday, self.clock.now(), "in", payload=self._code(), skew=skew))

    def _keep_card(self, volunteer: Volunteer, direction: str) -> None:
        scan = kept_scan(self.saturday, self.clock.now(), direction, payload=volunteer.card or "", skew=dt.timedelta())
        volunteer.scans.append(scan)


def kept_scan(
    saturday: Saturday, now: dt.datetime, direction: str, *, payload: str, skew: dt.timedelta
) -> dict[str, Any]:
    """Return a scan as a phone keeps it; ``skew`` is what the service's clock is ahead of the phone's."""
    return {
        "nonce": uuid.uuid4().hex,
        "direction": direction,
        "payload": payload,
        "short_id": saturday.short_id,
        "device_time": wire(now - skew),
        "skew_seconds": round(skew.total_seconds()),
    }
