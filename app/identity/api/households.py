"""Households and paper cards over HTTP."""

from __future__ import annotations

import io
import secrets
from collections import defaultdict
from typing import Any

from app.core.actor import NotAllowed
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing
from app.identity.api.blueprint import identity
from app.identity.api.shared import household_of, listed_place, next_cursor, person_of, position, require_place
from app.identity.queries.own import list_members
from app.identity.queries.people import list_households as households_of
from app.identity.queries.people import members_of
from app.identity.refusals import CardActive, NoActiveCard, NotAMember, VolunteerNotActive
from app.identity.schemas.people import (
    CardClosingBody,
    CardView,
    HouseholdBody,
    HouseholdChangeBody,
    HouseholdPage,
    HouseholdQuery,
    HouseholdView,
)
from app.identity.schemas.views import household_view
from app.identity.service import cards
from app.identity.service import households as service
from app.places.queries import require_village
from app.places.refusals import VillageUnknown
from points.amounts import Points
from points.attendance.printed import CARD_BYTES
from points.errors import NotFound

_HOUSEHOLD: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000003",
    "county_id": "450222",
    "code": "48302751",
    "village_code": "450222100201",
    "redeem_by": "adults",
    "order_limit_points": None,
    "state": "active",
    "members": [
        {
            "id": "0197f0aa-0000-7000-8000-000000000001",
            "name": "李*芳",
            "kind": "mother",
            "state": "active",
            "is_head": True,
        }
    ],
}


@operation(
    identity,
    "command",
    "POST",
    "/households",
    action="people.register",
    summary="新建家庭",
    body=HouseholdBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(NotFound, VillageUnknown),
    example={"village_code": "450222100201"},
    answer={"id": "0197f0aa-0000-7000-8000-000000000003"},
)
def add_household(call: Call[HouseholdBody]) -> Done:
    """Found a household without members yet; its code is given out for joining."""
    require_place(call, "people.register", call.body.village_code)
    village = require_village(call.session, village_code=call.body.village_code)
    household = service.found_household(
        call.session,
        county_id=village.code[:6],
        village_code=village.code,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=household.id)


@operation(
    identity,
    "query",
    "GET",
    "/households",
    action="people.read",
    summary="家庭名单",
    query=HouseholdQuery,
    returns=HouseholdPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [_HOUSEHOLD], "next_cursor": None},
)
def list_households(call: Call[Any]) -> HouseholdPage:
    """List the households of a place with their members, in the order of their codes."""
    place = listed_place(call, "people.read")
    scope = f"households:{call.county_id}:{place}"
    since = position(call, scope)
    rows = households_of(
        call.session,
        county_id=call.county_id,
        place_code=place,
        after=str(since[0]) if since else None,
        limit=call.query.limit,
    )
    shown = rows[: call.query.limit]
    members = defaultdict(list)
    for member in members_of(call.session, county_id=call.county_id, household_ids=[row.id for row in shown]):
        members[member.household_id].append(member)
    return HouseholdPage(
        items=[household_view(row, members[row.id], call.actor) for row in shown],
        next_cursor=next_cursor([shown[-1].code], scope) if len(rows) > len(shown) else None,
    )


@operation(
    identity,
    "query",
    "GET",
    "/households/<uuid:household_id>",
    action="household.read",
    summary="一个家庭",
    query=CountyQuery,
    returns=HouseholdView,
    refusals=(NotFound,),
    answer=_HOUSEHOLD,
)
def show_household(call: Call[Any]) -> HouseholdView:
    """Show the caller's own household, or one of a place she is responsible for."""
    household = household_of(call, "household.read")
    return household_view(household, list_members(call.session, household), call.actor)


@operation(
    identity,
    "command",
    "PUT",
    "/households/<uuid:household_id>",
    action="household.manage",
    summary="换户主和兑换人",
    body=HouseholdChangeBody,
    query=CountyQuery,
    returns=None,
    refusals=(NotFound, NotAMember),
    example={
        "head_volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
        "redeem_by": "adults",
        "order_limit_points": "50",
    },
)
def change_household(call: Call[HouseholdChangeBody]) -> None:
    """Name another head, who may exchange points, and the most one order of a member may cost.

    Of the members only the head may, else an organizer.
    """
    household = household_of(call, "household.manage")
    by_place = call.actor.may("household.manage", place_code=household.village_code)
    if not by_place and not (call.actor.is_head and call.actor.state == "active"):
        raise NotAllowed(action="household.manage")
    service.change_household(
        call.session,
        household,
        head_volunteer_id=call.body.head_volunteer_id,
        redeem_by=call.body.redeem_by,
        order_limit=None if call.body.order_limit_points is None else Points(call.body.order_limit_points),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/cards",
    action="card.issue",
    summary="发纸卡",
    body=Nothing,
    query=CountyQuery,
    returns=CardView,
    status=201,
    refusals=(NotFound, VolunteerNotActive, CardActive),
    answer={"code": "K.450222.7Q2M0000ABCDEFGH.4F", "suffix": "EFGH", "qr_svg": "<svg/>"},
)
def issue_card(call: Call[Nothing]) -> CardView:
    """Issue a paper card; its code and picture are shown this once, for printing.

    The answer holds a secret and is therefore not kept: sent twice, the second is refused while a card is in use.
    """
    volunteer = person_of(call, "card.issue")
    code = cards.issue_card(
        call.session,
        volunteer,
        entropy=secrets.token_bytes(CARD_BYTES),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return CardView(code=code, suffix=code.split(".")[2][-cards.SUFFIX_LETTERS :], qr_svg=qr_svg(code))


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/card-closing",
    action="card.close",
    summary="纸卡挂失或收回",
    body=CardClosingBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, NoActiveCard),
    example={"state": "lost"},
)
def close_card(call: Call[CardClosingBody]) -> None:
    """Report a card lost or take it back; it counts for nobody from now on. Her own household may do it too."""
    volunteer = person_of(call, "card.close")
    cards.close_card(call.session, volunteer, state=call.body.state, actor_id=call.actor.volunteer_id, now=call.now)


def qr_svg(text: str) -> str:
    """Return a QR code as one SVG path, sharp at every size; error correction Q survives a crumpled card."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(text)
    picture = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(picture)
    return picture.getvalue().decode()
