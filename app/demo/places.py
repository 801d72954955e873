"""The counties' quotas of annex 1, the sites in real villages, a pickup point at each, and what the grants paid for."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Final

from app.clock import local_date, local_midnight
from app.core.permissions import Role
from app.demo.agenda import Agenda
from app.demo.annex import COUNTIES, GRANT, DemoSite
from app.demo.story import DemoVillage, Story
from app.places.models import Site
from app.places.service import Deed, NewSpending, add_pickup_point, create_site, set_quota, spend_grant

SPENDINGS: Final = (
    (26, "手套、垃圾夹和编织袋", 86_000),
    (19, "垃圾分类宣传展板", 120_000),
    (5, "小课堂用的茶水和资料", 23_500),
)
"""How many days ago, for what, and how much in fen."""


def found_sites(story: Story, now: dt.datetime) -> None:
    """Write the quotas down and found every site with its pickup point."""
    year = story.today.year
    for county in COUNTIES:
        deed = Deed(story.county_staff[county.county_id][0].volunteer_id, now)
        set_quota(
            story.session,
            Deed(story.city_staff[0].volunteer_id, now),
            county_id=county.county_id,
            year=year,
            places=len(county.sites),
            grant_fen=int(GRANT),
        )
        story.villages.extend(_found(story, site, year=year, deed=deed) for site in county.sites)


def plan_spending(story: Story, agenda: Agenda) -> None:
    """Note what every site's activity grant was spent on, within the year it was given for."""
    new_year = local_midnight(dt.date(story.today.year, 1, 1))
    for village in story.villages:
        for number, (days_ago, purpose, amount_fen) in enumerate(SPENDINGS, start=1):
            spent_at = max(story.now - dt.timedelta(days=days_ago), new_year)
            spending = NewSpending(amount_fen, purpose, f"示例{number:03d}", local_date(spent_at))
            agenda.note(spent_at, partial(_spend, story, village, spending))


def _found(story: Story, site: DemoSite, *, year: int, deed: Deed) -> DemoVillage:
    founded = create_site(
        story.session,
        deed,
        village_code=site.village_code,
        name=site.name,
        year=year,
        disclosure_days=site.disclosure_days,
    )
    point_id = add_pickup_point(
        story.session, deed, village_code=site.village_code, name="村委会兑换点", address="村委会一楼"
    )
    return DemoVillage(site, founded.id, point_id)


def _spend(story: Story, village: DemoVillage, spending: NewSpending, now: dt.datetime) -> None:
    site = story.session.get_one(Site, (village.site.county_id, village.site_id))
    spend_grant(story.session, Deed(village.one(Role.ORGANIZER).volunteer_id, now), site, spending)
