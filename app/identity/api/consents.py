"""Consent given on paper: an organizer writes down what a person signed."""

from __future__ import annotations

from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.identity.api.blueprint import identity
from app.identity.api.shared import person_of
from app.privacy import service
from app.privacy.refusals import BaseConsentNeeded, NoticeOutdated
from app.privacy.schemas import ConsentBody
from points.errors import NotFound


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/consents",
    action="people.register",
    summary="登记纸面同意",
    body=ConsentBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, NoticeOutdated, BaseConsentNeeded),
    example={"purpose": "base", "version": 1, "answer": "given"},
)
def record_paper_consent(call: Call[ConsentBody]) -> None:
    """Write down what a person signed or refused on the paper form; it names both people, and she sees it."""
    volunteer = person_of(call, "people.register")
    service.answer(
        call.session,
        service.Answer(call.body.purpose, call.body.version, call.body.answer, on_paper=True),
        county_id=volunteer.county_id,
        volunteer_id=volunteer.id,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
