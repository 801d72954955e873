"""Publish, read and settle lists over HTTP. Reading needs no login: what is public is masked."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import url_for

from app.core.actor import NotAllowed
from app.core.permissions import ALLOWED, PUBLIC
from app.disclosure import queries
from app.disclosure.api.blueprint import (
    DISCLOSURE_EXAMPLE,
    LINE_EXAMPLE,
    county_of,
    disclosure_view,
    disclosures,
    settings,
)
from app.disclosure.models import Disclosure
from app.disclosure.refusals import NothingToDisclose
from app.disclosure.schemas import (
    DisclosureDetailView,
    DisclosureView,
    LineView,
    OpenBody,
    PublicQuery,
    SettlementView,
)
from app.disclosure.service import publishing, settling
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import CountyQuery, Page, PageQuery
from points.errors import NotFound

DETAIL_EXAMPLE = {
    "disclosure": DISCLOSURE_EXAMPLE,
    "lines": [LINE_EXAMPLE],
    "print_path": "/disclosures/450222/0197f0aa-0000-7000-8000-000000000301/print",
}


@operation(
    disclosures,
    "command",
    "POST",
    "/disclosures",
    action="disclosure.open",
    summary="公示审核通过的工时",
    body=OpenBody,
    query=CountyQuery,
    returns=DisclosureDetailView,
    status=201,
    refusals=(NotAllowed, NotFound, NothingToDisclose),
    keyed=True,
    example={"site_id": "0197f0aa-0000-7000-8000-000000000103"},
    answer=DETAIL_EXAMPLE,
)
def open_disclosure(call: Call[OpenBody]) -> DisclosureDetailView:
    """Freeze every approved record of a site into a numbered, masked list with a window for objections."""
    opened = publishing.open_disclosure(
        call.session, call.actor, county_id=county_of(call), site_id=call.body.site_id, now=call.now
    )
    return _detail(call, opened)


@operation(
    disclosures,
    "query",
    "GET",
    "/villages/<village_code>/disclosures",
    action=PUBLIC,
    summary="一个村的公示",
    query=PageQuery,
    returns=Page[DisclosureView],
    refusals=(CursorInvalid, NotFound),
    answer={"items": [DISCLOSURE_EXAMPLE], "next_cursor": None},
)
def list_village_disclosures(call: Call[Any]) -> Page[DisclosureView]:
    """List the published lists of a village, newest first; an unknown village has none."""
    village_code, query, key = str(call.ids["village_code"]), call.query, settings().cursor_key
    if not (village_code.isascii() and village_code.isdigit() and len(village_code) == 12):
        raise NotFound()
    scope = f"disclosures:{village_code}"
    before = None
    if query.cursor is not None:
        opened_at, last_id = unseal(query.cursor, scope=scope, key=key)
        before = (dt.datetime.fromisoformat(str(opened_at)), uuid.UUID(str(last_id)))
    found = queries.list_village_disclosures(
        call.session, village_code=village_code, limit=query.limit + 1, before=before
    )
    page, more = found[: query.limit], None
    if len(found) > query.limit:
        more = seal([page[-1].opens_at.isoformat(), str(page[-1].id)], scope=scope, key=key)
    return Page(items=[disclosure_view(each) for each in page], next_cursor=more)


@operation(
    disclosures,
    "query",
    "GET",
    "/disclosures/<uuid:disclosure_id>",
    action=PUBLIC,
    summary="一张公示",
    query=PublicQuery,
    returns=DisclosureDetailView,
    refusals=(NotFound,),
    answer=DETAIL_EXAMPLE,
)
def get_disclosure(call: Call[Any]) -> DisclosureDetailView:
    """Return a published list with its lines as printed, and how each stands now."""
    found = queries.get_disclosure(
        call.session, county_id=call.query.county_id, disclosure_id=path_id(call, "disclosure_id")
    )
    return _detail(call, found)


@operation(
    disclosures,
    "command",
    "POST",
    "/settlements",
    action="disclosure.settle",
    summary="结算到期的公示",
    query=CountyQuery,
    returns=SettlementView,
    refusals=(NotAllowed, NotFound),
    keyed=True,
    answer={"settled": 18},
)
def settle_now(call: Call[Any]) -> SettlementView:
    """Settle, at the caller's places, every line whose window is over; a job does the same every minute."""
    allowed = ALLOWED["disclosure.settle"]
    settled = settling.settle_due(
        call.session,
        now=call.now,
        county_id=county_of(call),
        places=[grant.place_code for grant in call.actor.grants if grant.role in allowed],
        actor_id=call.actor.volunteer_id,
    )
    return SettlementView(settled=settled)


def _detail(call: Call[Any], disclosure: Disclosure) -> DisclosureDetailView:
    lines = queries.list_lines(call.session, county_id=disclosure.county_id, disclosure_id=disclosure.id)
    fields = LineView.model_fields
    return DisclosureDetailView(
        disclosure=disclosure_view(disclosure),
        lines=[LineView.model_validate({name: getattr(line, name) for name in fields}) for line in lines],
        print_path=url_for("disclosures.print_disclosure", county_id=disclosure.county_id, disclosure_id=disclosure.id),
    )
