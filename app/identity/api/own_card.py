"""One's own paper card over HTTP: what is known of it, never its code."""

from __future__ import annotations

from typing import Any, Literal

from app.http.endpoint import Call, operation
from app.http.schemas import InstantOut, View
from app.identity.api.blueprint import identity
from app.identity.queries.own import find_latest_card


class OwnCardView(View):
    """The card a person got last; ``none`` when she never had one. ``suffix`` is printed on the card."""

    state: Literal["none", "active", "lost", "returned"]
    suffix: str | None
    issued_at: InstantOut | None
    closed_at: InstantOut | None


@operation(
    identity,
    "query",
    "GET",
    "/me/card",
    action="self.read",
    summary="我的纸卡",
    returns=OwnCardView,
    answer={"state": "active", "suffix": "7Q2M", "issued_at": "2026-01-05T02:00:00Z", "closed_at": None},
)
def show_own_card(call: Call[Any]) -> OwnCardView:
    """Show whether the caller has a paper card in use, so that she can report it lost."""
    me = call.actor
    card = find_latest_card(call.session, county_id=me.county_id, volunteer_id=me.volunteer_id)
    if card is None:
        return OwnCardView(state="none", suffix=None, issued_at=None, closed_at=None)
    return OwnCardView.model_validate(
        {
            "state": card.state,
            "suffix": card.card_suffix,
            "issued_at": card.issued_at,
            "closed_at": card.closed_at,
        }
    )
