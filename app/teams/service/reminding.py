"""Remind leaders of the yearly filing: before the day it is due, and every week after it (004: by 30 July)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import local_date, to_local
from app.identity.models import Volunteer
from app.messages.kinds import Kind
from app.messages.service.inbox import notify
from app.teams.models import Team
from app.teams.queries import standing_filings
from app.teams.service.leading import leading_id
from points.calendar import OFFICIAL, due_after

DUE_ON: Final = (7, 30)
"""「请于7月30日报市妇联宣传部」: month and day by which every team has filed or confirmed that nothing changed."""
AHEAD: Final = 3
"""Working days before it on which the first reminder goes out (forms.md §1.6)."""
MORNING: Final = range(9, 12)
ROUND_MOST: Final = 500


def remind_of_filing(session: Session, *, now: dt.datetime) -> int:
    """Remind the leaders of teams that have not filed this year, once before the day and once a week after it.

    Only in the morning of a working day; returns how many were reminded.
    """
    today = local_date(now)
    due = dt.date(today.year, *DUE_ON)
    if to_local(now).hour not in MORNING or not OFFICIAL.is_working_day(today) or due_after(today, AHEAD).on < due:
        return 0
    late = today > due
    week = f"{today.isocalendar().year}-{today.isocalendar().week}" if late else "ahead"
    teams = session.execute(
        select(Team)
        .where(
            Team.dissolved_on.is_(None),
            Team.founded_on <= due,
            ~standing_filings(today.year).exists(),
        )
        .order_by(Team.county_id, Team.id)
    ).scalars()
    told = 0
    for team in teams:
        leader = session.get_one(Volunteer, (team.county_id, leading_id(session, team)))
        if leader.state == "left":
            continue
        told += notify(
            session,
            Kind.TEAM_FILING_DUE,
            county_id=team.county_id,
            to=[leader.id],
            about=team.id,
            now=now,
            event=f"{Kind.TEAM_FILING_DUE}:{team.id}:{today.year}:{week}",
            title=team.name,
            due_on=due if not late else dt.date(today.year, 12, 31),
        )
        if told >= ROUND_MOST:
            break
    return told
