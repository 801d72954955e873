"""ID numbers and guardians over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.masking import masked_phone
from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.identity.api.blueprint import cipher
from app.identity.api.shared import person_of
from app.identity.models import Volunteer
from app.identity.service.people import get_volunteer, record_on
from app.personal_data import refusals as no
from app.personal_data.api.blueprint import personal_data
from app.personal_data.models import (
    GUARDIAN_NAME_FIELD,
    GUARDIAN_PHONE_FIELD,
    NUMBER_FIELD,
    Guardian,
    IdentityNumber,
)
from app.personal_data.numbers import masked_number
from app.personal_data.schemas.sensitive import (
    GuardianBody,
    GuardianPurposeBody,
    GuardianView,
    IdNumberBody,
    IdNumberView,
)
from app.personal_data.service import sensitive
from app.places.queries import county_policy
from app.privacy.refusals import NoticeOutdated
from points.errors import NotFound

_NUMBER = {"number": "450222198005010021", "notice_version": 1}
_KEPT: dict[str, Any] = {
    "county_keeps": True,
    "masked": "**************0021",
    "on_paper": False,
    "recorded_at": "2026-11-21T08:00:00Z",
}
_GUARDIAN = {"name": "韦大山", "relation": "father", "phone": "13800000001"}
_SHOWN: dict[str, Any] = {
    "name": "韦大山",
    "relation": "father",
    "phone": "*******0001",
    "on_paper": True,
    "agreed_at": "2026-11-21T08:00:00Z",
}
_WRITING = (no.IdNumbersOff, no.IdNumberInvalid, no.IdNumberMismatch, no.ConsentNeeded, NoticeOutdated, NotFound)


@operation(
    personal_data,
    "query",
    "GET",
    "/me/id-number",
    action="self.read",
    summary="我的身份证号",
    returns=IdNumberView,
    answer=_KEPT,
)
def show_own_id_number(call: Call[Any]) -> IdNumberView:
    """Show whether one's ID number is kept, and its last four signs; never all of it."""
    return _number_view(call, call.actor.county_id, _me(call))


@operation(
    personal_data,
    "command",
    "PUT",
    "/me/id-number",
    action="self.change",
    summary="登记身份证号",
    body=IdNumberBody,
    returns=None,
    refusals=_WRITING,
    example=_NUMBER,
)
def write_own_id_number(call: Call[IdNumberBody]) -> None:
    """Write down one's ID number, where the county keeps them; nobody has to."""
    _write_number(call, _me(call))


@operation(
    personal_data,
    "command",
    "DELETE",
    "/me/id-number",
    action="self.change",
    summary="删除身份证号",
    returns=None,
    refusals=(NotFound,),
)
def erase_own_id_number(call: Call[Any]) -> None:
    """Forget one's ID number at once; nothing else changes."""
    sensitive.erase_number(call.session, _me(call), actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    personal_data,
    "command",
    "PUT",
    "/volunteers/<uuid:volunteer_id>/id-number",
    action="people.register",
    summary="按纸面登记身份证号",
    body=IdNumberBody,
    query=CountyQuery,
    returns=None,
    refusals=_WRITING,
    example=_NUMBER,
)
def write_id_number_of(call: Call[IdNumberBody]) -> None:
    """Write down the ID number a person gave on the signed paper form, with her consent to keeping it."""
    _write_number(call, person_of(call, "people.register"))


@operation(
    personal_data,
    "command",
    "DELETE",
    "/volunteers/<uuid:volunteer_id>/id-number",
    action="people.register",
    summary="应本人要求删除身份证号",
    query=CountyQuery,
    returns=None,
    refusals=(NotFound,),
)
def erase_id_number_of(call: Call[Any]) -> None:
    """Forget the ID number of a person who asked for it."""
    person = person_of(call, "people.register")
    sensitive.erase_number(call.session, person, actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    personal_data,
    "query",
    "GET",
    "/me/guardian",
    action="self.read",
    summary="我的监护人",
    returns=GuardianView,
    answer=_SHOWN,
)
def show_own_guardian(call: Call[Any]) -> GuardianView:
    """Show who agreed for the caller while she is under 18; empty for everybody else."""
    return _guardian_view(call, _me(call), open_phone=False)


