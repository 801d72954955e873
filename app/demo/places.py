"""The counties' quotas of annex 1, the sites in real villages, and a pickup point at each."""

from __future__ import annotations

import datetime as dt

from app.clock import local_date
from app.demo.annex import COUNTIES, GRANT, DemoSite
from app.demo.story import DemoVillage, Story
from app.places.models import PickupPoint, Site, SiteQuota
from points.base import new_id


def found_sites(story: Story, now: dt.datetime) -> None:
    """Write the quotas down and found every site with its pickup point."""
    year = local_date(now).year
    for county in COUNTIES:
        story.session.add(
            SiteQuota(county_id=county.county_id, year=year, places=len(county.sites), grant_fen=int(GRANT))
        )
        for site in county.sites:
            story.villages.append(_found(story, site, year=year, now=now))
    story.session.flush()


def _found(story: Story, site: DemoSite, *, year: int, now: dt.datetime) -> DemoVillage:
    founded = Site(
        county_id=site.county_id,
        id=new_id(),
        village_code=site.village_code,
        year=year,
        name=site.name,
        contact_volunteer_id=None,
        grant_fen=int(GRANT),
        disclosure_days=site.disclosure_days,
        state="active",
        created_at=now,
    )
    point = PickupPoint(
        county_id=site.county_id,
        id=new_id(),
        village_code=site.village_code,
        name="村委会兑换点",
        address="村委会一楼",
        created_at=now,
    )
    story.session.add_all([founded, point])
    return DemoVillage(site, founded.id, point.id)
