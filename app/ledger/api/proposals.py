"""Points without hours and corrections by hand over HTTP: propose, tell, answer, decide."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app

from app.core.permissions import ALLOWED
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid, seal, unseal
from app.http.schemas import Nothing, Page, PageQuery
from app.ledger import queries
from app.ledger.api.blueprint import ledger
from app.ledger.refusals import (
    AppealNotPossible,
    DeductionNeedsEvidence,
    DeductionNeedsNotice,
    DeductionNoticeRunning,
    ProposalDayInvalid,
    ProposalDecided,
    ProposalOwnHousehold,
    ProposalSecondPerson,
    ProposalShapeInvalid,
    SourceUsedUp,
)
from app.ledger.schemas import AppealBody, DecisionBody, ProposalBody, ProposalQuery, ProposalView
from app.ledger.service import proposals
from points.errors import NotFound
from points.ledger.refusals import AccountClosed, AccountUnknown, InsufficientPoints
from points.scoring.refusals import PointSourceUnknown, RuleNotInForce

_ID = "0198a3a0-0000-7000-8000-0000000000c1"
_BODY = {
    "household_id": "0198a3a0-0000-7000-8000-0000000000a1",
    "kind": "source",
    "source_code": "tidy_courtyard",
    "reason": "四月庭院评比第一",
    "occurred_on": "2026-04-18",
}
_VIEW: dict[str, Any] = {
    "id": _ID,
    "household_id": "0198a3a0-0000-7000-8000-0000000000a1",
    "kind": "source",
    "source_code": "tidy_courtyard",
    "points": "10.00",
    "reason": "四月庭院评比第一",
    "evidence": None,
    "occurred_on": "2026-04-18",
    "state": "proposed",
    "proposed_by": "0198a3a0-0000-7000-8000-0000000000d1",
    "proposed_at": "2026-04-18T02:00:00Z",
    "notified_at": None,
    "appeal": None,
    "decided_by": None,
    "decided_at": None,
    "decision_note": None,
}


@operation(
    ledger,
    "command",
    "POST",
    "/point-proposals",
    action="ledger.propose",
    summary="提出加分、扣分",
    body=ProposalBody,
    returns=ProposalView,
    status=201,
    refusals=(
        NotFound,
        ProposalOwnHousehold,
        ProposalShapeInvalid,
        ProposalDayInvalid,
        DeductionNeedsEvidence,
        RuleNotInForce,
        PointSourceUnknown,
        SourceUsedUp,
    ),
    keyed=True,
    example=_BODY,
    answer=_VIEW,
)
def propose_points(call: Call[ProposalBody]) -> ProposalView:
    """Propose points without hours, or a correction by hand; somebody else decides before anything is posted."""
    wanted = proposals.NewProposal(**call.body.model_dump())
    made = proposals.propose(call.session, wanted, county_id=call.county_id, actor=call.actor, now=call.now)
    return ProposalView.model_validate(made)


@operation(
    ledger,
    "query",
    "GET",
    "/point-proposals",
    action="ledger.propose",
    summary="加分、扣分列表",
    query=ProposalQuery,
    returns=Page[ProposalView],
    refusals=(CursorInvalid,),
    answer={"items": [_VIEW], "next_cursor": None},
)
def list_point_proposals(call: Call[Any]) -> Page[ProposalView]:
    """List the proposals for households of the caller's places, newest first."""
    places = [grant.place_code for grant in call.actor.grants if grant.role in ALLOWED["ledger.propose"]]
    return _page(call, scope="all", places=places, state=call.query.state)


@operation(
    ledger,
    "query",
    "GET",
    "/me/point-proposals",
    action="ledger.read",
    summary="我家的加分、扣分",
    query=PageQuery,
    returns=Page[ProposalView],
    refusals=(NotFound, CursorInvalid),
    answer={"items": [_VIEW], "next_cursor": None},
)
def list_own_point_proposals(call: Call[Any]) -> Page[ProposalView]:
    """List the proposals for the caller's household, newest first; a deduction can be answered from here."""
    if call.actor.household_id is None:
        raise NotFound()
    return _page(call, scope="own", household_id=call.actor.household_id)


@operation(
    ledger,
    "command",
    "POST",
    "/point-proposals/<uuid:proposal_id>/notice",
    action="ledger.propose",
    summary="记下已告诉这一户",
    body=Nothing,
    returns=ProposalView,
    refusals=(NotFound, ProposalDecided),
    keyed=True,
    example={},
    answer=_VIEW,
)
def give_proposal_notice(call: Call[Nothing]) -> ProposalView:
    """Note that the household was told of a deduction; three days later somebody else may decide."""
    told = proposals.give_notice(
        call.session,
        county_id=call.county_id,
        proposal_id=path_id(call, "proposal_id"),
        actor=call.actor,
        now=call.now,
    )
    return ProposalView.model_validate(told)


@operation(
    ledger,
    "command",
    "POST",
    "/point-proposals/<uuid:proposal_id>/appeal",
    action="ledger.read",
    summary="对扣分申诉",
    body=AppealBody,
    returns=ProposalView,
    refusals=(NotFound, AppealNotPossible),
    keyed=True,
    example={"words": "那天我们家在外地，不是我们倒的。"},
    answer=_VIEW,
)
def appeal_proposal(call: Call[AppealBody]) -> ProposalView:
    """Answer an announced deduction from one's own household; whoever decides will read it."""
    answered = proposals.appeal(
        call.session,
        county_id=call.actor.county_id,
        proposal_id=path_id(call, "proposal_id"),
        words=call.body.words,
        actor=call.actor,
        now=call.now,
    )
    return ProposalView.model_validate(answered)


@operation(
    ledger,
    "command",
    "POST",
    "/point-proposals/<uuid:proposal_id>/decision",
    action="ledger.decide",
    summary="批准或退回加分、扣分",
    body=DecisionBody,
    returns=ProposalView,
    refusals=(
        NotFound,
        ProposalOwnHousehold,
        ProposalSecondPerson,
        ProposalDecided,
        DeductionNeedsNotice,
        DeductionNoticeRunning,
        InsufficientPoints,
        AccountClosed,
        AccountUnknown,
    ),
    keyed=True,
    example={"approve": True},
    answer=_VIEW | {"state": "approved"},
)
def decide_proposal(call: Call[DecisionBody]) -> ProposalView:
    """Approve a proposal, which posts its points at once, or reject it; never one's own or one's household's."""
    decided = proposals.decide(
        call.session,
        county_id=call.county_id,
        proposal_id=path_id(call, "proposal_id"),
        approve=call.body.approve,
        note=call.body.note,
        actor=call.actor,
        now=call.now,
    )
    return ProposalView.model_validate(decided)


def _page(call: Call[Any], *, scope: str, **wanted: Any) -> Page[ProposalView]:
    scope = f"proposals:{scope}:{call.county_id}:{call.actor.volunteer_id}:{wanted.get('state')}"
    key = current_app.config["SETTINGS"].cursor_key
    cursor = call.query.cursor
    after = None if cursor is None else uuid.UUID(str(unseal(cursor, scope=scope, key=key)[0]))
    found = queries.list_proposals(
        call.session, county_id=call.county_id, after=after, limit=call.query.limit + 1, **wanted
    )
    shown = found[: call.query.limit]
    return Page(
        items=[ProposalView.model_validate(each) for each in shown],
        next_cursor=seal([str(shown[-1].id)], scope=scope, key=key) if len(found) > len(shown) else None,
    )
