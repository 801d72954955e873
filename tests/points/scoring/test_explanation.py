from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given

from points.amounts import Minutes, Percent, Points
from points.scoring.calculator import PersonKind, Usage, assess, assess_item
from points.scoring.explanation import SENTENCES, explain
from points.scoring.rulebook import Caps, PointSource, Rounding
from points.scoring.steps import StepCode
from tests.points.scoring.scoring_inputs import DITCH, rule_with, rules, served_for, services, usages

PLAIN = dataclasses.replace(DITCH, factor=Percent(100), base=Points(0))


@pytest.mark.parametrize(
    ("minutes", "terms", "sentences"),
    [
        (150, {}, ["服务 2 小时 30 分钟 × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 14 分"]),
        (
            155,
            {"rounding": Rounding.HALF_HOUR_FLOOR, "difficulty_classes": (PLAIN,)},
            [
                "这次服务 2 小时 35 分钟",
                "不足半小时的不算分，按 2 小时 30 分钟算",
                "服务 2 小时 30 分钟 × 每小时 4 分 × 难度 1（清沟渠）= 10 分",
            ],
        ),
        (
            100,
            {"rounding": Rounding.HALF_UP, "difficulty_classes": (PLAIN,)},
            [
                "服务 1 小时 40 分钟 × 每小时 4 分 × 难度 1（清沟渠）= 6.67 分",
                "零头四舍五入，记 6.67 分",
            ],
        ),
        (
            210,
            {"caps": Caps(event_minutes=Minutes(120), month_points=Points(1000))},
            [
                "这次服务 3 小时 30 分钟",
                "一场最多算 2 小时，这次算 2 小时",
                "服务 2 小时 × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 11.6 分",
                "一个月最多记 10 分，这次记 10 分",
            ],
        ),
        (
            20,
            {"minimum_minutes": Minutes(30)},
            ["这次服务 20 分钟", "不到 30 分钟，这次先不计，来过的记录留着"],
        ),
        (
            20,
            {"rounding": Rounding.HALF_HOUR_FLOOR},
            ["这次服务 20 分钟", "不足半小时的不算分，按 0 分钟算", "来参加「清沟渠」，到场 2 分"],
        ),
    ],
)
def test_award_when_explained_then_reads_as_the_sum(minutes, terms, sentences):
    assessment = assess(served_for(minutes), rule_with(**terms))

    assert explain(assessment.steps, name="清沟渠") == sentences


def test_award_when_presence_family_or_free_time_matter_then_says_so():
    absent = assess(served_for(60, planned=120), rule_with(minimum_presence_percent=60))
    family = assess(served_for(60, kind=PersonKind.FAMILY), rule_with(family_members_count=False))
    free = assess(served_for(60), rule_with(free_minutes=Minutes(90)), Usage(lifetime_minutes=Minutes(60)))

    assert explain(absent.steps, name="清沟渠")[-1] == "活动一共 2 小时，做满 60% 才计，来过的记录留着"
    assert explain(family.steps, name="清沟渠")[-1] == "这次只记家里人的时长，不计分"
    assert explain(free.steps, name="清沟渠")[1] == "前 1 小时 30 分钟只记时长，这次有 30 分钟计分"


def test_item_when_explained_then_names_the_reason():
    courtyard = PointSource(code="courtyard", name="庭院整洁", points=Points(1000), per_month=1)
    swearing = PointSource(code="swearing", name="说脏话", points=Points(-200))
    rule = rule_with(point_sources=(courtyard, swearing))

    given_once = assess_item(courtyard, rule, times_before=0, times_this_month=0)
    given_twice = assess_item(courtyard, rule, times_before=1, times_this_month=1)
    taken = assess_item(swearing, rule, times_before=0, times_this_month=0)

    assert explain(given_once.steps, name="庭院整洁") == ["庭院整洁 +10 分"]
    assert explain(given_twice.steps, name="庭院整洁")[-1] == "这一项一个月最多记 1 次，这个月记满了"
    assert explain(taken.steps, name="说脏话") == ["更正 −2 分，原因：说脏话"]


def test_award_when_another_language_is_asked_then_only_templates_are_translated():
    def shout(template: str) -> str:
        return f"<{template}>"

    assessment = assess(served_for(60), rule_with(family_members_count=False))

    assert explain(assessment.steps, name="清沟渠", translate=shout) == [
        "<服务 <1 小时> × 每小时 4 分 × 难度 1.2（清沟渠）+ 到场 2 分 = 6.8 分>"
    ]


def test_every_step_when_it_fires_then_has_a_sentence():
    assert set(SENTENCES) == set(StepCode)


@given(services, rules, usages)
def test_award_when_explained_then_never_shows_a_raw_placeholder(served, rule, usage):
    sentences = explain(assess(served, rule, usage).steps, name="清沟渠")

    assert sentences
    assert not [sentence for sentence in sentences if "{" in sentence or "None" in sentence]
