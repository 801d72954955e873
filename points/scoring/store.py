"""Rule versions in the database: draft, publish, load (积分规则的存取). Published versions are never edited."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from points.amounts import Minutes, Percent, Points
from points.base import new_id
from points.errors import NotFound
from points.scoring.models import DifficultyClassRow, ScoringRule
from points.scoring.models import PointSource as PointSourceRow
from points.scoring.refusals import RuleAlreadyPublished, RuleNeedsSecondPerson, RuleWithoutClasses
from points.scoring.rulebook import (
    Caps,
    DifficultyClass,
    PointSource,
    Rounding,
    RuleVersion,
    require_published_ahead,
    rule_in_force,
)

LOCK_VERSIONS = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """A rule version with the story of how it came about."""

    rule: RuleVersion
    state: str
    drafted_by: uuid.UUID
    drafted_at: dt.datetime
    approved_by: uuid.UUID | None
    published_at: dt.datetime | None


def draft(
    session: Session, *, county_id: str, rule: RuleVersion, drafted_by: uuid.UUID, now: dt.datetime
) -> StoredRule:
    """Store a rule as the next draft of its county or site; ``rule.id`` and ``rule.version`` are given here.

    Raises:
        RuleWithoutClasses: no difficulty class at all, so nothing could ever be scored.

    """
    if not rule.difficulty_classes:
        raise RuleWithoutClasses()
    session.execute(LOCK_VERSIONS, {"name": f"scoring_rule:{county_id}:{rule.site_id}"})
    newest = session.execute(
        select(func.max(ScoringRule.version)).where(
            ScoringRule.county_id == county_id, ScoringRule.site_id.is_not_distinct_from(rule.site_id)
        )
    ).scalar_one()
    row = _row(county_id, rule, version=(newest or 0) + FIRST_VERSION, drafted_by=drafted_by, now=now)
    session.add(row)
    session.flush()
    session.add_all(_class_row(row, difficulty) for difficulty in rule.difficulty_classes)
    session.add_all(_source_row(row, source) for source in rule.point_sources)
    session.flush()
    return get_rule(session, county_id=county_id, rule_id=row.id)


def publish(
    session: Session,
    *,
    county_id: str,
    rule_id: uuid.UUID,
    approved_by: uuid.UUID,
    effective_from: dt.datetime,
    now: dt.datetime,
) -> StoredRule:
    """Publish a draft by a second person; ``effective_from`` is the instant at which its first day begins.

    Raises:
        NotFound: there is no such version in this county.
        RuleAlreadyPublished: it is public already.
        RuleNeedsSecondPerson: whoever drafted it wants to publish it.
        RulePublishedTooLate: it would apply within 24 hours.

    """
    row = session.execute(
        select(ScoringRule).where(ScoringRule.county_id == county_id, ScoringRule.id == rule_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if row.state == "published":
        raise RuleAlreadyPublished(version=row.version)
    if row.drafted_by == approved_by:
        raise RuleNeedsSecondPerson()
    require_published_ahead(published_at=now, effective_from=effective_from)
    row.state, row.approved_by, row.published_at = "published", approved_by, now
    session.flush()
    return get_rule(session, county_id=county_id, rule_id=rule_id)


def get_rule(session: Session, *, county_id: str, rule_id: uuid.UUID) -> StoredRule:
    """Return one version, draft or published.

    Raises:
        NotFound: there is none in this county.

    """
    row = session.get(ScoringRule, (county_id, rule_id))
    if row is None:
        raise NotFound()
    return _load(session, county_id=county_id, rows=[row])[0]


def list_rules(
    session: Session, *, county_id: str, site_id: uuid.UUID | None, drafts: bool = False, limit: int = 50
) -> list[StoredRule]:
    """Return the county's versions and those of the site, newest first day first; drafts only when asked for."""
    wanted = select(ScoringRule).where(
        ScoringRule.county_id == county_id, or_(ScoringRule.site_id.is_(None), ScoringRule.site_id == site_id)
    )
    if not drafts:
        wanted = wanted.where(ScoringRule.state == "published")
    order = (ScoringRule.effective_on.desc(), ScoringRule.version.desc(), ScoringRule.id)
    return _load(session, county_id=county_id, rows=session.scalars(wanted.order_by(*order).limit(limit)).all())


def list_published(session: Session, *, county_id: str) -> list[RuleVersion]:
    """Return every published version of a county and of its sites, newest first day first; at most a thousand."""
    rows = session.scalars(
        select(ScoringRule)
        .where(ScoringRule.county_id == county_id, ScoringRule.state == "published")
        .order_by(ScoringRule.effective_on.desc(), ScoringRule.version.desc(), ScoringRule.id)
        .limit(1000)
    ).all()
    return [stored.rule for stored in _load(session, county_id=county_id, rows=rows)]


