"""Acting for somebody over HTTP: granting, ending, and what others did for the caller."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import current_app
from sqlalchemy import RowMapping

from app.clock import local_date
from app.core.actor import NotAllowed
from app.households.api.blueprint import households
from app.households.deeds import act_in_words, name_of_helper
from app.households.queries import list_acts_for, list_proxies
from app.households.refusals import ProxyDatesInvalid, ProxySelf, ProxyStanding
from app.households.schemas import ActPage, ActView, ProxyBody, ProxyList, ProxyView
from app.households.service import proxies
from app.http import pagination
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing, PageQuery
from app.identity.api.shared import person_of
from app.identity.models import Volunteer
from app.identity.refusals import VolunteerNotActive
from app.identity.service.people import get_volunteer
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000502"
_ONE, _OTHER = "0197f0aa-0000-7000-8000-000000000001", "0197f0aa-0000-7000-8000-000000000002"
_REFUSALS = (NotFound, VolunteerNotActive, ProxySelf, ProxyDatesInvalid, ProxyStanding)
_EXAMPLE = {"proxy_id": _OTHER, "scope": "redeem", "ends_on": "2027-06-30"}


@operation(
    households,
    "query",
    "GET",
    "/me/proxies",
    action="self.read",
    summary="谁能替我办、我能替谁办",
    returns=ProxyList,
    answer={
        "items": [
            {
                "id": _ID,
                "volunteer_id": _ONE,
                "volunteer_name": "韦美兰",
                "proxy_id": _OTHER,
                "proxy_name": "李小芳",
                "scope": "redeem",
                "starts_on": "2026-11-21",
                "ends_on": "2027-06-30",
                "on_paper": True,
            }
        ]
    },
)
def list_own_proxies(call: Call[Any]) -> ProxyList:
    """List the proxies that stand today: who may act for the caller, and for whom she may."""
    me = call.actor
    rows = list_proxies(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, on=local_date(call.now))
    return ProxyList(
        items=[ProxyView.model_validate({name: row[name] for name in ProxyView.model_fields}) for row in rows]
    )


@operation(
    households,
    "command",
    "POST",
    "/me/proxies",
    action="self.change",
    summary="请人代办",
    body=ProxyBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=_REFUSALS,
    example=_EXAMPLE,
    answer={"id": _ID},
)
def grant_proxy(call: Call[ProxyBody]) -> Done:
    """Let somebody act for the caller in one kind of thing, from today until a day within a year."""
    me = call.actor
    person = get_volunteer(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    return _granted(call, person, on_paper=False)


@operation(
    households,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/proxies",
    action="people.register",
    summary="登记纸面委托",
    body=ProxyBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=_REFUSALS,
    example=_EXAMPLE,
    answer={"id": _ID},
)
def record_paper_proxy(call: Call[ProxyBody]) -> Done:
    """Write down a proxy that a person without a phone signed on paper; never one for the organizer herself."""
    person = person_of(call, "people.register")
    if call.body.proxy_id == call.actor.volunteer_id:
        raise NotAllowed(action="people.register")
    return _granted(call, person, on_paper=True)


@operation(
    households,
    "command",
    "POST",
    "/proxies/<uuid:proxy_id>/end",
    action="household.manage",
    summary="结束代办",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound,),
)
def end_proxy(call: Call[Nothing]) -> None:
    """End a proxy at once: the person, whoever holds it, or an organizer of her village."""
    me = call.actor
    proxy = proxies.get_proxy(call.session, county_id=call.county_id, proxy_id=path_id(call, "proxy_id"))
    person = get_volunteer(call.session, county_id=proxy.county_id, volunteer_id=proxy.volunteer_id)
    mine = me.county_id == proxy.county_id and me.volunteer_id in (proxy.volunteer_id, proxy.proxy_id)
    if not mine and not me.may("household.manage", place_code=person.village_code):
        raise NotFound()
    proxies.end(call.session, proxy, actor_id=me.volunteer_id, now=call.now)


@operation(
    households,
    "query",
    "GET",
    "/me/acts-for-me",
    action="self.read",
    summary="别人替我办了什么",
    query=PageQuery,
    returns=ActPage,
    refusals=(CursorInvalid,),
    answer={
        "items": [
            {
                "id": _ID,
                "at": "2026-11-21T08:00:00Z",
                "actor_id": _OTHER,
                "actor_name": "李*芳",
                "action": "redemption.place",
                "what": "替您预留了东西",
            }
        ],
        "next_cursor": None,
    },
)
def list_acts_for_me(call: Call[Any]) -> ActPage:
    """List what others did for the caller, newest first: who, when and what; household members by their full names."""
    me, key, asked = call.actor, current_app.config["SETTINGS"].cursor_key, call.query
    scope = f"acts:{me.county_id}:{me.volunteer_id}"
    since = pagination.unseal(asked.cursor, scope=scope, key=key) if asked.cursor else None
    after = None if since is None else (dt.datetime.fromisoformat(str(since[0])), uuid.UUID(str(since[1])))
    rows = list_acts_for(
        call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, after=after, limit=asked.limit
    )
    shown = rows[: asked.limit]
    return ActPage(
        items=[
            ActView(
                id=row["id"],
                at=row["at"],
                actor_id=row["actor_id"],
                actor_name=name_of_helper(row),
                action=row["action"],
                what=act_in_words(row),
            )
            for row in shown
        ],
        next_cursor=_next(shown[-1], scope=scope, key=key) if len(rows) > len(shown) else None,
    )


def _next(row: RowMapping, *, scope: str, key: bytes) -> str:
    return pagination.seal([row["at"].isoformat(), str(row["id"])], scope=scope, key=key)


def _granted(call: Call[ProxyBody], person: Volunteer, *, on_paper: bool) -> Done:
    wanted = proxies.NewProxy(call.body.proxy_id, call.body.scope, call.body.ends_on, on_paper)
    return Done(id=proxies.grant(call.session, wanted, person, actor_id=call.actor.volunteer_id, now=call.now).id)
