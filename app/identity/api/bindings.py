"""The day after a new phone number or WeChat was bound, over HTTP (security.md A10)."""

from __future__ import annotations

from typing import Any

from app.http.endpoint import Call, operation
from app.http.schemas import CountyQuery, Nothing
from app.identity.api.blueprint import cipher, identity
from app.identity.api.shared import person_of
from app.identity.refusals import NoBindingHold, SessionTooNew
from app.identity.schemas.people import BindingRulingBody, BindingView
from app.identity.service import holds
from app.identity.service.people import get_volunteer
from points.errors import NotFound


@operation(
    identity,
    "query",
    "GET",
    "/me/binding",
    action="self.read",
    summary="我的换绑",
    returns=BindingView,
    answer={"cause": "phone", "began_at": "2026-11-21T08:00:00Z", "until_at": "2026-11-22T08:00:00Z"},
)
def show_own_binding(call: Call[Any]) -> BindingView:
    """Show whether a new phone number or WeChat was bound within the last day, and until when that holds one back."""
    me = call.actor
    hold = holds.find_hold(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    if hold is None or hold.until_at <= call.now:
        return BindingView(cause=None, began_at=None, until_at=None)
    return BindingView.model_validate(hold)


@operation(
    identity,
    "command",
    "POST",
    "/me/binding/cancellation",
    action="self.change",
    summary="撤销换绑",
    body=Nothing,
    returns=None,
    keyed=True,
    refusals=(NoBindingHold, SessionTooNew),
)
def cancel_own_binding(call: Call[Nothing]) -> None:
    """Take a new binding back from a phone that was signed in before it; the old number stands, others sign out."""
    me = call.actor
    assert call.token is not None
    volunteer = get_volunteer(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id, lock=True)
    holds.cancel_own(call.session, volunteer, token_hash=call.token[1], cipher=cipher(), now=call.now)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/binding-ruling",
    action="people.register",
    summary="核对换绑",
    body=BindingRulingBody,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, NoBindingHold),
    example={"outcome": "cancelled"},
)
def rule_on_binding(call: Call[BindingRulingBody]) -> None:
    """Say after asking the person whether the new binding is hers; if not, all goes back and her phones sign out."""
    volunteer = person_of(call, "people.register", lock=True)
    holds.end_by_staff(
        call.session,
        volunteer,
        confirmed=call.body.outcome == "confirmed",
        actor_id=call.actor.volunteer_id,
        cipher=cipher(),
        now=call.now,
    )
