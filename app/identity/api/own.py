"""What a person sees and changes of herself, over HTTP."""

from __future__ import annotations

from typing import Any

from app import clock
from app.core.actor import NotAllowed
from app.core.masking import masked_phone
from app.core.transaction import transaction
from app.gateways.rate_limit import RateLimit
from app.http.endpoint import Call, operation
from app.http.problems import NotSignedIn, TooManyRequests
from app.identity.api.blueprint import cipher, code_exchange, identity, limit
from app.identity.queries import resolve_actor
from app.identity.queries.own import find_openid, get_own
from app.identity.refusals import (
    LoginBusy,
    LoginCodeInvalid,
    NoWeChatAccount,
    PhoneCodeInvalid,
    WeChatTooOften,
    WeChatUnreachable,
    WeChatUserRefused,
)
from app.identity.schemas.login import MeView, PhoneBody, PhoneView
from app.identity.schemas.views import me_view
from app.identity.service import holds

PHONE_CHANGES = RateLimit("phone", times=5, seconds=3600)


@operation(
    identity,
    "query",
    "GET",
    "/me",
    action="self.read",
    summary="我的资料",
    returns=MeView,
    answer={
        "id": "0197f0aa-0000-7000-8000-000000000001",
        "county_id": "450222",
        "name": "李小芳",
        "kind": "mother",
        "state": "active",
        "suspended_reason": None,
        "village_code": "450222100201",
        "village_name": "示例村",
        "birth_on": "1980-05-01",
        "phone": "*******1234",
        "joined_on": "2026-01-05",
        "is_head": True,
        "household": {
            "id": "0197f0aa-0000-7000-8000-000000000003",
            "code": "48302751",
            "redeem_by": "adults",
            "order_limit_points": None,
            "members": [
                {
                    "id": "0197f0aa-0000-7000-8000-000000000001",
                    "name": "李小芳",
                    "kind": "mother",
                    "state": "active",
                    "is_head": True,
                }
            ],
        },
        "awaited_household_code": None,
        "roles": [{"role": "organizer", "place_code": "450222100201"}],
    },
)
def show_me(call: Call[Any]) -> MeView:
    """Show the caller herself, her household with its members, and the roles she holds today."""
    own = get_own(call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id)
    return me_view(own, call.actor, cipher())


@operation(
    identity,
    "outward",
    "PUT",
    "/me/phone",
    action="self.change",
    summary="绑定手机号",
    body=PhoneBody,
    returns=PhoneView,
    refusals=(
        NoWeChatAccount,
        PhoneCodeInvalid,
        WeChatUserRefused,
        WeChatTooOften,
        TooManyRequests,
        LoginBusy,
        WeChatUnreachable,
    ),
    example={"code": "p1B2c3D4e5F6g7H8"},
    answer={"phone": "*******1234"},
)
def bind_phone(call: Call[PhoneBody]) -> PhoneView:
    """Keep the phone number behind a code of WeChat's button, encrypted; WeChat checks whose code it is.

    In place of another number it begins a hold of 24 hours: she is told, and orders only at the counter meanwhile.
    """
    assert call.token is not None
    county_id, token_hash = call.token
    with call.database.session() as session:
        actor = resolve_actor(session, county_id=county_id, token_hash=token_hash, now=clock.utc_now())
        if actor is None:
            raise NotSignedIn()
        if not actor.holds("self.change"):
            raise NotAllowed(action="self.change")
        openid = find_openid(session, county_id=county_id, volunteer_id=actor.volunteer_id)
    if openid is None:
        raise NoWeChatAccount()
    limit(PHONE_CHANGES, f"{county_id}:{actor.volunteer_id}")
    try:
        phone = code_exchange().phone_number(call.body.code, openid)
    except LoginCodeInvalid:
        raise PhoneCodeInvalid() from None
    with transaction(call.database, now=clock.utc_now()) as work:
        holds.rebind_phone(
            work.session,
            county_id=county_id,
            volunteer_id=actor.volunteer_id,
            phone=phone,
            cipher=cipher(),
            now=work.now,
        )
    return PhoneView(phone=masked_phone(phone))
