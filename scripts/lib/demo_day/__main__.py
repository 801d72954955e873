"""``scripts/demo-day``: play the whole story, show the books, and end badly if anything did not hold."""

import sys

from demo_day.api import Service
from demo_day.approving import Approval
from demo_day.books import Books
from demo_day.cast import VILLAGE, Cast, gather_cast
from demo_day.contact import read_contact
from demo_day.correcting import Correction
from demo_day.counter import Counter
from demo_day.enrolment import enrol
from demo_day.gathering import Arrival, announce
from demo_day.leaving import Departure
from demo_day.narrator import Narrator
from demo_day.problems import CannotPlay
from demo_day.publishing import Publication
from demo_day.time_travel import Clock, day_words
from demo_day.wechat import WeChat

CHAPTERS = 8
NOT_BALANCED, NOT_PLAYED, INTERRUPTED = 1, 2, 130


def main(arguments: list[str]) -> int:
    """Play and return the exit status."""
    contact = read_contact(arguments)
    narrator = Narrator(CHAPTERS)
    service, clock = Service(contact.url), Clock(contact.clock_offset_file)
    wechat = WeChat(contact.sandbox_url, contact.sandbox_key)
    print(f"柳城县大埔镇勤俭村的一个星期六（演示）　服务 {contact.url}，今天是 {day_words(clock.now().date())}")
    play(service, wechat, clock, narrator)
    return conclude(service, narrator, clock)


def play(service: Service, wechat: WeChat, clock: Clock, narrator: Narrator) -> None:
    """Play every chapter in order."""
    narrator.chapter("20 家 30 人到齐")
    cast = gather_cast(service, wechat)
    enrol(cast, wechat, narrator)
    site_id, point_id = find_places(cast)
    narrator.chapter("发布活动")
    saturday = announce(cast, clock, narrator, site_id=site_id)
    narrator.chapter("星期六下午，签到")
    Arrival(cast, saturday, clock, narrator).play()
    narrator.chapter("收工，签退")
    Departure(cast, saturday, clock, narrator).play()
    narrator.chapter("晚上审核")
    Approval(cast, saturday, clock, narrator).play()
    narrator.chapter("公示、异议、到账")
    Publication(cast, saturday, clock, narrator, site_id).play()
    narrator.chapter("兑换日")
    Counter(cast, clock, narrator, point_id).play()
    narrator.chapter("一次更正，最后对账")
    Correction(cast, saturday, narrator).play()
    Books(cast, narrator, point_id).play()


def find_places(cast: Cast) -> tuple[str, str]:
    """Return the ids of the village's site and of its pickup point."""
    site = next(each for each in cast.organizer.caller.every("/sites") if each["village_code"] == VILLAGE)
    points = cast.organizer.caller.get("/pickup-points")["items"]
    point = next(each for each in points if each["village_code"] == VILLAGE)
    return site["id"], point["id"]


def conclude(service: Service, narrator: Narrator, clock: Clock) -> int:
    """Say how it ended and return the exit status."""
    print(
        f"\n共 {service.requests} 次请求，其中 {service.repeats} 次故意重发；"
        f"核对 {narrator.expectations} 处；用时 {narrator.seconds} 秒。"
        f"服务的时钟现在是 {day_words(clock.now().date())}。"
    )
    if narrator.failures:
        print(f"✗ 有 {len(narrator.failures)} 处不对：", file=sys.stderr)
        for failure in narrator.failures:
            print(f"  {failure}", file=sys.stderr)
        return NOT_BALANCED
    print("✓ 账是平的。")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotPlay as reason:
        sys.stderr.write(f"✗ {reason}\n")
        sys.exit(NOT_PLAYED)
    except KeyboardInterrupt:
        sys.stderr.write("\n已停下。再运行一次会另开一场活动。\n")
        sys.exit(INTERRUPTED)
