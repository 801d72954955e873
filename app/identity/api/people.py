"""People as those see them who run a place, over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.clock import local_date
from app.core.actor import NotAllowed
from app.core.crypto import FieldCipher
from app.http.endpoint import Call, operation
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing
from app.identity.api.blueprint import cipher, identity
from app.identity.api.shared import listed_place, next_cursor, person_of, position, require_place
from app.identity.models import Volunteer
from app.identity.queries.people import PeopleFilter, get_person_row, list_people
from app.identity.refusals import (
    AlreadyAMember,
    BirthDateImpossible,
    GuardianConsentMissing,
    HeadMustStay,
    HouseholdUnknown,
    NotAwaiting,
    OwnMove,
    OwnRole,
    PossibleDuplicate,
    RoleAboveYou,
    TooYoung,
    VolunteerNotActive,
    VolunteerNotSuspended,
)
from app.identity.schemas.people import (
    ConfirmationBody,
    MoveBody,
    PeopleQuery,
    RegisterVolunteerBody,
    SuspensionBody,
    VolunteerDetail,
    VolunteerPage,
)
from app.identity.schemas.views import volunteer_detail, volunteer_view
from app.identity.service import people, registration
from app.identity.service.households import find_household, found_household, join_household
from app.identity.service.roles import require_stands_above
from app.identity.service.sessions import end_all_sessions
from app.places.queries import require_village
from app.places.refusals import VillageUnknown
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000001"
_LISTED: dict[str, Any] = {
    "id": _ID,
    "name": "李小芳",
    "kind": "mother",
    "state": "active",
    "village_code": "450222100201",
    "household_id": "0197f0aa-0000-7000-8000-000000000003",
    "household_code": "48302751",
    "is_head": True,
    "has_wechat": False,
    "card_suffix": "7Q2M",
    "is_minor": False,
}
DETAIL: dict[str, Any] = {
    **_LISTED,
    "suspended_reason": None,
    "phone": "*******1234",
    "birth_on": "1980-05-01",
    "joined_on": "2026-01-05",
    "awaited_household_id": None,
}


@operation(
    identity,
    "command",
    "POST",
    "/volunteers",
    action="people.register",
    summary="当面登记志愿者",
    body=RegisterVolunteerBody,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(
        NotFound,
        VillageUnknown,
        HouseholdUnknown,
        PossibleDuplicate,
        TooYoung,
        GuardianConsentMissing,
        BirthDateImpossible,
    ),
    example={"name": "韦美兰", "village_code": "450222100201", "birth_on": "1956-03-08", "household_code": "48302751"},
    answer={"id": _ID},
)
def register_volunteer(call: Call[RegisterVolunteerBody]) -> Done:
    """Write down a person who stands before the organizer, with or without a phone; she is active at once.

    Without a household code she founds a household of her own; staff have none. Somebody with the same phone number,
    or with the same name and birth date in the village, is asked about first: ``somebody_else`` says that they are two.
    """
    body = call.body
    require_place(call, "role.grant" if body.kind == "staff" else "people.register", body.village_code)
    require_village(call.session, village_code=body.village_code)
    person = people.NewPerson(body.name, body.kind, body.village_code, body.birth_on, body.guardian_consent)
    actor_id = call.actor.volunteer_id
    volunteer = people.add_person(call.session, person, state="active", actor_id=actor_id, now=call.now)
    if not body.somebody_else:
        sealed = cipher().lookup_hash(body.phone, field=people.PHONE_FIELD) if body.phone else None
        people.require_no_twin(call.session, volunteer, phone_hash=sealed)
    if body.kind != "staff":
        _settle(call, volunteer, body.household_code)
    if body.phone is not None:
        _keep_phone(call, volunteer, body.phone, cipher())
    return Done(id=volunteer.id)


@operation(
    identity,
    "query",
    "GET",
    "/volunteers",
    action="people.read",
    summary="志愿者名单",
    query=PeopleQuery,
    returns=VolunteerPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [_LISTED], "next_cursor": None},
)
def list_volunteers(call: Call[Any]) -> VolunteerPage:
    """List or search the people of a place; names are masked unless the caller organizes or checks there."""
    asked: PeopleQuery = call.query
    place = listed_place(call, "people.read")
    scope = f"volunteers:{call.county_id}:{place}:{asked.state}:{asked.q}"
    since = position(call, scope)
    rows = list_people(
        call.session,
        PeopleFilter(call.county_id, place, asked.state, asked.q),
        after=(str(since[0]), uuid.UUID(str(since[1]))) if since else None,
        limit=asked.limit,
    )
    shown = rows[: asked.limit]
    more = len(rows) > len(shown)
    return VolunteerPage(
        items=[volunteer_view(row, call.actor, today=local_date(call.now)) for row in shown],
        next_cursor=next_cursor([shown[-1]["name_pinyin"], str(shown[-1]["id"])], scope) if more else None,
    )


@operation(
    identity,
    "query",
    "GET",
    "/volunteers/<uuid:volunteer_id>",
    action="people.read",
    summary="一位志愿者",
    query=CountyQuery,
    returns=VolunteerDetail,
    refusals=(NotFound,),
    answer=DETAIL,
)
def show_volunteer(call: Call[Any]) -> VolunteerDetail:
    """Show one person of a place the caller is responsible for; a minor's birth date and phone stay closed here."""
    volunteer = person_of(call, "people.read")
    row = get_person_row(call.session, county_id=volunteer.county_id, volunteer_id=volunteer.id)
    return volunteer_detail(row, call.actor, cipher(), today=local_date(call.now))


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/confirmation",
    action="people.register",
    summary="确认登记",
    body=ConfirmationBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, NotAwaiting, PossibleDuplicate, AlreadyAMember, HeadMustStay),
    example={"somebody_else": False},
)
def confirm_registration(call: Call[ConfirmationBody]) -> None:
    """Confirm that a person who registered herself is who she says, and belongs to the household she named.

    Who seems to be written down already is not confirmed a second time unless the organizer says that they are two.
    """
    volunteer = person_of(call, "people.register", lock=True)
    if not call.body.somebody_else:
        people.require_no_twin(call.session, volunteer)
    registration.confirm(call.session, volunteer, actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/refusal",
    action="people.register",
    summary="不予登记",
    body=SuspensionBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, NotAwaiting, HeadMustStay),
    example={"reason": "家庭编号填错了，请重新登记"},
)
def refuse_registration(call: Call[SuspensionBody]) -> None:
    """Refuse a registration with a reason; the same WeChat user may register anew."""
    volunteer = person_of(call, "people.register", lock=True)
    registration.refuse(
        call.session, volunteer, reason=call.body.reason, actor_id=call.actor.volunteer_id, now=call.now
    )


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/suspension",
    action="people.suspend",
    summary="停用",
    body=SuspensionBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnRole, RoleAboveYou, VolunteerNotActive),
    example={"reason": "多次代他人签到，停用一个月"},
)
def suspend_volunteer(call: Call[SuspensionBody]) -> None:
    """Suspend a person: she can neither serve nor exchange, and her roles rest; the reason is shown to her."""
    volunteer = person_of(call, "people.suspend", lock=True)
    require_stands_above(call.session, call.actor, volunteer, now=call.now)
    people.suspend(call.session, volunteer, reason=call.body.reason, actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/reinstatement",
    action="people.suspend",
    summary="恢复",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, VolunteerNotSuspended),
)
def reinstate_volunteer(call: Call[Nothing]) -> None:
    """End a suspension; everything she had is hers again."""
    volunteer = person_of(call, "people.suspend", lock=True)
    people.reinstate(call.session, volunteer, actor_id=call.actor.volunteer_id, now=call.now)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/household",
    action="people.register",
    summary="换家庭",
    body=MoveBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnMove, HouseholdUnknown, AlreadyAMember, HeadMustStay),
    example={"household_code": "48302751"},
)
def move_volunteer(call: Call[MoveBody]) -> None:
    """Let a person join another household, or found her own; points earned before stay with the old one.

    Somebody else does it for the caller's own household.
    """
    volunteer = person_of(call, "people.register")
    own = call.actor.household_id is not None and volunteer.household_id == call.actor.household_id
    if own or volunteer.id == call.actor.volunteer_id:
        raise OwnMove()
    _settle(call, volunteer, call.body.household_code)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/session-ending",
    action="session.end",
    summary="让一个人的所有设备退出",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound,),
)
def end_all_sessions_of(call: Call[Nothing]) -> None:
    """End every session of oneself or, as administrator, of somebody else, for instance after a phone was stolen."""
    volunteer = person_of(call, "session.end")
    itself = (volunteer.county_id, volunteer.id) == (call.actor.county_id, call.actor.volunteer_id)
    if not itself and not call.actor.may("session.end", place_code=volunteer.village_code):
        raise NotAllowed(action="session.end")
    end_all_sessions(
        call.session,
        county_id=volunteer.county_id,
        volunteer_id=volunteer.id,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )


def _settle(call: Call[Any], volunteer: Volunteer, household_code: str | None) -> None:
    """Bring a person into the household of a code, or into a new one of her own."""
    actor_id = call.actor.volunteer_id
    if household_code is None:
        household = found_household(
            call.session,
            county_id=volunteer.county_id,
            village_code=volunteer.village_code,
            actor_id=actor_id,
            now=call.now,
        )
    else:
        household = find_household(call.session, county_id=volunteer.county_id, code=household_code)
        require_place(call, "people.register", household.village_code)
    join_household(call.session, volunteer, household, actor_id=actor_id, now=call.now)


def _keep_phone(call: Call[Any], volunteer: Volunteer, phone: str, sealing: FieldCipher) -> None:
    people.change_phone(
        call.session,
        county_id=volunteer.county_id,
        volunteer_id=volunteer.id,
        phone=phone,
        cipher=sealing,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
