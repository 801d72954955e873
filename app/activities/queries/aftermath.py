"""Reads about what is written down after an activity."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from app.activities.models import Activity, ActivityRecord, MaterialHandout
from app.activities.quantities import Mark, total
from points.errors import NotFound


def get_record(session: Session, activity: Activity) -> ActivityRecord:
    """Return how an activity went, in words.

    Raises:
        NotFound: nobody has written it down.
    """
    found = session.get(ActivityRecord, (activity.county_id, activity.id))
    if found is None:
        raise NotFound()
    return found


def get_handout(session: Session, *, county_id: str, handout_id: uuid.UUID) -> MaterialHandout:
    """Return one row of hand-outs.

    Raises:
        NotFound: there is none.
    """
    found = session.get(MaterialHandout, (county_id, handout_id))
    if found is None:
        raise NotFound()
    return found


def _of(*, county_id: str, site_id: uuid.UUID, activity_id: uuid.UUID | None) -> list[ColumnElement[bool]]:
    found = [MaterialHandout.county_id == county_id, MaterialHandout.site_id == site_id]
    if activity_id is not None:
        found.append(MaterialHandout.activity_id == activity_id)
    return found


def _is_reversed() -> ColumnElement[bool]:
    other = aliased(MaterialHandout)
    return (
        select(other.id)
        .where(other.county_id == MaterialHandout.county_id, other.reverses_id == MaterialHandout.id)
        .exists()
    )


def list_handouts(
    session: Session,
    *,
    county_id: str,
    site_id: uuid.UUID,
    activity_id: uuid.UUID | None,
    after: uuid.UUID | None,
    limit: int,
) -> list[tuple[MaterialHandout, bool]]:
    """Return hand-outs and whether each is reversed, newest first, one more than ``limit`` if there are more."""
    query = select(MaterialHandout, _is_reversed()).where(
        *_of(county_id=county_id, site_id=site_id, activity_id=activity_id)
    )
    if after is not None:
        query = query.where(MaterialHandout.id < after)
    rows = session.execute(query.order_by(MaterialHandout.id.desc()).limit(limit + 1))
    return [(handout, gone) for handout, gone in rows]


def handout_totals(
    session: Session, *, county_id: str, site_id: uuid.UUID, activity_id: uuid.UUID | None
) -> dict[str, tuple[int, Mark]]:
    """Return how much of each unit was handed out to people as 宣传品; reversed rows count nothing (附件3 第 3 项)."""
    rows = session.execute(
        select(MaterialHandout.unit, MaterialHandout.quantity, MaterialHandout.mark).where(
            *_of(county_id=county_id, site_id=site_id, activity_id=activity_id),
            MaterialHandout.kind == "publicity",
            MaterialHandout.reverses_id.is_(None),
            ~_is_reversed(),
        )
    ).all()
    return {
        unit: total((row.quantity, row.mark) for row in rows if row.unit == unit)
        for unit in ("sheet", "volume", "piece")
        if any(row.unit == unit for row in rows)
    }
