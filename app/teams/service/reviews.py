"""The level above takes a filing in, or returns it with what is to be changed (备案答复)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.messages.kinds import Kind
from app.teams.models import Team, TeamFiling, TeamFilingReview
from app.teams.queries import get_team
from app.teams.refusals import FilingReviewed, OwnFiling, RefusalNeedsReason
from app.teams.service.leading import leading_id, tell
from app.teams.service.teams import note
from app.teams.vocabulary import TeamKind
from points.errors import NotFound


def require_above(session: Session, team: Team, *, actor: Actor) -> None:
    """Demand that the caller stands above a team: leads the one that guides it, or answers for the place above.

    A branch without a parent is guided by its city, every other team without one by its county.

    Raises:
        NotAllowed: she does not.
    """
    if team.parent_id is not None:
        parent = get_team(session, county_id=team.county_id, team_id=team.parent_id)
        own = leading_id(session, parent) if team.county_id == actor.county_id else None
        actor.require("team.acknowledge", place_code=parent.scope, volunteer_id=own)
        return
    above = team.county_id if team.kind == TeamKind.SQUAD else team.county_id[:4]
    actor.require("team.acknowledge", place_code=above)


def review(
    session: Session,
    filing_id: uuid.UUID,
    *,
    county_id: str,
    outcome: str,
    reason: str | None,
    actor: Actor,
    now: dt.datetime,
) -> tuple[TeamFiling, TeamFilingReview]:
    """Answer a filing once; a returned one counts as not filed until the team files again.

    Raises:
        NotFound: there is no such filing.
        NotAllowed: the caller does not stand above the team.
        OwnFiling: she filed it, or leads the team.
        RefusalNeedsReason: it is returned without words.
        FilingReviewed: it was answered before.
    """
    filing = session.get(TeamFiling, (county_id, filing_id))
    if filing is None:
        raise NotFound()
    team = get_team(session, county_id=county_id, team_id=filing.team_id, lock=True)
    require_above(session, team, actor=actor)
    if actor.county_id == county_id and actor.volunteer_id in (filing.filed_by, team.leader_id):
        raise OwnFiling()
    if outcome == "returned" and reason is None:
        raise RefusalNeedsReason()
    before = session.get(TeamFilingReview, (county_id, filing_id))
    if before is not None:
        raise FilingReviewed(outcome=before.outcome)
    made = TeamFilingReview(
        county_id=county_id,
        filing_id=filing.id,
        outcome=outcome,
        reason=reason,
        reviewed_by=actor.volunteer_id,
        reviewed_at=now,
    )
    session.add(made)
    session.flush()
    note(session, team, "team.filing_review", actor=actor, now=now, facts={"outcome": outcome, "year": filing.year})
    kind = Kind.TEAM_FILING_ACCEPTED if outcome == "accepted" else Kind.TEAM_FILING_RETURNED
    tell(session, kind, team, to=leading_id(session, team), now=now)
    return filing, made
