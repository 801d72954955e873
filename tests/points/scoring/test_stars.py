from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.amounts import Minutes, Points
from points.scoring.refusals import RuleInvalid
from points.scoring.stars import BEIJING, LONGQUANYI, MINISTRY_2012, ZHANGJIAGANG_2014, StarScale, prize_marks, stars


def test_star_when_hours_and_points_are_asked_then_both_must_be_met():
    hundred_hours = Minutes(6000)

    assert stars(hundred_hours, LONGQUANYI, earned_points=Points(100_000)) == 2
    assert stars(hundred_hours, LONGQUANYI, earned_points=Points(99_999)) == 1
    with pytest.raises(RuleInvalid):
        stars(hundred_hours, LONGQUANYI)


def test_star_when_the_total_drops_then_is_kept_unless_the_scale_downgrades():
    assert stars(Minutes(0), MINISTRY_2012, held=3) == 3
    assert stars(Minutes(0), LONGQUANYI, earned_points=Points(0), held=3) == 0


def test_prizes_when_the_scale_does_not_repeat_then_stop_at_the_top():
    assert prize_marks(Minutes(5000 * 60), BEIJING) == BEIJING.minutes
    assert prize_marks(Minutes(0), ZHANGJIAGANG_2014) == ()


@pytest.mark.parametrize(
    "terms",
    [
        {"minutes": ()},
        {"minutes": (0, 1)},
        {"minutes": (2, 2)},
        {"minutes": (3, 2)},
        {"minutes": (1, 2), "earned_points": (1,)},
        {"minutes": (1, 2), "earned_points": (2, 1)},
    ],
)
def test_scale_when_thresholds_do_not_rise_then_is_refused(terms):
    with pytest.raises(RuleInvalid):
        StarScale(code="odd", **terms)


@given(st.integers(0, 10**6))
def test_stars_when_a_minute_is_added_then_never_fall(minutes):
    assert stars(Minutes(minutes), MINISTRY_2012) <= stars(Minutes(minutes + 1), MINISTRY_2012)
