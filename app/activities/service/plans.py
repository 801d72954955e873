"""What an organizer says about an activity before it is published, and whether it holds together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from app.activities.models import Activity, Post, Shift
from app.activities.queries import get_difficulty
from app.activities.refusals import (
    ActivityTimesInvalid,
    InsuranceMissing,
    PostNamedTwice,
    PostsExceedShift,
    ShiftOutsideActivity,
)
from app.clock import local_date
from app.places.models import Site

LONGEST: Final = dt.timedelta(hours=24)
FURTHEST_BACK: Final = dt.timedelta(days=31)
FURTHEST_AHEAD: Final = dt.timedelta(days=366)


@dataclass(frozen=True)
class PostPlan:
    """One planned post of a shift; the code is a fixed word, the name is what people read."""

    code: str
    name: str
    capacity: int


@dataclass(frozen=True)
class ShiftPlan:
    """One planned shift."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    posts: tuple[PostPlan, ...] = ()


@dataclass(frozen=True)
class ActivityPlan:
    """Everything an organizer says about an activity before it is published."""

    title: str
    themes: tuple[str, ...]
    difficulty_code: str
    place_name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    risk_note: str
    hazardous: bool
    insurance_note: str | None
    poster_claims: bool
    shifts: tuple[ShiftPlan, ...]
    place_latitude: int | None = None
    place_longitude: int | None = None
    meals_note: str | None = None
    transport_note: str | None = None
    sign_up_approval: bool = False

    def moved_to(self, starts_at: dt.datetime) -> ActivityPlan:
        """Return the same plan beginning at another instant."""
        by = starts_at - self.starts_at
        return replace(
            self,
            starts_at=starts_at,
            ends_at=self.ends_at + by,
            shifts=tuple(
                replace(shift, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by) for shift in self.shifts
            ),
        )

    def columns(self) -> dict[str, object]:
        """Return what of the plan is written on the activity itself."""
        return {name: getattr(self, name) for name in COLUMNS} | {"themes": list(self.themes)}


COLUMNS: Final = tuple(name for name in ActivityPlan.__dataclass_fields__ if name not in {"shifts", "themes"})


def plan_of(activity: Activity, shifts: list[Shift], posts: list[Post]) -> ActivityPlan:
    """Return the plan that would make an activity once more."""
    return ActivityPlan(
        **{name: getattr(activity, name) for name in COLUMNS},
        themes=tuple(activity.themes),
        shifts=tuple(
            ShiftPlan(
                shift.starts_at,
                shift.ends_at,
                shift.capacity,
                tuple(PostPlan(post.code, post.name, post.capacity) for post in posts if post.shift_id == shift.id),
            )
            for shift in shifts
        ),
    )


def require_sound(session: Session, plan: ActivityPlan, *, site: Site, now: dt.datetime) -> None:
    """Demand that a plan holds together at a site.

    Raises:
        ActivityTimesInvalid, ShiftOutsideActivity: times are wrong.
        PostNamedTwice, PostsExceedShift: posts are wrong.
        InsuranceMissing: dangerous and not insured (Volunteer Service Regulations, article 17).
        RuleNotInForce, DifficultyUnknown: the rules of the day have no such difficulty.
    """
    for broken, rule in (
        (plan.ends_at <= plan.starts_at, "reversed"),
        (plan.ends_at - plan.starts_at > LONGEST, "too_long"),
        (plan.starts_at < now - FURTHEST_BACK, "too_long_ago"),
        (plan.starts_at > now + FURTHEST_AHEAD, "too_far_ahead"),
    ):
        if broken:
            raise ActivityTimesInvalid(rule=rule)
    for number, shift in enumerate(plan.shifts, start=1):
        if not plan.starts_at <= shift.starts_at < shift.ends_at <= plan.ends_at:
            raise ShiftOutsideActivity(shift=number)
        _require_sound_posts(shift, number)
    if plan.hazardous and plan.insurance_note is None:
        raise InsuranceMissing()
    get_difficulty(
        session,
        plan.difficulty_code,
        county_id=site.county_id,
        site_id=site.id,
        on=local_date(plan.starts_at),
    )


def _require_sound_posts(shift: ShiftPlan, number: int) -> None:
    names = [post.name for post in shift.posts]
    if len(set(names)) < len(names):
        raise PostNamedTwice(shift=number)
    if sum(post.capacity for post in shift.posts) > shift.capacity:
        raise PostsExceedShift(shift=number)
