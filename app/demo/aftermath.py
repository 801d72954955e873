"""What the organizers write down after an activity: a few words, leaflets handed out, a good one kept as a template."""

from __future__ import annotations

import datetime as dt
from typing import Final

from app.activities.service.aftermath import Account, NewHandout, record_handout, write_record
from app.activities.service.templates import keep_template
from app.activities.themes import Theme
from app.clock import local_date
from app.content.service.asking import Asked
from app.core.permissions import Role
from app.demo.activities import Planned
from app.demo.story import SATURDAY, Story

WORDS: Final = "大家按时到、按时走，负责人清点了工具，路段都打扫干净了。"
LEAFLET: Final = "垃圾分类明白纸"
LEAFLETS_MOST: Final = 60
TEMPLATE_WEEK: Final = 3
"""What a village did that Saturday goes into the county's library."""


def write_down(story: Story, planned: Planned, now: dt.datetime) -> None:
    """Write an activity's record; sorting activities hand out leaflets, one of each village becomes a template."""
    organizer = planned.village.one(Role.ORGANIZER).actor()
    account = Account(WORDS, None, None)
    write_record(story.session, planned.activity_id, account, actor=organizer, now=now, asked=Asked.vouched())
    if Theme.WASTE_SORTING in planned.occasion.themes:
        leaflets = NewHandout(
            site_id=planned.village.site_id,
            activity_id=planned.activity_id,
            name=LEAFLET,
            kind="publicity",
            unit="sheet",
            quantity=20 + story.chance.below(LEAFLETS_MOST, *planned.name, "leaflets"),
            mark="over",
            handed_on=local_date(now),
            note=None,
        )
        record_handout(story.session, leaflets, actor=organizer, now=now)
    if planned.week == TEMPLATE_WEEK and planned.starts_at.weekday() == SATURDAY:
        village = planned.village.site.name.removesuffix("示范点")
        name = f"{village}：{planned.occasion.title}"
        keep_template(story.session, planned.activity_id, name=name, words=None, actor=organizer, now=now)
