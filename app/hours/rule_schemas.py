"""Shapes of scoring rules on the wire."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from app.http.schemas import Body, CountyCode, InstantOut, Line, MinutesOut, PointsIn, PointsOut, View
from points.amounts import Minutes, Percent, Points
from points.base import new_id
from points.scoring.rendering import describe, formula
from points.scoring.rulebook import Caps, DifficultyClass, PointSource, Rounding, RuleVersion
from points.scoring.store import StoredRule

ClassCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,32}$")]
MinutesIn = Annotated[int, Field(ge=0, le=600_000)]


class DifficultyClassBody(Body):
    """A difficulty class: what it is called, its factor in percent, and what an hour and coming are worth."""

    code: ClassCode
    name: Line
    factor_percent: Annotated[int, Field(ge=1, le=1000)] = 100
    rate: PointsIn
    base: PointsIn = 0


class PointSourceBody(Body):
    """A source of points that is no volunteer service."""

    code: ClassCode
    name: Line
    points: PointsIn
    first_points: PointsIn | None = None
    per_month: Annotated[int, Field(ge=1, le=31)] | None = None


class CapsBody(Body):
    """Upper limits of one person; without a value there is none."""

    event_minutes: MinutesIn | None = None
    day_minutes: MinutesIn | None = None
    event_points: PointsIn | None = None
    day_points: PointsIn | None = None
    week_points: PointsIn | None = None
    month_points: PointsIn | None = None
    season_points: PointsIn | None = None


class RuleBody(Body):
    """A new version of the rules of the county, or of one site."""

    site_id: uuid.UUID | None = None
    effective_on: Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2100, 12, 31))]
    rounding: Rounding = Rounding.HALF_HOUR_FLOOR
    rounding_unit: PointsIn = 1
    minimum_minutes: MinutesIn = 0
    minimum_presence_percent: Annotated[int, Field(ge=0, le=100)] = 0
    family_members_count: bool = True
    free_minutes: MinutesIn = 0
    redeem_floor: PointsIn = 0
    redeem_suspend_below: PointsIn | None = None
    caps: CapsBody = CapsBody()
    difficulty_classes: Annotated[list[DifficultyClassBody], Field(min_length=1, max_length=50)]
    point_sources: Annotated[tuple[PointSourceBody, ...], Field(max_length=100)] = ()

    def rule(self) -> RuleVersion:
        """Return the version these numbers describe.

        Raises:
            RuleInvalid: a number is outside its legal range, or a code appears twice.
        """
        return RuleVersion(
            id=new_id(),
            version=1,
            site_id=self.site_id,
            effective_on=self.effective_on,
            rounding=self.rounding,
            rounding_unit=Points(self.rounding_unit),
            minimum_minutes=Minutes(self.minimum_minutes),
            minimum_presence_percent=self.minimum_presence_percent,
            family_members_count=self.family_members_count,
            free_minutes=Minutes(self.free_minutes),
            redeem_floor=Points(self.redeem_floor),
            redeem_suspend_below=None if self.redeem_suspend_below is None else Points(self.redeem_suspend_below),
            caps=Caps(**self.caps.model_dump()),
            difficulty_classes=tuple(
                DifficultyClass(
                    code=each.code,
                    name=each.name,
                    factor=Percent(each.factor_percent),
                    rate=Points(each.rate),
                    base=Points(each.base),
                )
                for each in self.difficulty_classes
            ),
            point_sources=tuple(
                PointSource(
                    code=each.code,
                    name=each.name,
                    points=Points(each.points),
                    first_points=None if each.first_points is None else Points(each.first_points),
                    per_month=each.per_month,
                )
                for each in self.point_sources
            ),
        )


class RuleQuery(Body):
    """Whose rules: those of a site and its county, or of the county alone; drafts for those who may write them."""

    site_id: uuid.UUID | None = None
    county_id: CountyCode | None = None
    drafts: bool = False


class CurrentRuleQuery(Body):
    """Which rule holds for a site on a day; today without a day."""

    site_id: uuid.UUID | None = None
    county_id: CountyCode | None = None
    on: dt.date | None = None


class DifficultyClassView(View):
    """A difficulty class."""

    code: str
    name: str
    factor_percent: int
    rate: PointsOut
    base: PointsOut


class PointSourceView(View):
    """A points-only source."""

    code: str
    name: str
    points: PointsOut
    first_points: PointsOut | None
    per_month: int | None


class CapsView(View):
    """Upper limits of one person."""

    event_minutes: MinutesOut | None
    day_minutes: MinutesOut | None
    event_points: PointsOut | None
    day_points: PointsOut | None
    week_points: PointsOut | None
    month_points: PointsOut | None
    season_points: PointsOut | None


class RuleView(View):
    """One version of the rules, in numbers and in words."""

    id: uuid.UUID
    site_id: uuid.UUID | None
    version: int
    state: Literal["draft", "published"]
    effective_on: dt.date
    published_at: InstantOut | None
    rounding: Rounding
    rounding_unit: PointsOut
    minimum_minutes: MinutesOut
    minimum_presence_percent: int
    family_members_count: bool
    free_minutes: MinutesOut
    redeem_floor: PointsOut
    redeem_suspend_below: PointsOut | None
    caps: CapsView
    difficulty_classes: list[DifficultyClassView]
    point_sources: list[PointSourceView]
    formula: str
    sentences: list[str]


class RuleList(View):
    """Versions of the rules, newest first day first."""

    items: list[RuleView]


def rule_view(stored: StoredRule) -> RuleView:
    """Return a stored version as it travels on the wire."""
    rule = stored.rule
    return RuleView(
        id=rule.id,
        site_id=rule.site_id,
        version=rule.version,
        state="published" if stored.state == "published" else "draft",
        effective_on=rule.effective_on,
        published_at=stored.published_at,
        rounding=rule.rounding,
        rounding_unit=rule.rounding_unit,
        minimum_minutes=rule.minimum_minutes,
        minimum_presence_percent=rule.minimum_presence_percent,
        family_members_count=rule.family_members_count,
        free_minutes=rule.free_minutes,
        redeem_floor=rule.redeem_floor,
        redeem_suspend_below=rule.redeem_suspend_below,
        caps=CapsView.model_validate(rule.caps),
        difficulty_classes=[
            DifficultyClassView(
                code=each.code, name=each.name, factor_percent=each.factor, rate=each.rate, base=each.base
            )
            for each in rule.difficulty_classes
        ],
        point_sources=[PointSourceView.model_validate(each) for each in rule.point_sources],
        formula=formula(rule),
        sentences=describe(rule),
    )
