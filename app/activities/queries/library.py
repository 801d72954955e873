"""Reads about templates and duty rosters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.activities.models import (
    Activity,
    ActivityTemplate,
    DutyRoster,
    RosterDuty,
    RosterOccurrence,
)
from app.identity.models import Volunteer
from points.errors import NotFound

EFFECTS = text(
    """
    WITH used AS (
        SELECT u.template_id, u.activity_id FROM template_use u
        WHERE u.county_id = :county_id AND u.template_id = ANY(:ids)
        UNION
        SELECT t.id, t.source_id FROM activity_template t WHERE t.county_id = :county_id AND t.id = ANY(:ids)
    )
    SELECT used.template_id,
        count(*) FILTER (WHERE a.state IN ('published', 'closed')) AS times,
        count(*) FILTER (WHERE a.state = 'closed') AS finished,
        coalesce(sum(t.people), 0) AS participations,
        coalesce(sum(r.minutes), 0) AS minutes,
        coalesce(sum(a.unregistered_headcount) FILTER (WHERE a.state = 'closed'), 0) AS headcount,
        coalesce(sum(m.quantity), 0) AS materials
    FROM used
    JOIN activity a ON a.county_id = :county_id AND a.id = used.activity_id
    LEFT JOIN LATERAL (
        SELECT count(DISTINCT t.volunteer_id) AS people FROM attendance t
        WHERE t.county_id = a.county_id AND t.activity_id = a.id AND t.undone_at IS NULL
    ) t ON a.state = 'closed'
    LEFT JOIN LATERAL (
        SELECT sum(r.minutes) AS minutes FROM service_record r
        WHERE r.county_id = a.county_id AND r.activity_id = a.id AND r.state IN ('verified', 'disclosed', 'settled')
    ) r ON a.state = 'closed'
    LEFT JOIN LATERAL (
        SELECT sum(m.quantity) AS quantity FROM material_handout m
        WHERE m.county_id = a.county_id AND m.activity_id = a.id AND m.kind = 'publicity' AND m.reverses_id IS NULL
          AND NOT EXISTS (SELECT FROM material_handout b WHERE b.county_id = m.county_id AND b.reverses_id = m.id)
    ) m ON a.state = 'closed'
    GROUP BY used.template_id
    """
)


@dataclass(frozen=True)
class Effect:
    """What was demonstrated with a template: numbers of its finished activities."""

    times: int = 0
    finished: int = 0
    participations: int = 0
    minutes: int = 0
    headcount: int = 0
    materials: int = 0


def get_template(session: Session, *, county_id: str, template_id: uuid.UUID) -> ActivityTemplate:
    """Return a template of the county's library.

    Raises:
        NotFound: there is none.
    """
    found = session.get(ActivityTemplate, (county_id, template_id))
    if found is None:
        raise NotFound()
    return found


def list_templates(
    session: Session, *, county_id: str, retired: bool, after: uuid.UUID | None, limit: int
) -> list[tuple[ActivityTemplate, Activity]]:
    """Return templates with their source, newest first, one more than ``limit`` if there are more."""
    query = (
        select(ActivityTemplate, Activity)
        .join(
            Activity,
            (Activity.county_id == ActivityTemplate.county_id) & (Activity.id == ActivityTemplate.source_id),
        )
        .where(ActivityTemplate.county_id == county_id)
    )
    if not retired:
        query = query.where(ActivityTemplate.retired_at.is_(None))
    if after is not None:
        query = query.where(ActivityTemplate.id < after)
    rows = session.execute(query.order_by(ActivityTemplate.id.desc()).limit(limit + 1))
    return [(template, source) for template, source in rows]


def effects_of(session: Session, *, county_id: str, template_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Effect]:
    """Return what was demonstrated with each of some templates."""
    rows = session.execute(EFFECTS, {"county_id": county_id, "ids": list(template_ids)})
    return {row.template_id: Effect(*(int(number) for number in row[1:])) for row in rows}


def get_roster(session: Session, *, county_id: str, roster_id: uuid.UUID, lock: bool = False) -> DutyRoster:
    """Return a duty roster, locked against other changes if asked.

    Raises:
        NotFound: there is none.
    """
    found = session.get(DutyRoster, (county_id, roster_id), with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound()
    return found


def list_rosters(
    session: Session, *, county_id: str, site_id: uuid.UUID | None, after: uuid.UUID | None, limit: int
) -> list[DutyRoster]:
    """Return duty rosters, newest first, one more than ``limit`` if there are more."""
    query = select(DutyRoster).where(DutyRoster.county_id == county_id)
    if site_id is not None:
        query = query.where(DutyRoster.site_id == site_id)
    if after is not None:
        query = query.where(DutyRoster.id < after)
    return list(session.execute(query.order_by(DutyRoster.id.desc()).limit(limit + 1)).scalars())


def made_until(session: Session, *, county_id: str, roster_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """Return the last day made of each of some rosters."""
    rows = session.execute(
        select(RosterOccurrence.roster_id, func.max(RosterOccurrence.occurs_on))
        .where(RosterOccurrence.county_id == county_id, RosterOccurrence.roster_id.in_(roster_ids))
        .group_by(RosterOccurrence.roster_id)
    )
    return {row[0]: row[1] for row in rows}


def list_duties(session: Session, roster: DutyRoster) -> list[tuple[RosterDuty, Volunteer, Volunteer | None]]:
    """Return who stands where with her substitute, by shift and name; a roster has at most a hundred duties."""
    other = aliased(Volunteer)
    rows = session.execute(
        select(RosterDuty, Volunteer, other)
        .join(Volunteer, (Volunteer.county_id == RosterDuty.county_id) & (Volunteer.id == RosterDuty.volunteer_id))
        .outerjoin(other, (other.county_id == RosterDuty.county_id) & (other.id == RosterDuty.substitute_id))
        .where(RosterDuty.county_id == roster.county_id, RosterDuty.roster_id == roster.id)
        .order_by(RosterDuty.shift_number, Volunteer.name_pinyin, Volunteer.id)
    )
    return [(duty, person, substitute) for duty, person, substitute in rows]


def list_unmade(session: Session, *, today: dt.date, until_on: dt.date) -> list[DutyRoster]:
    """Return running rosters of every county of which days until ``until_on`` are not made yet; a hundred at most."""
    wanted = func.least(DutyRoster.until_on, until_on)
    return list(
        session.execute(
            select(DutyRoster)
            .join(
                ActivityTemplate,
                (ActivityTemplate.county_id == DutyRoster.county_id) & (ActivityTemplate.id == DutyRoster.template_id),
            )
            .where(
                DutyRoster.ended_at.is_(None),
                ActivityTemplate.retired_at.is_(None),
                DutyRoster.until_on >= today,
                DutyRoster.from_on <= until_on,
                or_(DutyRoster.expanded_until.is_(None), DutyRoster.expanded_until < wanted),
            )
            .order_by(DutyRoster.county_id, DutyRoster.id)
            .limit(100)
        ).scalars()
    )


def list_occurrences(session: Session, roster: DutyRoster) -> list[RosterOccurrence]:
    """Return the days made of a roster, latest first; a roster has at most 367."""
    return list(
        session.execute(
            select(RosterOccurrence)
            .where(RosterOccurrence.county_id == roster.county_id, RosterOccurrence.roster_id == roster.id)
            .order_by(RosterOccurrence.occurs_on.desc())
        ).scalars()
    )


def find_occurrence(session: Session, activity: Activity) -> RosterOccurrence | None:
    """Return for which day of which roster an activity stands, or None."""
    return session.execute(
        select(RosterOccurrence).where(
            RosterOccurrence.county_id == activity.county_id, RosterOccurrence.activity_id == activity.id
        )
    ).scalar_one_or_none()
