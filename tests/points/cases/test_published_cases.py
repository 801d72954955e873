"""The published cases (domain reference, section 14) with the numbers of their sources."""

from __future__ import annotations

import datetime as dt

import pytest

from points.amounts import Minutes, Points, format_yuan, parse_yuan
from points.attendance.location import may_check_in_by_location
from points.calendar import due_after, season_of
from points.scoring.calculator import PersonKind, Served, Usage, assess, assess_item
from points.scoring.ladder import approval_for
from points.scoring.recomputation import recompute
from points.scoring.refusals import CashLikeRefused, DailyMinutesRefused
from points.scoring.rulebook import rule_in_force
from points.scoring.spending import is_suspended, redeemable, reference_value, require_not_cash_like
from points.scoring.stars import MINISTRY_2012, SICHUAN, ZHANGJIAGANG_2014, prize_marks, stars
from tests.points.cases.published import LONG_AGO, case, minutes, point_source, points, rule_version


def served(row: dict, **others) -> Served:
    return Served(
        minutes=Minutes(row["minutes"]),
        planned_minutes=Minutes(row["minutes"]),
        local_date=dt.date(2026, 4, 1),
        difficulty=row["difficulty"],
        **others,
    )


@pytest.mark.parametrize(
    ("name", "row"), [(name, row) for name in ("RC-01", "RC-02", "RC-03") for row in case(name)["services"]]
)
def test_service_when_scored_by_the_published_rule_then_gives_the_published_points(name, row):
    rule = rule_version(case(name)["rule"])

    assessment = assess(served(row), rule)

    assert assessment.points == points(row["points"])
    assert assessment.minutes_counted == row.get("minutes_counted", row["minutes"])
    assert recompute(served(row), rule, Usage()).points == assessment.points


def test_rc_01_grant_holder_when_51_hours_are_served_then_only_the_last_one_earns():
    holders = case("RC-01")["grant_holders"]
    classes = [{"code": "any", "name": "服务", "rate": holders["rate"]}]
    rule = rule_version({"difficulty_classes": classes}, free_minutes=Minutes(holders["free_hours"] * 60))

    earned = [
        assess(served({"difficulty": "any", "minutes": 60}), rule, Usage(lifetime_minutes=Minutes(hour * 60))).points
        for hour in range(holders["hours_served"])
    ]

    assert sum(earned) == points(holders["points"])
    assert earned[-2:] == [0, points("4")]


def test_rc_03_referral_when_a_new_volunteer_came_then_gives_two_points_and_no_minutes():
    hailin = case("RC-03")
    rule = rule_version(hailin["rule"])

    award = assess_item(rule.point_source("referral"), rule, times_before=0, times_this_month=0)

    assert award.points == points(hailin["referral_points"])
    assert not hasattr(award, "minutes_counted")


def test_rc_03_redemption_when_the_quarter_turns_then_has_another_season_key():
    days = case("RC-03")["redemption"]

    assert season_of(days["same_season"]) == season_of(days["first_on"])
    assert season_of(days["next_season"]) != season_of(days["first_on"])


@pytest.mark.parametrize("row", case("RC-05")["balances"])
def test_rc_05_balance_when_above_the_base_then_only_the_rest_is_redeemable(row):
    village = case("RC-05")
    balance, line = points(row["balance"]), points(village["suspend_below"])

    assert redeemable(balance, floor=points(village["floor"]), suspend_below=line) == points(row["redeemable"])
    assert is_suspended(balance, suspend_below=line) is row["suspended"]


def test_rc_05_household_when_its_courtyard_is_tidy_then_may_redeem_10_and_not_11():
    village = case("RC-05")
    rule = rule_version({"point_sources": [village["tidy_courtyard"]]})
    award = assess_item(rule.point_source("tidy_courtyard"), rule, times_before=0, times_this_month=0)

    left = redeemable(
        Points(points(village["start"]) + award.points),
        floor=points(village["floor"]),
        suspend_below=points(village["suspend_below"]),
    )

    assert left == points("10")
    assert left < points(village["refused_wish"])


def test_rc_06_entry_when_a_newer_version_is_in_force_then_keeps_its_value():
    village = case("RC-06")
    versions = [rule_version(village[f"version_{number}"], version=number) for number in (1, 2)]

    then = rule_in_force(versions, on=village["posted_on"], site_id=None)
    now = rule_in_force(versions, on=dt.date(2019, 5, 1), site_id=None)

    def values(rule):
        return [assess_item(source, rule, times_before=1, times_this_month=0).points for source in rule.point_sources]

    assert (then.version, now.version) == (1, 2)
    assert values(then) == [points("30"), points("-2"), points("3")]
    assert values(now) != values(then)
    assert [source.needs_two_persons for source in then.point_sources] == [False, True, False]


def test_rc_07_household_when_cleanest_in_five_months_then_gets_exactly_one_hand_wash():
    village = case("RC-07")
    source = point_source(village["point_source"])
    rule = rule_version({"point_sources": [village["point_source"]]})

    earned = sum(
        assess_item(source, rule, times_before=month, times_this_month=0).points for month in range(village["months"])
    )
    price = points(village["prices"][village["wish"]])

    assert earned == points(village["earned"])
    assert divmod(earned, price) == (1, points(village["left"]))


