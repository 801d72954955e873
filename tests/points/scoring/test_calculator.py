from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given, settings

from points.amounts import Minutes, Percent, Points
from points.scoring.calculator import Assessment, PersonKind, Usage, assess, assess_item
from points.scoring.recomputation import recompute
from points.scoring.refusals import DifficultyUnknown, RuleNotInForce, ServiceInvalid
from points.scoring.rulebook import Caps, PointSource, Rounding
from points.scoring.steps import StepCode, step, step_from_json
from tests.points.scoring.scoring_inputs import DITCH, rule_with, rules, served_for, services, usages


def codes(assessment: Assessment) -> list[StepCode]:
    return [each.code for each in assessment.steps]


def test_service_when_two_and_a_half_hours_at_the_ditch_then_is_fourteen_points():
    assessment = assess(served_for(150), rule_with())

    assert assessment == Assessment(
        Minutes(150),
        Points(1400),
        (
            step(StepCode.SERVED, minutes=150, planned_minutes=150),
            step(StepCode.FORMULA, minutes=150, rate=400, factor=120, base=200, points=1400),
        ),
    )


@pytest.mark.parametrize(
    ("rounding", "unit", "points", "trace"),
    [
        # 100 minutes × 4 points ÷ 60 = 6.666… points
        (Rounding.FLOOR, 1, 666, [StepCode.FORMULA, StepCode.ROUNDED_DOWN]),
        (Rounding.HALF_UP, 1, 667, [StepCode.FORMULA, StepCode.ROUNDED_HALF_UP]),
        (Rounding.HALF_HOUR_FLOOR, 1, 600, [StepCode.HALF_HOUR_FLOOR, StepCode.FORMULA]),
        (Rounding.FLOOR, 100, 600, [StepCode.FORMULA, StepCode.ROUNDED_DOWN]),
        (Rounding.HALF_UP, 100, 700, [StepCode.FORMULA, StepCode.ROUNDED_HALF_UP]),
    ],
)
def test_service_when_it_does_not_come_out_even_then_is_rounded_once(rounding, unit, points, trace):
    plain = dataclasses.replace(DITCH, factor=Percent(100), base=Points(0))
    rule = rule_with(difficulty_classes=(plain,), rounding=rounding, rounding_unit=Points(unit))

    assessment = assess(served_for(100), rule)

    assert assessment.points == points
    assert assessment.minutes_counted == 100
    assert codes(assessment) == [StepCode.SERVED, *trace]


def test_service_when_exactly_half_a_unit_is_over_then_half_up_goes_up():
    plain = dataclasses.replace(DITCH, factor=Percent(100), base=Points(0), rate=Points(50))
    rule = rule_with(difficulty_classes=(plain,), rounding=Rounding.HALF_UP, rounding_unit=Points(100))

    assert assess(served_for(60), rule).points == 100
    assert assess(served_for(59), rule).points == 0


def test_service_when_shorter_than_the_minimum_then_counts_nothing():
    rule = rule_with(minimum_minutes=Minutes(30))

    short = assess(served_for(29), rule)

    assert (short.minutes_counted, short.points) == (0, 0)
    assert short.steps[-1] == step(StepCode.BELOW_MINIMUM_MINUTES, minutes=29, minimum=30)
    assert assess(served_for(30), rule).minutes_counted == 30


def test_service_when_present_for_exactly_the_required_share_then_counts():
    rule = rule_with(minimum_presence_percent=60)

    assert assess(served_for(72, planned=120), rule).minutes_counted == 72
    missed = assess(served_for(71, planned=120), rule)
    assert (missed.minutes_counted, missed.points) == (0, 0)
    assert missed.steps[-1].as_json() == {
        "code": "below_minimum_presence",
        "minutes": 71,
        "planned_minutes": 120,
        "percent": 60,
    }


def test_minutes_when_event_and_day_are_capped_then_are_cut_in_that_order():
    rule = rule_with(caps=Caps(event_minutes=Minutes(120), day_minutes=Minutes(480)))

    assessment = assess(served_for(150), rule, Usage(day_minutes=Minutes(400)))

    assert assessment.minutes_counted == 80
    assert assessment.steps[1:3] == (
        step(StepCode.CAP_EVENT_MINUTES, cap=120, used=0, before=150, after=120),
        step(StepCode.CAP_DAY_MINUTES, cap=480, used=400, before=120, after=80),
    )


def test_points_when_every_period_is_capped_then_the_tightest_wins_and_all_are_named():
    caps = Caps(
        event_points=Points(1300),
        day_points=Points(1200),
        week_points=Points(1100),
        month_points=Points(1000),
        season_points=Points(900),
    )

    assessment = assess(served_for(150), rule_with(caps=caps))

    assert assessment.points == 900
    assert assessment.minutes_counted == 150
    assert codes(assessment)[-5:] == [
        StepCode.CAP_EVENT_POINTS,
        StepCode.CAP_DAY_POINTS,
        StepCode.CAP_WEEK_POINTS,
        StepCode.CAP_MONTH_POINTS,
        StepCode.CAP_SEASON_POINTS,
    ]


