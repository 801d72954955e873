"""Scoring rules over HTTP."""

from __future__ import annotations

from typing import Any

from app.clock import local_date
from app.core.actor import NotAllowed
from app.hours.api.blueprint import county_of, hours
from app.hours.rule_schemas import CurrentRuleQuery, RuleBody, RuleList, RuleQuery, RuleView, rule_view
from app.hours.service import rules as service
from app.http.endpoint import Call, operation, path_id
from app.http.schemas import CountyQuery
from points.errors import NotFound
from points.scoring import store
from points.scoring.refusals import (
    RuleAlreadyPublished,
    RuleInvalid,
    RuleNeedsSecondPerson,
    RuleNotInForce,
    RulePublishedTooLate,
    RuleWithoutClasses,
)

CLASS_EXAMPLE = {"code": "ditch", "name": "清沟渠", "factor_percent": 120, "rate": "4.00", "base": "2.00"}
CAPS_EXAMPLE = {
    "event_minutes": None,
    "day_minutes": 480,
    "event_points": None,
    "day_points": None,
    "week_points": None,
    "month_points": "100.00",
    "season_points": None,
}
RULE_EXAMPLE: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000201",
    "site_id": None,
    "version": 2,
    "state": "draft",
    "effective_on": "2026-12-01",
    "published_at": None,
    "rounding": "half_hour_floor",
    "rounding_unit": "0.01",
    "minimum_minutes": 30,
    "minimum_presence_percent": 60,
    "family_members_count": True,
    "free_minutes": 0,
    "redeem_floor": "0.00",
    "redeem_suspend_below": None,
    "caps": CAPS_EXAMPLE,
    "difficulty_classes": [CLASS_EXAMPLE],
    "point_sources": [
        {"code": "tidy_yard", "name": "整洁庭院", "points": "5.00", "first_points": None, "per_month": 1}
    ],
    "formula": "积分 = 时长 × 每小时 4 分 × 难度 + 到场 2 分",
    "sentences": ["从 2026 年 12 月 1 日起用，第 2 版", "清沟渠：每小时 4 分 × 难度 1.2，到场 2 分"],
}
BODY_EXAMPLE = {
    "effective_on": "2026-12-01",
    "minimum_minutes": 30,
    "minimum_presence_percent": 60,
    "caps": {"day_minutes": 480, "month_points": "100"},
    "difficulty_classes": [{"code": "ditch", "name": "清沟渠", "factor_percent": 120, "rate": "4", "base": "2"}],
    "point_sources": [{"code": "tidy_yard", "name": "整洁庭院", "points": "5", "per_month": 1}],
}


@operation(
    hours,
    "command",
    "POST",
    "/scoring-rules",
    action="rule.draft",
    summary="起草积分规则",
    body=RuleBody,
    query=CountyQuery,
    returns=RuleView,
    status=201,
    refusals=(NotAllowed, NotFound, RuleInvalid, RuleWithoutClasses),
    keyed=True,
    example=BODY_EXAMPLE,
    answer=RULE_EXAMPLE,
)
def draft_rule(call: Call[RuleBody]) -> RuleView:
    """Draft the next version of the rules of a county or of one site; nothing applies before it is published."""
    stored = service.draft_rule(
        call.session, call.actor, county_id=county_of(call), rule=call.body.rule(), now=call.now
    )
    return rule_view(stored)


@operation(
    hours,
    "command",
    "POST",
    "/scoring-rules/<uuid:rule_id>/publication",
    action="rule.publish",
    summary="发布积分规则",
    query=CountyQuery,
    returns=RuleView,
    refusals=(NotAllowed, NotFound, RuleAlreadyPublished, RuleNeedsSecondPerson, RulePublishedTooLate),
    keyed=True,
    answer=RULE_EXAMPLE | {"state": "published", "published_at": "2026-11-21T05:00:00Z"},
)
def publish_rule(call: Call[Any]) -> RuleView:
    """Publish a draft as a second person, at least a day before it applies; afterwards it is never edited."""
    stored = service.publish_rule(
        call.session, call.actor, county_id=county_of(call), rule_id=path_id(call, "rule_id"), now=call.now
    )
    return rule_view(stored)


@operation(
    hours,
    "query",
    "GET",
    "/scoring-rules",
    action="rule.read",
    summary="各版积分规则",
    query=RuleQuery,
    returns=RuleList,
    refusals=(NotAllowed, NotFound),
    answer={"items": [RULE_EXAMPLE]},
)
def list_rules(call: Call[Any]) -> RuleList:
    """List the versions of a county and of a site, newest first day first."""
    county_id, site_id = county_of(call), call.query.site_id
    if call.query.drafts:
        place = service.place_of(call.session, county_id=county_id, site_id=site_id)
        if not any(call.actor.may(action, place_code=place) for action in ("rule.draft", "rule.publish")):
            raise NotAllowed(action="rule.draft")
    found = store.list_rules(call.session, county_id=county_id, site_id=site_id, drafts=call.query.drafts)
    return RuleList(items=[rule_view(stored) for stored in found])


@operation(
    hours,
    "query",
    "GET",
    "/scoring-rules/current",
    action="rule.read",
    summary="现在的积分规则",
    query=CurrentRuleQuery,
    returns=RuleView,
    refusals=(NotFound, RuleNotInForce),
    answer=RULE_EXAMPLE | {"state": "published", "published_at": "2026-11-21T05:00:00Z"},
)
def get_current_rule(call: Call[Any]) -> RuleView:
    """Return the version that holds for a site on a day, in numbers and in plain words."""
    on = call.query.on or local_date(call.now)
    rule = store.load_rule_in_force(call.session, county_id=county_of(call), site_id=call.query.site_id, on=on)
    return rule_view(store.get_rule(call.session, county_id=county_of(call), rule_id=rule.id))
