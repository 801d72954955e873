"""Hand a place to somebody else over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities import refusals as no
from app.activities.api.shared import ID, PERSON_ID, SIGN_UP_ID, activities
from app.activities.schemas.substitutions import (
    OfferItem,
    OfferList,
    SubstitutionAnswerBody,
    SubstitutionBody,
    SubstitutionView,
)
from app.activities.service import substitutions
from app.http.endpoint import Call, operation, path_id
from points.errors import NotFound

OFFER = {
    "id": ID,
    "sign_up_id": SIGN_UP_ID,
    "to_volunteer_id": PERSON_ID,
    "state": "offered",
    "offered_by": PERSON_ID,
}


@operation(
    activities,
    "command",
    "POST",
    "/sign-ups/<uuid:sign_up_id>/substitution",
    action="signup.make",
    summary="请人替班",
    body=SubstitutionBody,
    returns=SubstitutionView,
    status=201,
    refusals=(
        NotFound,
        no.NoPlaceToGive,
        no.ActivityNotOpen,
        no.ShiftOver,
        no.SignUpTooLate,
        no.SubstituteUnfit,
        no.SubstitutionPending,
        no.AccountSuspended,
        no.AccountNotConfirmed,
    ),
    keyed=True,
    example={"volunteer_id": PERSON_ID},
    answer=OFFER,
)
def offer_place(call: Call[SubstitutionBody]) -> SubstitutionView:
    """Offer one's place to a named person of the household or a common team; nothing changes until she agrees."""
    offer = substitutions.offer_place(
        call.session,
        path_id(call, "sign_up_id"),
        to_volunteer_id=call.body.volunteer_id,
        actor=call.actor,
        now=call.now,
    )
    return SubstitutionView.model_validate(offer)


@operation(
    activities,
    "command",
    "POST",
    "/substitutions/<uuid:substitution_id>/answer",
    action="signup.make",
    summary="答复替班",
    body=SubstitutionAnswerBody,
    returns=SubstitutionView,
    refusals=(
        NotFound,
        no.ConsentIsHers,
        no.SubstitutionAnswered,
        no.NoPlaceToGive,
        no.ActivityNotOpen,
        no.ShiftOver,
        no.SignUpTooLate,
        no.AlreadySignedUp,
        no.SignUpOverlaps,
        no.AccountSuspended,
        no.AccountNotConfirmed,
    ),
    keyed=True,
    example={"accept": True},
    answer={**OFFER, "state": "accepted"},
)
def answer_offer(call: Call[SubstitutionAnswerBody]) -> SubstitutionView:
    """Take an offered place over or decline it; an organizer may answer for a person without a phone."""
    offer = substitutions.answer_offer(
        call.session, path_id(call, "substitution_id"), accept=call.body.accept, actor=call.actor, now=call.now
    )
    return SubstitutionView.model_validate(offer)


@operation(
    activities,
    "command",
    "POST",
    "/substitutions/<uuid:substitution_id>/withdrawal",
    action="signup.make",
    summary="撤回替班",
    returns=SubstitutionView,
    refusals=(NotFound, no.SubstitutionAnswered),
    keyed=True,
    answer={**OFFER, "state": "withdrawn"},
)
def withdraw_offer(call: Call[Any]) -> SubstitutionView:
    """Take an offer back that nobody has answered."""
    offer = substitutions.withdraw_offer(call.session, path_id(call, "substitution_id"), actor=call.actor, now=call.now)
    return SubstitutionView.model_validate(offer)


@operation(
    activities,
    "query",
    "GET",
    "/me/substitutions",
    action="self.read",
    summary="我的替班",
    returns=OfferList,
    answer={
        "items": [
            {
                **OFFER,
                "activity_id": ID,
                "title": "周六清河道",
                "starts_at": "2026-11-28T00:30:00Z",
                "ends_at": "2026-11-28T03:00:00Z",
                "to_me": True,
            }
        ]
    },
)
def list_own_offers(call: Call[Any]) -> OfferList:
    """List the open offers made to the caller, and those of her own places."""
    me = call.actor.volunteer_id
    rows = substitutions.list_offers(call.session, county_id=call.actor.county_id, volunteer_id=me)
    return OfferList(
        items=[
            OfferItem(
                **SubstitutionView.model_validate(offer).model_dump(),
                activity_id=activity.id,
                title=activity.title,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                to_me=offer.to_volunteer_id == me,
            )
            for offer, _, shift, activity in rows
        ]
    )
