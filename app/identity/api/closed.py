"""What is closed of people until somebody says what for: full phone numbers, and the data of minors."""

from __future__ import annotations

from app.clock import local_date
from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery
from app.identity.api.blueprint import cipher, identity
from app.identity.api.people import DETAIL
from app.identity.api.shared import person_of
from app.identity.policy import is_minor
from app.identity.queries.people import get_person_row
from app.identity.refusals import PhoneNotShared
from app.identity.schemas.people import DataPurposeBody, FullPhoneView, PhonePurposeBody, VolunteerDetail
from app.identity.schemas.views import volunteer_detail
from app.identity.service import people
from app.privacy.queries import declines
from points.errors import NotFound


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/data-views",
    action="people.contact",
    summary="说明原因后查看未成年人的信息",
    body=DataPurposeBody,
    query=CountyQuery,
    returns=VolunteerDetail,
    refusals=(NotFound,),
    example={"purpose": "activity"},
    answer={**DETAIL, "birth_on": "2010-05-01", "is_minor": True},
)
def open_minor_data(call: Call[DataPurposeBody]) -> VolunteerDetail:
    """Show a minor's data to who says what for; every look is written down (未成年人网络保护条例 art. 36)."""
    volunteer = person_of(call, "people.contact")
    today = local_date(call.now)
    if is_minor(volunteer.birth_on, day=today):
        facts: dict[str, object] = {"purpose": call.body.purpose}
        people.record_on(
            call.session, volunteer, "minor.view", actor_id=call.actor.volunteer_id, now=call.now, facts=facts
        )
    row = get_person_row(call.session, county_id=volunteer.county_id, volunteer_id=volunteer.id)
    return volunteer_detail(row, call.actor, cipher(), today=today, with_reason=True)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/phone-views",
    action="people.contact",
    summary="查看完整手机号",
    body=PhonePurposeBody,
    query=CountyQuery,
    returns=FullPhoneView,
    refusals=(NotFound, PhoneNotShared),
    example={"purpose": "activity"},
    answer={"phone": "13800000001"},
)
def reveal_phone(call: Call[PhonePurposeBody]) -> FullPhoneView:
    """Show a phone number in full to somebody who has to call; every look is written down with its purpose.

    Who does not want to be called is not, except in an emergency (个人信息保护法 art. 13(4)).
    """
    volunteer = person_of(call, "people.contact")
    if volunteer.phone_cipher is None:
        raise NotFound()
    declined = declines(call.session, "phone", county_id=volunteer.county_id, volunteer_id=volunteer.id)
    if declined and call.body.purpose != "emergency":
        raise PhoneNotShared()
    facts: dict[str, object] = {"purpose": call.body.purpose}
    people.record_on(
        call.session, volunteer, "phone.reveal", actor_id=call.actor.volunteer_id, now=call.now, facts=facts
    )
    return FullPhoneView(phone=cipher().decrypt(volunteer.phone_cipher, field=people.PHONE_FIELD))
