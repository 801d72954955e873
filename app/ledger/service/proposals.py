"""Points without hours and corrections by hand (积分加减项、手工调整): proposed by one person, decided by another.

Taking points away needs evidence, a notice to the household and time for its answer (security B17).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import Date, func, select, type_coerce
from sqlalchemy.orm import Session

from app.clock import local_date
from app.core.actor import Actor
from app.core.audit import record
from app.identity.models import Household
from app.ledger.models import PointProposal
from app.ledger.queries import find_site_of, get_proposal
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
from points.amounts import NO_POINTS, Points
from points.base import new_id
from points.errors import NotFound
from points.ledger import accounts
from points.ledger.posting import post
from points.scoring.calculator import assess_item
from points.scoring.store import load_rule_in_force

NOTICE = dt.timedelta(days=3)
OLDEST = dt.timedelta(days=366)
LARGEST_ADJUSTMENT = 1_000_00


@dataclass(frozen=True, kw_only=True)
class NewProposal:
    """What somebody proposes. ``points`` (hundredths, signed) only for adjustments; a source has its own."""

    household_id: uuid.UUID
    kind: str
    reason: str
    occurred_on: dt.date
    source_code: str | None = None
    points: int | None = None
    evidence: str | None = None


def propose(session: Session, wanted: NewProposal, *, county_id: str, actor: Actor, now: dt.datetime) -> PointProposal:
    """Write a proposal down; nothing is posted before somebody else has decided.

    Raises:
        NotFound: no such household in this county.
        NotAllowed: the household lies outside the caller's places.
        ProposalOwnHousehold: it is the caller's own.
        ProposalShapeInvalid: neither a source nor an adjustment.
        ProposalDayInvalid: in the future or too long ago.
        DeductionNeedsEvidence: points would be taken away without evidence.
        RuleNotInForce, PointSourceUnknown: no rule holds that day, or it has no such source.
        SourceUsedUp: the month's limit of the source is reached.
    """
    home = _lock_household(session, county_id=county_id, household_id=wanted.household_id)
    actor.require("ledger.propose", place_code=home.village_code)
    _require_other_household(actor, home)
    today = local_date(now)
    if not today - OLDEST <= wanted.occurred_on <= today:
        raise ProposalDayInvalid(on=wanted.occurred_on.isoformat())
    points, rule_id = _worth(session, wanted, home=home)
    if points < NO_POINTS and wanted.evidence is None:
        raise DeductionNeedsEvidence()
    proposal = PointProposal(
        county_id=county_id,
        id=new_id(),
        household_id=home.id,
        kind=wanted.kind,
        source_code=wanted.source_code,
        rule_id=rule_id,
        points=points,
        reason=wanted.reason,
        evidence=wanted.evidence,
        occurred_on=wanted.occurred_on,
        proposed_by=actor.volunteer_id,
        proposed_at=now,
        state="proposed",
    )
    session.add(proposal)
    session.flush()
    _note(session, proposal, "ledger.propose", actor=actor, now=now)
    return proposal


def give_notice(
    session: Session, *, county_id: str, proposal_id: uuid.UUID, actor: Actor, now: dt.datetime
) -> PointProposal:
    """Note that the household was told of a deduction. Telling twice keeps the first instant.

    Raises:
        NotFound: no such proposal.
        NotAllowed: outside the caller's places.
        ProposalDecided: it was decided already.
    """
    home, proposal = _locked(session, county_id=county_id, proposal_id=proposal_id)
    actor.require("ledger.propose", place_code=home.village_code)
    _require_open(proposal)
    if proposal.notified_at is None:
        proposal.notified_at, proposal.notified_by = now, actor.volunteer_id
        _note(session, proposal, "ledger.notify", actor=actor, now=now)
    return proposal


def appeal(
    session: Session, *, county_id: str, proposal_id: uuid.UUID, words: str, actor: Actor, now: dt.datetime
) -> PointProposal:
    """Keep the household's answer to an announced deduction beside it, for whoever decides.

    Raises:
        NotFound: no such proposal for the caller's household.
        AppealNotPossible: it takes nothing away, was not announced, is decided, or was answered.
    """
    home, proposal = _locked(session, county_id=county_id, proposal_id=proposal_id)
    if home.id != actor.household_id:
        raise NotFound()
    announced = proposal.points < NO_POINTS and proposal.notified_at is not None
    if not announced or proposal.state != "proposed" or proposal.appeal is not None:
        raise AppealNotPossible()
    proposal.appeal, proposal.appealed_at = words, now
    _note(session, proposal, "ledger.appeal", actor=actor, now=now)
    return proposal


def decide(
    session: Session,
    *,
    county_id: str,
    proposal_id: uuid.UUID,
    approve: bool,
    note: str | None,
    actor: Actor,
    now: dt.datetime,
) -> PointProposal:
    """Approve a proposal, which posts its points, or reject it.

    Raises:
        NotFound: no such proposal.
        NotAllowed: outside the caller's places.
        ProposalOwnHousehold, ProposalSecondPerson: the caller's own household or proposal.
        ProposalDecided: it was decided already.
        SourceUsedUp: meanwhile the month's limit was reached.
        DeductionNeedsNotice, DeductionNoticeRunning: the household was not told, or may still answer.
        InsufficientPoints: the household holds less than would be taken; it never goes below zero.
    """
    home, proposal = _locked(session, county_id=county_id, proposal_id=proposal_id)
    actor.require("ledger.decide", place_code=home.village_code)
    _require_other_household(actor, home)
    if proposal.proposed_by == actor.volunteer_id:
        raise ProposalSecondPerson()
    _require_open(proposal)
    if approve:
        _require_ready(session, proposal, now=now)
        _post(session, proposal, actor=actor, now=now)
    proposal.state = "approved" if approve else "rejected"
    proposal.decided_by, proposal.decided_at, proposal.decision_note = actor.volunteer_id, now, note
    _note(session, proposal, "ledger.approve" if approve else "ledger.reject", actor=actor, now=now)
    return proposal


def _worth(session: Session, wanted: NewProposal, *, home: Household) -> tuple[Points, uuid.UUID | None]:
    """Return the points of a proposal, for a source from the rule in force on its day."""
    if wanted.kind == "adjustment":
        if wanted.source_code is not None or not wanted.points or abs(wanted.points) > LARGEST_ADJUSTMENT:
            raise ProposalShapeInvalid()
        return Points(wanted.points), None
    if wanted.source_code is None or wanted.points is not None:
        raise ProposalShapeInvalid()
    site_id = find_site_of(session, county_id=home.county_id, village_code=home.village_code)
    rule = load_rule_in_force(session, county_id=home.county_id, site_id=site_id, on=wanted.occurred_on)
    source = rule.point_source(wanted.source_code)
    ever, in_month = _times(session, home, source_code=source.code, on=wanted.occurred_on)
    award = assess_item(source, rule, times_before=ever, times_this_month=in_month)
    if award.points == NO_POINTS:
        raise SourceUsedUp(source=source.name, limit=source.per_month)
    return award.points, rule.id


def _times(
    session: Session, home: Household, *, source_code: str, on: dt.date, but: uuid.UUID | None = None
) -> tuple[int, int]:
    """Return how often the household got a source or waits for it: ever, and in the month of a day."""
    month = type_coerce(func.date_trunc("month", PointProposal.occurred_on), Date)
    counted = [
        PointProposal.county_id == home.county_id,
        PointProposal.household_id == home.id,
        PointProposal.source_code == source_code,
        PointProposal.state.in_(["proposed", "approved"]),
        PointProposal.id.is_distinct_from(but),
    ]
    row = session.execute(select(func.count(), func.count().filter(month == on.replace(day=1))).where(*counted)).one()
    return int(row[0]), int(row[1])


def _require_ready(session: Session, proposal: PointProposal, *, now: dt.datetime) -> None:
    if proposal.points > NO_POINTS:
        return
    if proposal.notified_at is None:
        raise DeductionNeedsNotice()
    until = proposal.notified_at + NOTICE
    if now < until:
        raise DeductionNoticeRunning(until=local_date(until).isoformat())


def _post(session: Session, proposal: PointProposal, *, actor: Actor, now: dt.datetime) -> None:
    home = accounts.household(proposal.household_id)
    giver = accounts.ISSUANCE if proposal.kind == "source" else accounts.ADJUSTMENT
    given = proposal.points > NO_POINTS
    post(
        session,
        county_id=proposal.county_id,
        reference=f"proposal:{proposal.id}",
        kind=proposal.kind if given else "deduction",
        source=giver if given else home,
        target=home if given else accounts.ADJUSTMENT,
        points=Points(abs(proposal.points)),
        actor_id=actor.volunteer_id,
        occurred_on=proposal.occurred_on,
        now=now,
        facts={
            "proposal_id": str(proposal.id),
            "source_code": proposal.source_code,
            "rule_id": None if proposal.rule_id is None else str(proposal.rule_id),
            "proposed_by": str(proposal.proposed_by),
        },
    )


def _locked(session: Session, *, county_id: str, proposal_id: uuid.UUID) -> tuple[Household, PointProposal]:
    """Lock the household, then the proposal, always in this order, and return both as they stand."""
    found = get_proposal(session, county_id=county_id, proposal_id=proposal_id)
    home = _lock_household(session, county_id=county_id, household_id=found.household_id)
    session.refresh(found, with_for_update=True)
    return home, found


def _lock_household(session: Session, *, county_id: str, household_id: uuid.UUID) -> Household:
    home = session.get(Household, (county_id, household_id), with_for_update={"key_share": False})
    if home is None:
        raise NotFound()
    return home


def _require_other_household(actor: Actor, home: Household) -> None:
    if actor.household_id == home.id:
        raise ProposalOwnHousehold()


def _require_open(proposal: PointProposal) -> None:
    if proposal.state != "proposed":
        raise ProposalDecided(state=proposal.state)


def _note(session: Session, proposal: PointProposal, action: str, *, actor: Actor, now: dt.datetime) -> None:
    record(
        session,
        county_id=proposal.county_id,
        actor_id=actor.volunteer_id,
        action=action,
        subject_kind="point_proposal",
        subject_id=proposal.id,
        now=now,
        facts={"household_id": str(proposal.household_id), "points": proposal.points},
    )
