"""Demonstration sites, their quotas, and pickup points over HTTP."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask import current_app

from app.clock import local_date
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing
from app.places import queries, service
from app.places.api.blueprint import deed, next_cursor, places, position, require_place, require_visible, site_of
from app.places.refusals import (
    PickupPointExists,
    QuotaBelowSites,
    SiteClosed,
    SiteExists,
    SiteQuotaUsedUp,
    VillageUnknown,
)
from app.places.schemas import (
    PickupPointBody,
    PickupPointList,
    PickupPointQuery,
    PickupPointView,
    QuotaBody,
    QuotaList,
    QuotaQuery,
    QuotaView,
    SiteBody,
    SitePage,
    SiteQuery,
    SiteView,
)
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000010"
_SITE: dict[str, Any] = {
    "id": _ID,
    "county_id": "450222",
    "village_code": "450222100201",
    "year": 2026,
    "name": "甲村环保妈妈示范点",
    "grant_fen": 500000,
    "disclosure_days": 5,
    "state": "active",
}


@operation(
    places,
    "command",
    "PUT",
    "/site-quotas/<county>/<int:year>",
    action="site.set_quota",
    summary="下达示范点名额",
    body=QuotaBody,
    returns=None,
    refusals=(NotFound, QuotaBelowSites),
    example={"places": 2, "grant_fen": 500000},
)
def set_site_quota(call: Call[QuotaBody]) -> None:
    """Set how many sites a county may create in a year and the grant of each, as in annex 1 of the city's notice."""
    county, year = str(call.ids["county"]), int(call.ids["year"])
    division = queries.find_division(call.session, code=county) if re.fullmatch(r"\d{6}", county) else None
    if division is None or division.level != "county" or not 2020 <= year <= 2100:
        raise NotFound()
    require_place(call, "site.set_quota", county)
    service.set_quota(
        call.session,
        deed(call),
        county_id=county,
        year=year,
        places=call.body.places,
        grant_fen=call.body.grant_fen,
    )


@operation(
    places,
    "query",
    "GET",
    "/site-quotas",
    action="place.read",
    summary="示范点名额",
    query=QuotaQuery,
    returns=QuotaList,
    answer={
        "items": [{"county_id": "450222", "places": 2, "grant_fen": 500000}],
        "total_places": 2,
        "total_grant_fen": 1000000,
    },
)
def list_site_quotas(call: Call[Any]) -> QuotaList:
    """List the quotas of a year for a county or a whole city, with totals: places, and the grants of all of them."""
    rows = queries.list_quotas(
        call.session,
        place_code=call.query.place_code or call.county_id,
        year=call.query.year or local_date(call.now).year,
    )
    return QuotaList(
        items=[QuotaView.model_validate(row) for row in rows],
        total_places=sum(row.places for row in rows),
        total_grant_fen=sum(row.places * row.grant_fen for row in rows),
    )


@operation(
    places,
    "command",
    "POST",
    "/sites",
    action="site.manage",
    summary="建示范点",
    body=SiteBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, VillageUnknown, SiteQuotaUsedUp, SiteExists),
    example={"village_code": "450222100201", "name": "甲村环保妈妈示范点"},
    answer={"id": _ID},
)
def create_site(call: Call[SiteBody]) -> Done:
    """Create a demonstration site within the county's quota of the year; its activity grant is the quota's."""
    body = call.body
    require_place(call, "site.manage", body.village_code)
    days: int = current_app.config["SETTINGS"].disclosure_working_days
    site = service.create_site(
        call.session,
        deed(call),
        village_code=body.village_code,
        name=body.name,
        year=body.year or local_date(call.now).year,
        disclosure_days=days if body.disclosure_days is None else body.disclosure_days,
    )
    return Done(id=site.id)


@operation(
    places,
    "query",
    "GET",
    "/sites",
    action="place.read",
    summary="示范点名单",
    query=SiteQuery,
    returns=SitePage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [_SITE], "next_cursor": None},
)
def list_sites(call: Call[Any]) -> SitePage:
    """List the demonstration sites of a county, newest first."""
    require_visible(call)
    scope = f"sites:{call.county_id}:{call.query.year}"
    since = position(call, scope)
    rows = queries.list_sites(
        call.session,
        county_id=call.county_id,
        year=call.query.year,
        after=uuid.UUID(since) if since else None,
        limit=call.query.limit,
    )
    shown = rows[: call.query.limit]
    return SitePage(
        items=[SiteView.model_validate(row) for row in shown],
        next_cursor=next_cursor(str(shown[-1].id), scope) if len(rows) > len(shown) else None,
    )


@operation(
    places,
    "query",
    "GET",
    "/sites/<uuid:site_id>",
    action="place.read",
    summary="一个示范点",
    query=CountyQuery,
    returns=SiteView,
    refusals=(NotFound,),
    answer=_SITE,
)
def show_site(call: Call[Any]) -> SiteView:
    """Show one demonstration site of the county."""
    require_visible(call)
    return SiteView.model_validate(
        queries.get_site(call.session, county_id=call.county_id, site_id=call.ids["site_id"])
    )


@operation(
    places,
    "command",
    "POST",
    "/sites/<uuid:site_id>/closing",
    action="site.manage",
    summary="关闭示范点",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, SiteClosed),
)
def close_site(call: Call[Nothing]) -> None:
    """Close a site for good; what was recorded stays, and its place in the quota stays taken."""
    service.close_site(call.session, deed(call), site_of(call, "site.manage"))


@operation(
    places,
    "command",
    "POST",
    "/pickup-points",
    action="site.manage",
    summary="设兑换点",
    body=PickupPointBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, VillageUnknown, PickupPointExists),
    example={"village_code": "450222100201", "name": "村委会兑换点", "address": "村委会一楼"},
    answer={"id": _ID},
)
def add_pickup_point(call: Call[PickupPointBody]) -> Done:
    """Add a place where goods are handed over."""
    body = call.body
    require_place(call, "site.manage", body.village_code)
    return Done(
        id=service.add_pickup_point(
            call.session, deed(call), village_code=body.village_code, name=body.name, address=body.address
        )
    )


@operation(
    places,
    "query",
    "GET",
    "/pickup-points",
    action="place.read",
    summary="兑换点",
    query=PickupPointQuery,
    returns=PickupPointList,
    refusals=(NotFound,),
    answer={
        "items": [
            {"id": _ID, "village_code": "450222100201", "name": "村委会兑换点", "address": "村委会一楼"},
        ]
    },
)
def list_pickup_points(call: Call[Any]) -> PickupPointList:
    """List the pickup points of a county or of one village."""
    require_visible(call)
    rows = queries.list_pickup_points(call.session, county_id=call.county_id, village_code=call.query.village_code)
    return PickupPointList(items=[PickupPointView.model_validate(row) for row in rows])
