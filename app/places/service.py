"""Commands on places: quotas, sites, the spending of their grants, pickup points."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core import audit
from app.places.models import CountyPolicy, GrantSpending, PickupPoint, Site, SiteQuota
from app.places.queries import Policy, count_sites, find_spending, require_village, spent_fen
from app.places.refusals import (
    GrantExceeded,
    PickupPointExists,
    QuotaBelowSites,
    ReceiptUsed,
    SiteClosed,
    SiteExists,
    SiteQuotaUsedUp,
    SpendingDateInvalid,
    SpendingReversed,
)
from points.amounts import Fen, format_yuan
from points.base import new_id


@dataclass(frozen=True)
class Deed:
    """Who does something, and when."""

    actor_id: uuid.UUID | None
    now: dt.datetime


@dataclass(frozen=True)
class NewSpending:
    """What a receipt says; the amount is in fen."""

    amount_fen: int
    purpose: str
    receipt_no: str
    spent_on: dt.date


def set_quota(session: Session, deed: Deed, *, county_id: str, year: int, places: int, grant_fen: int) -> None:
    """Set how many sites a county may create in a year and the grant of each (annex 1 of the city's notice).

    Grants of sites that exist already do not change.

    Raises:
        QuotaBelowSites: more sites exist already.
    """
    sites = count_sites(session, county_id=county_id, year=year)
    if sites > places:
        raise QuotaBelowSites(sites=sites)
    values = {"places": places, "grant_fen": grant_fen}
    session.execute(
        insert(SiteQuota)
        .values(county_id=county_id, year=year, **values)
        .on_conflict_do_update(index_elements=["county_id", "year"], set_=values)
    )
    _record(
        session,
        deed,
        "site_quota.set",
        county_id=county_id,
        subject=("county", None),
        facts={"year": year, **values},
    )


def create_site(session: Session, deed: Deed, *, village_code: str, name: str, year: int, disclosure_days: int) -> Site:
    """Create a demonstration site within the county's quota of the year; its grant is the quota's.

    Raises:
        VillageUnknown: no such village.
        SiteQuotaUsedUp: no place is left, or the city has set no quota.
        SiteExists: the village is a site in this year.
    """
    village = require_village(session, village_code=village_code)
    county_id = village.code[:6]
    quota = session.get(SiteQuota, (county_id, year), with_for_update=True)
    places = quota.places if quota else 0
    site_id = new_id()
    created = session.execute(
        insert(Site)
        .values(
            county_id=county_id,
            id=site_id,
            village_code=village.code,
            year=year,
            name=name,
            contact_volunteer_id=None,
            grant_fen=quota.grant_fen if quota else 0,
            disclosure_days=disclosure_days,
            state="active",
            created_at=deed.now,
        )
        .on_conflict_do_nothing(index_elements=["county_id", "village_code", "year"])
        .returning(Site.id)
    ).scalar_one_or_none()
    if created is None:
        raise SiteExists()
    if count_sites(session, county_id=county_id, year=year) > places:
        raise SiteQuotaUsedUp(places=places)
    facts: dict[str, object] = {"village_code": village.code, "year": year}
    _record(session, deed, "site.create", county_id=county_id, subject=("site", site_id), facts=facts)
    return session.get_one(Site, (county_id, site_id))


def close_site(session: Session, deed: Deed, site: Site) -> None:
    """Close a site for good: nothing new is recorded on it, its place in the quota stays taken.

    Raises:
        SiteClosed: it is closed.
    """
    session.refresh(site, with_for_update=True)
    if site.state == "closed":
        raise SiteClosed()
    site.state = "closed"
    _record(session, deed, "site.close", county_id=site.county_id, subject=("site", site.id))


def spend_grant(session: Session, deed: Deed, site: Site, spending: NewSpending) -> GrantSpending:
    """Record one spending of a site's activity grant with its receipt; the sum never exceeds the grant.

    Raises:
        SiteClosed: the site is closed.
        SpendingDateInvalid: after today, or not in the site's year.
        ReceiptUsed: a standing spending has this receipt number.
        GrantExceeded: less than this is left; the database refuses it too.
    """
    session.refresh(site, with_for_update=True)
    if site.state == "closed":
        raise SiteClosed()
    if spending.spent_on > local_date(deed.now) or spending.spent_on.year != site.year:
        raise SpendingDateInvalid()
    if _has_standing_receipt(session, site, spending.receipt_no):
        raise ReceiptUsed()
    left = site.grant_fen - spent_fen(session, site)
    if spending.amount_fen > left:
        raise GrantExceeded(left_yuan=format_yuan(Fen(left)))
    return _write(session, deed, site, spending, reverses_id=None)


def reverse_spending(session: Session, deed: Deed, site: Site, *, spending_id: uuid.UUID, reason: str) -> GrantSpending:
    """Take back a wrong spending with an opposite row; both stay visible.

    Raises:
        NotFound: the site has no such spending.
        SpendingReversed: it was reversed before, or is a reversal.
    """
    session.refresh(site, with_for_update=True)
    wrong = find_spending(session, site, spending_id=spending_id)
    known = session.execute(
        select(GrantSpending.id).where(GrantSpending.county_id == site.county_id, GrantSpending.reverses_id == wrong.id)
    ).scalar_one_or_none()
    if known is not None or wrong.reverses_id is not None:
        raise SpendingReversed()
    opposite = NewSpending(wrong.amount_fen, reason, wrong.receipt_no, local_date(deed.now))
    return _write(session, deed, site, opposite, reverses_id=wrong.id)


def add_pickup_point(session: Session, deed: Deed, *, village_code: str, name: str, address: str) -> uuid.UUID:
    """Add a place where goods are handed over.

    Raises:
        VillageUnknown: no such village.
        PickupPointExists: the village has one of this name.
    """
    village = require_village(session, village_code=village_code)
    point_id = new_id()
    added = session.execute(
        insert(PickupPoint)
        .values(
            county_id=village.code[:6],
            id=point_id,
            village_code=village.code,
            name=name,
            address=address,
            created_at=deed.now,
        )
        .on_conflict_do_nothing(index_elements=["county_id", "village_code", "name"])
        .returning(PickupPoint.id)
    ).scalar_one_or_none()
    if added is None:
        raise PickupPointExists()
    _record(session, deed, "pickup_point.add", county_id=village.code[:6], subject=("pickup_point", point_id))
    return point_id


def _write(
    session: Session, deed: Deed, site: Site, spending: NewSpending, *, reverses_id: uuid.UUID | None
) -> GrantSpending:
    assert deed.actor_id is not None
    row = GrantSpending(
        county_id=site.county_id,
        id=new_id(),
        site_id=site.id,
        amount_fen=spending.amount_fen,
        purpose=spending.purpose,
        receipt_no=spending.receipt_no,
        reverses_id=reverses_id,
        spent_on=spending.spent_on,
        recorded_by=deed.actor_id,
        recorded_at=deed.now,
    )
    session.add(row)
    session.flush()
    facts: dict[str, object] = {"spending_id": str(row.id), "amount_fen": row.amount_fen}
    action = "grant.reverse" if reverses_id else "grant.spend"
    _record(session, deed, action, county_id=site.county_id, subject=("site", site.id), facts=facts)
    return row


def _has_standing_receipt(session: Session, site: Site, receipt_no: str) -> bool:
    rows = session.execute(
        select(GrantSpending.id, GrantSpending.reverses_id).where(
            GrantSpending.county_id == site.county_id,
            GrantSpending.site_id == site.id,
            GrantSpending.receipt_no == receipt_no,
        )
    ).all()
    reversed_ids = {reverses_id for _, reverses_id in rows if reverses_id}
    return any(row_id not in reversed_ids for row_id, reverses_id in rows if reverses_id is None)


def _record(
    session: Session,
    deed: Deed,
    action: str,
    *,
    county_id: str,
    subject: tuple[str, uuid.UUID | None],
    facts: dict[str, object] | None = None,
) -> None:
    audit.record(
        session,
        county_id=county_id,
        actor_id=deed.actor_id,
        action=action,
        subject_kind=subject[0],
        subject_id=subject[1],
        now=deed.now,
        facts=facts,
    )


def set_policy(session: Session, deed: Deed, policy: Policy, *, county_id: str) -> None:
    """Decide for all villages of a county from now on; what is under way is left as it is."""
    assert deed.actor_id is not None
    chosen = {
        "activity_approval": policy.activity_approval,
        "forming_teams_count": policy.forming_teams_count,
        "id_numbers": policy.id_numbers,
    }
    values = {**chosen, "changed_by": deed.actor_id, "changed_at": deed.now}
    session.execute(
        insert(CountyPolicy)
        .values(county_id=county_id, **values)
        .on_conflict_do_update(index_elements=["county_id"], set_=values)
    )
    audit.record(
        session,
        county_id=county_id,
        actor_id=deed.actor_id,
        action="county.set_policy",
        subject_kind="county",
        subject_id=None,
        now=deed.now,
        facts=dict(chosen),
    )