def test_points_when_the_month_is_used_up_then_are_nothing_and_minutes_stay():
    rule = rule_with(caps=Caps(month_points=Points(1000)))

    assessment = assess(served_for(150), rule, Usage(month_points=Points(1200)))

    assert (assessment.minutes_counted, assessment.points) == (150, 0)


def test_family_member_when_only_mothers_count_then_keeps_minutes_without_points():
    rule = rule_with(family_members_count=False)

    daughter = assess(served_for(150, kind=PersonKind.FAMILY), rule)

    assert (daughter.minutes_counted, daughter.points) == (150, 0)
    assert codes(daughter) == [StepCode.SERVED, StepCode.FAMILY_NOT_COUNTED]
    assert assess(served_for(150), rule).points == 1400
    assert assess(served_for(150, kind=PersonKind.FAMILY), rule_with()).points == 1400


def test_base_when_the_event_already_counted_then_is_not_given_again():
    again = assess(served_for(60), rule_with(), Usage(event_minutes=Minutes(90)))

    assert again.points == 480
    assert StepCode.BASE_ALREADY_GIVEN in codes(again)


def test_free_minutes_when_crossed_then_only_the_rest_earns():
    rule = rule_with(free_minutes=Minutes(3000))

    crossing = assess(served_for(60), rule, Usage(lifetime_minutes=Minutes(2970)))

    assert (crossing.minutes_counted, crossing.points) == (60, 440)
    assert crossing.steps[1] == step(StepCode.FREE_MINUTES, free=3000, minutes=60, paid=30)


def test_service_when_the_rule_is_younger_or_the_class_unknown_then_is_refused():
    too_early = dataclasses.replace(served_for(60), local_date=dt.date(2025, 12, 31))
    unknown = dataclasses.replace(served_for(60), difficulty="moon")

    with pytest.raises(RuleNotInForce):
        assess(too_early, rule_with())
    with pytest.raises(DifficultyUnknown) as refusal:
        assess(unknown, rule_with())
    assert refusal.value.params == {"difficulty": "moon", "version": 1}


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_service_when_longer_than_a_day_or_negative_then_is_refused(minutes):
    with pytest.raises(ServiceInvalid):
        served_for(minutes, planned=0)
    with pytest.raises(ServiceInvalid):
        served_for(0, planned=minutes)


def test_usage_when_absurd_then_is_refused():
    with pytest.raises(ServiceInvalid):
        Usage(day_minutes=Minutes(-1))
    with pytest.raises(ServiceInvalid):
        Usage(day_points=Points(10**13))
    assert Usage(day_points=Points(-200)).day_points == -200


def test_item_when_negative_then_needs_two_persons_and_no_cap_softens_it():
    swearing = PointSource(code="swearing", name="说脏话", points=Points(-200))
    rule = rule_with(point_sources=(swearing,), caps=Caps(month_points=Points(0)))

    award = assess_item(swearing, rule, times_before=0, times_this_month=0)

    assert (award.points, award.needs_two_persons) == (-200, True)


def test_item_when_the_month_is_capped_then_gives_what_is_left():
    courtyard = PointSource(code="courtyard", name="庭院整洁", points=Points(1000))
    rule = rule_with(point_sources=(courtyard,), caps=Caps(month_points=Points(1500)))

    award = assess_item(courtyard, rule, times_before=1, times_this_month=0, usage=Usage(month_points=Points(900)))

    assert (award.points, award.needs_two_persons) == (600, False)


def test_step_when_stored_as_json_then_comes_back_the_same():
    steps = assess(served_for(101), rule_with(rounding=Rounding.HALF_HOUR_FLOOR)).steps

    stored = json.dumps([each.as_json() for each in steps])

    assert tuple(step_from_json(each) for each in json.loads(stored)) == steps


@settings(max_examples=1_000)
@given(services, rules, usages)
def test_award_when_computed_in_two_ways_then_is_the_same(served, rule, usage):
    first, second = assess(served, rule, usage), recompute(served, rule, usage)

    assert (first.minutes_counted, first.points) == (second.minutes_counted, second.points)


@given(services, rules, usages)
def test_award_when_anything_is_served_then_stays_within_its_bounds(served, rule, usage):
    assessment = assess(served, rule, usage)

    assert 0 <= assessment.minutes_counted <= served.minutes
    assert assessment.points >= 0
    assert assessment.minutes_counted > 0 or assessment.points == 0
    assert all(type(value) is int for each in assessment.steps for value in each.params.values())


@given(services, rules)
def test_award_when_a_minute_longer_then_is_never_worth_less(served, rule):
    if served.minutes == 0:
        return
    shorter = dataclasses.replace(served, minutes=Minutes(served.minutes - 1))

    assert assess(shorter, rule).points <= assess(served, rule).points
