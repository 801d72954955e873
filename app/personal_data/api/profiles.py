"""The optional fields of the registration form over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.identity.api.shared import person_of
from app.personal_data.api.blueprint import personal_data
from app.personal_data.queries.people import find_profile
from app.personal_data.refusals import ConsentNeeded
from app.personal_data.schemas.own import ProfileBody, ProfileView
from app.personal_data.service.profiles import Profile, write_profile
from app.privacy.refusals import NoticeOutdated
from points.errors import NotFound

_PROFILE: dict[str, Any] = {
    "sex": "female",
    "residence": "示例村上屯",
    "service_kinds": ["environment", "caring"],
    "service_times": ["weekends"],
    "skills": "会讲壮话",
    "ethnic_group": "壮",
    "education": "junior",
    "political_status": "masses",
}
_TOLD = {**_PROFILE, "background_notice_version": 1}


@operation(
    personal_data,
    "query",
    "GET",
    "/me/profile",
    action="self.read",
    summary="我的选填信息",
    returns=ProfileView,
    answer=_PROFILE,
)
def show_own_profile(call: Call[Any]) -> ProfileView:
    """Show what the caller told of herself beyond name and birth date; everything may be empty."""
    me = call.actor
    found = find_profile(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    if found is None:
        return ProfileView(
            sex=None,
            residence=None,
            service_kinds=[],
            service_times=[],
            skills=None,
            ethnic_group=None,
            education=None,
            political_status=None,
        )
    return ProfileView.model_validate(found)


@operation(
    personal_data,
    "command",
    "PUT",
    "/me/profile",
    action="self.change",
    summary="填写选填信息",
    body=ProfileBody,
    returns=None,
    refusals=(ConsentNeeded, NoticeOutdated),
    example=_TOLD,
)
def write_own_profile(call: Call[ProfileBody]) -> None:
    """Write down what the caller tells of herself; leaving all of it out costs nothing (Order 67 art. 5)."""
    _write(call, call.actor.county_id, call.actor.volunteer_id)


@operation(
    personal_data,
    "command",
    "PUT",
    "/volunteers/<uuid:volunteer_id>/profile",
    action="people.register",
    summary="登记选填信息",
    body=ProfileBody,
    query=CountyQuery,
    returns=None,
    refusals=(NotFound, ConsentNeeded, NoticeOutdated),
    example=_TOLD,
)
def write_profile_of(call: Call[ProfileBody]) -> None:
    """Write down what a person told on the paper form; she sees who did it."""
    person = person_of(call, "people.register")
    _write(call, person.county_id, person.id)


def _write(call: Call[ProfileBody], county_id: str, volunteer_id: uuid.UUID) -> None:
    body = call.body
    told = Profile(
        sex=body.sex,
        residence=body.residence,
        service_kinds=tuple(body.service_kinds),
        service_times=tuple(body.service_times),
        skills=body.skills,
        ethnic_group=body.ethnic_group,
        education=body.education,
        political_status=body.political_status,
        notice_version=body.background_notice_version,
    )
    write_profile(
        call.session,
        told,
        county_id=county_id,
        volunteer_id=volunteer_id,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