def test_rc_09_balance_when_ten_points_are_a_yuan_then_has_the_published_value():
    town = case("RC-09")

    value = reference_value(points(town["balance"]), points_per_yuan=points(town["points_per_yuan"]))

    assert format_yuan(value) == town["value_in_yuan"]
    assert town["account_number"] == "000001"


def test_rc_10_household_when_good_all_the_first_year_then_earns_390():
    town = case("RC-10")
    source = point_source(town["point_source"])
    rule = rule_version({"point_sources": [town["point_source"]]})

    earned = [
        assess_item(source, rule, times_before=month, times_this_month=0).points for month in range(town["months"])
    ]
    twice = assess_item(source, rule, times_before=1, times_this_month=1)

    assert earned[:2] == [points("60"), points("30")]
    assert sum(earned) == points(town["earned_in_first_year"])
    assert twice.points == 0
    assert sum(earned) - points(town["bundle"]["price"]) == points("377")


@pytest.mark.parametrize("row", case("RC-12")["days"])
def test_rc_12_day_when_its_minutes_grow_then_climbs_the_ladder(row):
    day = Minutes(row["minutes"])

    if row["approval"] == "refused":
        with pytest.raises(DailyMinutesRefused) as refusal:
            approval_for(day)
        assert refusal.value.params == {"minutes": 721, "most": 720}
    else:
        assert approval_for(day) == row["approval"]


@pytest.mark.parametrize("row", case("RC-12")["location_check_in"])
def test_rc_12_location_check_in_when_fewer_than_100_are_planned_then_is_not_offered(row):
    assert may_check_in_by_location(row["planned_heads"]) is row["allowed"]


@pytest.mark.parametrize("row", case("RC-13")["ministry"])
def test_rc_13_stars_when_the_threshold_is_met_to_the_minute_then_are_given(row):
    assert stars(minutes(row["time"]), MINISTRY_2012) == row["stars"]


@pytest.mark.parametrize("row", case("RC-13")["sichuan"])
def test_rc_13_fifth_star_when_not_evaluated_then_waits(row):
    assert stars(minutes(row["time"]), SICHUAN, evaluated=row["evaluated"]) == row["stars"]


@pytest.mark.parametrize("row", case("RC-13b")["stars"])
def test_rc_13b_stars_when_hours_pass_the_top_then_bring_no_second_title(row):
    assert stars(minutes(row["time"]), ZHANGJIAGANG_2014) == row["stars"]


def test_rc_13b_prizes_when_hours_pass_the_top_then_come_again():
    hours = case("RC-13b")["prize_hours_at_600"]

    assert prize_marks(Minutes(600 * 60), ZHANGJIAGANG_2014) == tuple(hour * 60 for hour in hours)
    assert prize_marks(Minutes(600 * 60 - 1), ZHANGJIAGANG_2014) == tuple(hour * 60 for hour in hours[:-1])


def test_rc_14_annex_when_added_up_then_is_six_sites_and_30000_yuan():
    annex = case("RC-14")
    unit = parse_yuan(annex["unit_grant"])

    for county in annex["counties"]:
        assert county["sites"] * unit == parse_yuan(county["grant"])
    assert sum(county["sites"] for county in annex["counties"]) == annex["total"]["sites"]
    assert sum(parse_yuan(county["grant"]) for county in annex["counties"]) == parse_yuan(annex["total"]["grant"])


@pytest.mark.parametrize("row", case("RC-21")["due"])
def test_rc_21_deadline_when_counted_in_working_days_then_follows_the_official_calendar(row):
    due = due_after(row["ends_on"], case("RC-21")["working_days"])

    assert (due.on, due.estimated) == (row["due_on"], row["estimated"])


def test_rc_22_property_fee_when_offered_as_a_reward_then_is_refused():
    fee, soap = case("RC-22")["property_fee"], case("RC-22")["soap"]

    require_not_cash_like(soap["reward"], cash_like=soap["cash_like"])
    with pytest.raises(CashLikeRefused) as refusal:
        require_not_cash_like(fee["reward"], cash_like=fee["cash_like"])

    assert refusal.value.code == "cash_like_refused"
    assert refusal.value.params == {"reward": "物业费"}


def test_rc_22_family_members_when_serving_together_then_add_up():
    family = case("RC-22")["family"]
    rule = rule_version({"difficulty_classes": [{"code": "any", "name": "服务", "rate": family["rate"]}]})

    together = sum(
        assess(served({"difficulty": "any", "minutes": time}, kind=PersonKind.FAMILY), rule).points
        for time in family["member_minutes"]
    )

    assert together == points(family["household_points"])


def test_rc_22_hour_when_worth_ten_points_then_has_the_reported_reference_value():
    scheme = case("RC-22")["ten_per_hour"]
    rule = rule_version({"difficulty_classes": [{"code": "any", "name": "服务", "rate": scheme["rate"]}]})

    earned = assess(served({"difficulty": "any", "minutes": scheme["minutes"]}), rule).points

    assert rule.effective_on == LONG_AGO
    assert earned == points(scheme["points"])
    assert (
        format_yuan(reference_value(earned, points_per_yuan=points(scheme["points_per_yuan"])))
        == scheme["value_in_yuan"]
    )