def load_rule_in_force(session: Session, *, county_id: str, site_id: uuid.UUID | None, on: dt.date) -> RuleVersion:
    """Return the published version that holds for the site on that day, else its county's (D5).

    Raises:
        RuleNotInForce: neither has a version in force.

    """
    versions = [stored.rule for stored in list_rules(session, county_id=county_id, site_id=site_id, limit=200)]
    return rule_in_force(versions, on=on, site_id=site_id)


def _load(session: Session, *, county_id: str, rows: Sequence[ScoringRule]) -> list[StoredRule]:
    ids = [row.id for row in rows]
    classes = session.scalars(
        select(DifficultyClassRow)
        .where(DifficultyClassRow.county_id == county_id, DifficultyClassRow.rule_id.in_(ids))
        .order_by(DifficultyClassRow.code)
    ).all()
    sources = session.scalars(
        select(PointSourceRow)
        .where(PointSourceRow.county_id == county_id, PointSourceRow.rule_id.in_(ids))
        .order_by(PointSourceRow.code)
    ).all()
    return [
        StoredRule(
            rule=_rule(
                row,
                classes=[difficulty for difficulty in classes if difficulty.rule_id == row.id],
                sources=[source for source in sources if source.rule_id == row.id],
            ),
            state=row.state,
            drafted_by=row.drafted_by,
            drafted_at=row.drafted_at,
            approved_by=row.approved_by,
            published_at=row.published_at,
        )
        for row in rows
    ]


def _rule(row: ScoringRule, *, classes: Sequence[DifficultyClassRow], sources: Sequence[PointSourceRow]) -> RuleVersion:
    return RuleVersion(
        id=row.id,
        version=row.version,
        site_id=row.site_id,
        effective_on=row.effective_on,
        rounding=Rounding(row.rounding),
        rounding_unit=Points(row.rounding_unit),
        caps=Caps(
            event_minutes=_minutes(row.cap_event_minutes),
            day_minutes=_minutes(row.cap_day_minutes),
            event_points=_points(row.cap_event_points),
            day_points=_points(row.cap_day_points),
            week_points=_points(row.cap_week_points),
            month_points=_points(row.cap_month_points),
            season_points=_points(row.cap_season_points),
        ),
        minimum_minutes=Minutes(row.minimum_minutes),
        minimum_presence_percent=row.minimum_presence_percent,
        family_members_count=row.family_members_count,
        free_minutes=Minutes(row.free_minutes),
        redeem_floor=Points(row.redeem_floor),
        redeem_suspend_below=_points(row.redeem_suspend_below),
        difficulty_classes=tuple(_difficulty(difficulty) for difficulty in classes),
        point_sources=tuple(_source(source) for source in sources),
    )


def _difficulty(row: DifficultyClassRow) -> DifficultyClass:
    return DifficultyClass(
        code=row.code,
        name=row.name,
        factor=Percent(row.factor_percent),
        base=Points(row.base_points),
        rate=Points(row.rate_points),
    )


def _source(row: PointSourceRow) -> PointSource:
    return PointSource(
        code=row.code,
        name=row.name,
        points=Points(row.points),
        first_points=_points(row.first_points),
        per_month=row.per_month,
    )


def _row(county_id: str, rule: RuleVersion, *, version: int, drafted_by: uuid.UUID, now: dt.datetime) -> ScoringRule:
    return ScoringRule(
        county_id=county_id,
        id=new_id(),
        site_id=rule.site_id,
        version=version,
        effective_on=rule.effective_on,
        rounding=rule.rounding.value,
        rounding_unit=rule.rounding_unit,
        minimum_minutes=rule.minimum_minutes,
        minimum_presence_percent=rule.minimum_presence_percent,
        family_members_count=rule.family_members_count,
        free_minutes=rule.free_minutes,
        cap_event_minutes=rule.caps.event_minutes,
        cap_day_minutes=rule.caps.day_minutes,
        cap_event_points=rule.caps.event_points,
        cap_day_points=rule.caps.day_points,
        cap_week_points=rule.caps.week_points,
        cap_month_points=rule.caps.month_points,
        cap_season_points=rule.caps.season_points,
        redeem_floor=rule.redeem_floor,
        redeem_suspend_below=rule.redeem_suspend_below,
        state="draft",
        drafted_by=drafted_by,
        drafted_at=now,
        approved_by=None,
        published_at=None,
    )


def _class_row(row: ScoringRule, difficulty: DifficultyClass) -> DifficultyClassRow:
    return DifficultyClassRow(
        county_id=row.county_id,
        rule_id=row.id,
        code=difficulty.code,
        name=difficulty.name,
        factor_percent=difficulty.factor,
        base_points=difficulty.base,
        rate_points=difficulty.rate,
    )


def _source_row(row: ScoringRule, source: PointSource) -> PointSourceRow:
    return PointSourceRow(
        county_id=row.county_id,
        rule_id=row.id,
        code=source.code,
        name=source.name,
        points=source.points,
        first_points=source.first_points,
        per_month=source.per_month,
    )


def _minutes(value: int | None) -> Minutes | None:
    return None if value is None else Minutes(value)


def _points(value: int | None) -> Points | None:
    return None if value is None else Points(value)
