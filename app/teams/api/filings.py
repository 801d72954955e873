"""Filings upward (备案) over HTTP."""

from __future__ import annotations

from typing import Any

from app.clock import local_date
from app.core.actor import NotAllowed
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, PageQuery
from app.teams import queries
from app.teams import refusals as no
from app.teams.api.blueprint import (
    ITEM,
    PERSON_ID,
    after_id,
    item,
    knows_names,
    locked_team,
    name_for,
    next_cursor,
    readable_team,
    require_visible,
    teams,
)
from app.teams.models import TeamFiling, TeamFilingReview
from app.teams.oversight import Waiting, list_waiting
from app.teams.oversight_schemas import WaitingItem, WaitingPage, WaitingQuery
from app.teams.schemas import (
    FilingBody,
    FilingPage,
    FilingView,
    ReviewBody,
    TeamPage,
    UnfiledQuery,
)
from app.teams.service.filings import file_team as file_form
from app.teams.service.reviews import review
from points.errors import NotFound

FILING: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000051",
    "year": 2026,
    "filed_on": "2026-06-30",
    "filed_by": PERSON_ID,
    "unchanged": False,
    "changes": ["members", "service_times"],
    "head_count": 12,
    "note": None,
    "outcome": None,
    "outcome_reason": None,
}


@operation(
    teams,
    "command",
    "POST",
    "/teams/<uuid:team_id>/filings",
    action="team.file",
    summary="报送备案",
    body=FilingBody,
    returns=FilingView,
    status=201,
    refusals=(NotFound, no.TeamDissolved, no.LeaderNotMember, no.FirstFiling, no.FilingHasChanges),
    keyed=True,
    example={"unchanged": True},
    answer=FILING,
)
def file_team(call: Call[FilingBody]) -> FilingView:
    """File the team's form upward as it stands. 核对无变化 counts as a filing and is checked against the last one."""
    filing = file_form(
        call.session,
        locked_team(call),
        unchanged=call.body.unchanged,
        words=call.body.note,
        actor=call.actor,
        now=call.now,
    )
    return filing_view(filing, None)


@operation(
    teams,
    "query",
    "GET",
    "/teams/<uuid:team_id>/filings",
    action="team.read",
    summary="备案记录",
    query=PageQuery,
    returns=FilingPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [FILING], "next_cursor": None},
)
def list_filings(call: Call[Any]) -> FilingPage:
    """List what a team has filed, newest first; for its members and those who look after its place."""
    team = readable_team(call)
    if not knows_names(call, team):
        raise NotAllowed(action="team.read")
    scope, limit = f"team-filings:{team.id}", call.query.limit
    rows = queries.list_filings(call.session, team, after=after_id(call, scope), limit=limit)
    return FilingPage(
        items=[filing_view(filing, review) for filing, review in rows[:limit]],
        next_cursor=next_cursor([filing for filing, _ in rows], limit=limit, scope=scope),
    )


@operation(
    teams,
    "query",
    "GET",
    "/unfiled-teams",
    action="team.oversee",
    summary="今年还没备案的队伍",
    query=UnfiledQuery,
    returns=TeamPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [{**ITEM, "filed_on": None}], "next_cursor": None},
)
def list_unfiled_teams(call: Call[Any]) -> TeamPage:
    """List the active teams of a place and below it that have not filed in a year."""
    asked: UnfiledQuery = call.query
    place = asked.place_code or _own_place(call)
    if not call.actor.may("team.oversee", place_code=place):
        raise NotAllowed(action="team.oversee") if place.startswith(call.actor.county_id) else NotFound()
    day = local_date(call.now)
    year = asked.year or day.year
    wanted = queries.TeamFilter(call.county_id, place)
    scope = f"unfiled-teams:{wanted}:{year}"
    rows = queries.list_unfiled(
        call.session, wanted, year=year, day=day, after=after_id(call, scope), limit=asked.limit
    )
    return TeamPage(
        items=[item(call, seen) for seen in rows[: asked.limit]],
        next_cursor=next_cursor([seen.team for seen in rows], limit=asked.limit, scope=scope),
    )


def _own_place(call: Call[Any]) -> str:
    """Return the widest place of the caller within the county asked about."""
    if call.county_id != call.actor.county_id:
        return call.county_id
    held = [grant.place_code for grant in call.actor.grants]
    widest = min(held, key=len)
    return call.county_id if call.county_id.startswith(widest) else widest


@operation(
    teams,
    "query",
    "GET",
    "/team-filings",
    action="team.acknowledge",
    summary="等我答复的备案",
    query=WaitingQuery,
    returns=WaitingPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [{**FILING, "team_id": ITEM["id"], "team_name": ITEM["name"], "kind": "squad"}],
        "next_cursor": None,
    },
)
def list_waiting_filings(call: Call[Any]) -> WaitingPage:
    """List the newest filings nobody above has answered: of one's place, or of the teams under one's own."""
    require_visible(call)
    asked: WaitingQuery = call.query
    place = asked.place_code or call.county_id
    by_role = call.actor.may("team.acknowledge", place_code=place)
    wanted = Waiting(call.county_id, asked.place_code, None if by_role else call.actor.volunteer_id)
    scope = f"team-filings:{wanted}"
    rows = list_waiting(call.session, wanted, after=after_id(call, scope), limit=asked.limit)
    return WaitingPage(
        items=[
            WaitingItem(
                **filing_view(filing, None).model_dump(),
                team_id=team.id,
                team_name=name_for(call, team),
                kind=team.kind,  # type: ignore[arg-type]
            )
            for filing, team in rows[: asked.limit]
        ],
        next_cursor=next_cursor([filing for filing, _ in rows], limit=asked.limit, scope=scope),
    )


@operation(
    teams,
    "command",
    "POST",
    "/team-filings/<uuid:filing_id>/review",
    action="team.acknowledge",
    summary="答复备案",
    body=ReviewBody,
    query=CountyQuery,
    returns=FilingView,
    refusals=(NotFound, no.OwnFiling, no.RefusalNeedsReason, no.FilingReviewed),
    keyed=True,
    example={"outcome": "returned", "reason": "请补上服务时间。"},
    answer={**FILING, "outcome": "returned", "outcome_reason": "请补上服务时间。"},
)
def review_filing(call: Call[ReviewBody]) -> FilingView:
    """Take a filing in, or return it with what is to be changed; a returned one counts as not filed."""
    require_visible(call)
    filing, made = review(
        call.session,
        path_id(call, "filing_id"),
        county_id=call.county_id,
        outcome=call.body.outcome,
        reason=call.body.reason,
        actor=call.actor,
        now=call.now,
    )
    return filing_view(filing, made)


def filing_view(filing: TeamFiling, said: TeamFilingReview | None) -> FilingView:
    """Return a filing with what the level above said to it."""
    names = FilingView.model_fields.keys() - {"outcome", "outcome_reason"}
    return FilingView.model_validate(
        {name: getattr(filing, name) for name in names}
        | {"outcome": said and said.outcome, "outcome_reason": said and said.reason}
    )
