from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest

from points.amounts import Minutes, Points
from points.scoring.ladder import Approval, ApprovalLadder, approval_for
from points.scoring.refusals import (
    PointsOnlySourceRefused,
    PointSourceUnknown,
    RuleInvalid,
    RuleNotInForce,
    RulePublishedTooLate,
)
from points.scoring.rulebook import (
    Caps,
    DifficultyClass,
    PointSource,
    require_published_ahead,
    require_yields_hours,
    rule_in_force,
)
from points.scoring.spending import reference_value
from tests.points.scoring.scoring_inputs import DITCH, rule_with

SITE = uuid.UUID(int=7)
QUIZ = PointSource(code="quiz", name="分类小问答", points=Points(100))


def version(number, effective_on, site_id=None):
    return dataclasses.replace(rule_with(), version=number, effective_on=effective_on, site_id=site_id)


def test_rule_when_the_site_has_its_own_then_wins_over_a_newer_county_rule():
    county = version(1, dt.date(2026, 1, 1))
    newer_county = version(2, dt.date(2026, 6, 1))
    site = version(1, dt.date(2026, 3, 1), SITE)
    elsewhere = version(1, dt.date(2026, 2, 1), uuid.UUID(int=8))
    versions = [newer_county, site, county, elsewhere]

    assert rule_in_force(versions, on=dt.date(2026, 2, 28), site_id=SITE) is county
    assert rule_in_force(versions, on=dt.date(2026, 3, 1), site_id=SITE) is site
    assert rule_in_force(versions, on=dt.date(2026, 7, 1), site_id=SITE) is site
    assert rule_in_force(versions, on=dt.date(2026, 7, 1), site_id=None) is newer_county


def test_rule_when_two_start_on_the_same_day_then_the_higher_version_holds():
    first, second = version(1, dt.date(2026, 1, 1)), version(2, dt.date(2026, 1, 1))

    assert rule_in_force([second, first], on=dt.date(2026, 1, 1), site_id=None) is second


def test_rule_when_none_is_in_force_then_is_refused():
    with pytest.raises(RuleNotInForce) as refusal:
        rule_in_force([version(1, dt.date(2026, 1, 2))], on=dt.date(2026, 1, 1), site_id=SITE)

    assert refusal.value.params == {"on": "2026-01-01"}


def test_rule_when_published_a_second_too_late_then_is_refused():
    start = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    day_before = start - dt.timedelta(days=1)

    require_published_ahead(published_at=day_before, effective_from=start)
    with pytest.raises(RulePublishedTooLate):
        require_published_ahead(published_at=day_before + dt.timedelta(seconds=1), effective_from=start)


def test_points_only_source_when_asked_for_minutes_then_is_refused():
    assert require_yields_hours(DITCH) is DITCH
    assert (DifficultyClass.yields_hours, PointSource.yields_hours) == (True, False)
    with pytest.raises(PointsOnlySourceRefused) as refusal:
        require_yields_hours(QUIZ)
    assert refusal.value.params == {"source": "quiz"}


def test_point_source_when_unknown_then_is_refused():
    courtyard = PointSource(code="courtyard", name="庭院整洁", points=Points(1000))

    assert rule_with(point_sources=(courtyard, QUIZ)).point_source("quiz") is QUIZ
    with pytest.raises(PointSourceUnknown):
        rule_with().point_source("quiz")


@pytest.mark.parametrize(
    "terms",
    [
        {"rounding_unit": Points(0)},
        {"minimum_presence_percent": 101},
        {"minimum_minutes": Minutes(-1)},
        {"free_minutes": Minutes(-1)},
        {"redeem_floor": Points(-1)},
        {"redeem_suspend_below": Points(-1)},
        {"difficulty_classes": (DITCH, DITCH)},
        {"point_sources": (QUIZ, QUIZ)},
    ],
)
def test_rule_when_a_term_is_out_of_range_then_is_refused_and_named(terms):
    with pytest.raises(RuleInvalid) as refusal:
        rule_with(**terms)

    assert refusal.value.params["field"] == next(iter(terms))


@pytest.mark.parametrize(
    ("field", "value"), [("factor", 0), ("factor", 1001), ("base", -1), ("rate", -1), ("rate", 100_001)]
)
def test_difficulty_when_a_number_is_out_of_range_then_is_refused(field, value):
    with pytest.raises(RuleInvalid):
        dataclasses.replace(DITCH, **{field: value})


@pytest.mark.parametrize(
    "terms",
    [
        {"points": Points(0)},
        {"points": Points(1_000_001)},
        {"points": Points(-100), "first_points": Points(200)},
        {"points": Points(100), "first_points": Points(0)},
        {"points": Points(100), "per_month": 0},
    ],
)
def test_point_source_when_a_number_makes_no_sense_then_is_refused(terms):
    with pytest.raises(RuleInvalid):
        PointSource(code="quiz", name="分类小问答", **terms)


@pytest.mark.parametrize("terms", [{"event_minutes": 1441}, {"season_points": -1}])
def test_cap_when_out_of_range_then_is_refused(terms):
    with pytest.raises(RuleInvalid):
        Caps(**terms)


def test_ladder_when_the_operator_sets_it_then_is_climbed_as_set():
    strict = ApprovalLadder(automatic=Minutes(240), second_approver=Minutes(360))

    assert approval_for(Minutes(241), ladder=strict) is Approval.SECOND_APPROVER
    with pytest.raises(RuleInvalid):
        ApprovalLadder(automatic=Minutes(2), second_approver=Minutes(1))


def test_reference_value_when_the_rate_is_zero_then_is_refused():
    assert reference_value(Points(1), points_per_yuan=Points(1000)) == 0
    with pytest.raises(RuleInvalid):
        reference_value(Points(1), points_per_yuan=Points(0))