@operation(
    personal_data,
    "command",
    "PUT",
    "/me/guardian",
    action="self.change",
    summary="填写监护人",
    body=GuardianBody,
    returns=None,
    refusals=(no.NotAMinor, NotFound),
    example=_GUARDIAN,
)
def write_own_guardian(call: Call[GuardianBody]) -> None:
    """Write down who agreed that the caller, under 18, serves; kept encrypted until she comes of age."""
    _write_guardian(call, _me(call))


@operation(
    personal_data,
    "command",
    "PUT",
    "/volunteers/<uuid:volunteer_id>/guardian",
    action="people.register",
    summary="按纸面登记监护人",
    body=GuardianBody,
    query=CountyQuery,
    returns=None,
    refusals=(no.NotAMinor, NotFound),
    example=_GUARDIAN,
)
def write_guardian_of(call: Call[GuardianBody]) -> None:
    """Write down the guardian who signed the paper form for a minor."""
    _write_guardian(call, person_of(call, "people.register", lock=True))


@operation(
    personal_data,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/guardian-views",
    action="people.contact",
    summary="说明原因后查看监护人",
    body=GuardianPurposeBody,
    query=CountyQuery,
    returns=GuardianView,
    refusals=(NotFound,),
    example={"purpose": "emergency"},
    answer={**_SHOWN, "phone": "13800000001"},
)
def open_guardian(call: Call[GuardianPurposeBody]) -> GuardianView:
    """Show a minor's guardian with the phone number to who says what for; every look is written down."""
    person = person_of(call, "people.contact")
    facts: dict[str, object] = {"purpose": call.body.purpose}
    record_on(call.session, person, "guardian.view", actor_id=call.actor.volunteer_id, now=call.now, facts=facts)
    return _guardian_view(call, person, open_phone=True)


def _me(call: Call[Any]) -> Volunteer:
    return get_volunteer(call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id)


def _write_number(call: Call[IdNumberBody], person: Volunteer) -> None:
    sensitive.write_number(
        call.session,
        person,
        call.body.number,
        notice_version=call.body.notice_version,
        cipher=cipher(),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )


def _number_view(call: Call[Any], county_id: str, person: Volunteer) -> IdNumberView:
    keeps = county_policy(call.session, county_id=county_id).id_numbers
    kept = call.session.get(IdentityNumber, (county_id, person.id))
    if kept is None:
        return IdNumberView(county_keeps=keeps, masked=None, on_paper=False, recorded_at=None)
    number = cipher().decrypt(kept.number_cipher, field=NUMBER_FIELD)
    return IdNumberView(
        county_keeps=keeps, masked=masked_number(number), on_paper=kept.on_paper, recorded_at=kept.recorded_at
    )


def _write_guardian(call: Call[GuardianBody], person: Volunteer) -> None:
    told = sensitive.GuardianTold(call.body.name, call.body.relation, call.body.phone)
    sensitive.write_guardian(
        call.session, person, told, cipher=cipher(), actor_id=call.actor.volunteer_id, now=call.now
    )


def _guardian_view(call: Call[Any], person: Volunteer, *, open_phone: bool) -> GuardianView:
    kept = call.session.get(Guardian, (person.county_id, person.id))
    if kept is None:
        return GuardianView(name=None, relation=None, phone=None, on_paper=False, agreed_at=None)
    phone = cipher().decrypt(kept.phone_cipher, field=GUARDIAN_PHONE_FIELD) if kept.phone_cipher else None
    return GuardianView.model_validate(
        {
            "name": cipher().decrypt(kept.name_cipher, field=GUARDIAN_NAME_FIELD),
            "relation": kept.relation,
            "phone": phone if phone is None or open_phone else masked_phone(phone),
            "on_paper": kept.on_paper,
            "agreed_at": kept.agreed_at,
        }
    )
