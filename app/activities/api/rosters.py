"""Duty rosters over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities import refusals as no
from app.activities.api.planning import PLAN_REFUSALS
from app.activities.api.shared import ID, PERSON_ID, activities, after_id, next_cursor, require_visible
from app.activities.models import DutyRoster
from app.activities.queries.library import get_roster, list_duties, list_occurrences, list_rosters, made_until
from app.activities.schemas.library import (
    DutiesBody,
    DutyIn,
    DutyView,
    ExpansionBody,
    ExpansionView,
    OccurrenceView,
    RosterBody,
    RosterItem,
    RosterPage,
    RosterQuery,
    RosterView,
    UnplacedView,
)
from app.activities.service import rosters
from app.core.masking import masked_name
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done
from app.identity.models import Volunteer
from app.places.models import Site
from app.places.refusals import SiteClosed
from points.errors import NotFound

DUTY: dict[str, Any] = {
    "shift_number": 1,
    "volunteer_id": PERSON_ID,
    "post_name": "监督员",
    "substitute_id": None,
}
ITEM: dict[str, Any] = {
    "id": ID,
    "name": "垃圾分类桶边值守",
    "template_id": ID,
    "site_id": ID,
    "weekdays": [1, 3, 5],
    "from_on": "2026-12-01",
    "until_on": "2027-02-28",
    "skip_holidays": True,
    "ended": False,
    "made_until": "2027-01-22",
}


@operation(
    activities,
    "command",
    "POST",
    "/duty-rosters",
    action="activity.publish",
    summary="建“五定”值守表",
    body=RosterBody,
    returns=Done,
    status=201,
    refusals=(NotFound, no.SiteUnknown, no.TemplateRetired, no.RosterDatesInvalid, no.RosterDutyInvalid),
    keyed=True,
    example={
        "template_id": ID,
        "site_id": ID,
        "name": "垃圾分类桶边值守",
        "weekdays": [1, 3, 5],
        "from_on": "2026-12-01",
        "until_on": "2027-02-28",
        "duties": [DUTY],
    },
    answer={"id": ID},
)
def make_duty_roster(call: Call[RosterBody]) -> Done:
    """Write a standing duty down: place, project, weekdays, people and posts.

    Its activities are made three weeks ahead every night, or further by expansion.
    """
    body = call.body
    plan = rosters.NewRoster(
        template_id=body.template_id,
        site_id=body.site_id,
        name=body.name,
        weekdays=tuple(body.weekdays),
        from_on=body.from_on,
        until_on=body.until_on,
        skip_holidays=body.skip_holidays,
        duties=_duties(body.duties),
    )
    return Done(id=rosters.make_roster(call.session, plan, actor=call.actor, now=call.now).id)


@operation(
    activities,
    "query",
    "GET",
    "/duty-rosters",
    action="activity.read",
    summary="值守表列表",
    query=RosterQuery,
    returns=RosterPage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [ITEM], "next_cursor": None},
)
def list_duty_rosters(call: Call[Any]) -> RosterPage:
    """List the duty rosters of the county or of one site, newest first."""
    require_visible(call)
    asked: RosterQuery = call.query
    scope = f"duty-rosters:{call.county_id}:{asked.site_id}"
    rows = list_rosters(
        call.session,
        county_id=call.county_id,
        site_id=asked.site_id,
        after=after_id(call, scope),
        limit=asked.limit,
    )
    shown = rows[: asked.limit]
    until = made_until(call.session, county_id=call.county_id, roster_ids=[roster.id for roster in shown])
    return RosterPage(
        items=[RosterItem(**_item(roster) | {"made_until": until.get(roster.id)}) for roster in shown],
        next_cursor=next_cursor([roster.id for roster in rows], limit=asked.limit, scope=scope),
    )


@operation(
    activities,
    "query",
    "GET",
    "/duty-rosters/<uuid:roster_id>",
    action="activity.read",
    summary="值守表详情",
    query=CountyQuery,
    returns=RosterView,
    refusals=(NotFound,),
    answer={
        **ITEM,
        "duties": [{**DUTY, "name": "韦*梅", "substitute_name": None}],
        "occurrences": [{"occurs_on": "2026-12-02", "activity_id": ID}],
    },
)
def get_duty_roster(call: Call[Any]) -> RosterView:
    """Read one duty roster: who stands where, and which days are made."""
    require_visible(call)
    roster = get_roster(call.session, county_id=call.county_id, roster_id=path_id(call, "roster_id"))
    site = call.session.get_one(Site, (roster.county_id, roster.site_id))
    named = call.actor.may("people.read", place_code=site.village_code)
    occurrences = list_occurrences(call.session, roster)
    return RosterView(
        **_item(roster),
        made_until=occurrences[0].occurs_on if occurrences else None,
        duties=[
            DutyView(
                shift_number=duty.shift_number,
                volunteer_id=duty.volunteer_id,
                name=_name(call, person, named=named),
                post_name=duty.post_name,
                substitute_id=duty.substitute_id,
                substitute_name=None if substitute is None else _name(call, substitute, named=named),
            )
            for duty, person, substitute in list_duties(call.session, roster)
        ],
        occurrences=[OccurrenceView.model_validate(occurrence) for occurrence in occurrences],
    )


@operation(
    activities,
    "command",
    "POST",
    "/duty-rosters/<uuid:roster_id>/duties",
    action="activity.publish",
    summary="改值守人员",
    body=DutiesBody,
    returns=Done,
    refusals=(NotFound, no.RosterEnded, no.RosterDutyInvalid),
    keyed=True,
    example={"duties": [DUTY]},
    answer={"id": ID},
)
def change_duties(call: Call[DutiesBody]) -> Done:
    """Say anew who stands where; days made already keep their people."""
    roster = rosters.change_duties(
        call.session, path_id(call, "roster_id"), _duties(call.body.duties), actor=call.actor, now=call.now
    )
    return Done(id=roster.id)


@operation(
    activities,
    "command",
    "POST",
    "/duty-rosters/<uuid:roster_id>/expansion",
    action="activity.publish",
    summary="排班",
    body=ExpansionBody,
    returns=ExpansionView,
    refusals=(NotFound, no.RosterEnded, no.TemplateRetired, no.SiteUnknown, SiteClosed, *PLAN_REFUSALS),
    keyed=True,
    example={"until_on": "2026-12-31"},
    answer={
        "made": [{"occurs_on": "2026-12-02", "activity_id": ID}],
        "unplaced": [{"occurs_on": "2026-12-02", "volunteer_id": PERSON_ID, "reason": "sign_up_overlaps"}],
    },
)
def expand_duty_roster(call: Call[ExpansionBody]) -> ExpansionView:
    """Make the activities of a roster, at most two months ahead, and sign its people up. Again makes only new days."""
    expanded = rosters.expand(
        call.session, path_id(call, "roster_id"), until_on=call.body.until_on, actor=call.actor, now=call.now
    )
    return ExpansionView(
        made=[OccurrenceView.model_validate(occurrence) for occurrence in expanded.made],
        unplaced=[UnplacedView.model_validate(unplaced) for unplaced in expanded.unplaced],
    )


@operation(
    activities,
    "command",
    "POST",
    "/duty-rosters/<uuid:roster_id>/ending",
    action="activity.publish",
    summary="结束值守",
    returns=Done,
    refusals=(NotFound, no.RosterEnded),
    keyed=True,
    answer={"id": ID},
)
def end_duty_roster(call: Call[Any]) -> Done:
    """End a roster: no more days are made; those made already stay."""
    return Done(id=rosters.end_roster(call.session, path_id(call, "roster_id"), actor=call.actor, now=call.now).id)


def _duties(given: list[DutyIn]) -> tuple[rosters.Duty, ...]:
    return tuple(
        rosters.Duty(duty.shift_number, duty.volunteer_id, duty.post_name, duty.substitute_id) for duty in given
    )


def _name(call: Call[Any], person: Volunteer, *, named: bool) -> str:
    return person.name if named or person.id == call.actor.volunteer_id else masked_name(person.name)


def _item(roster: DutyRoster) -> dict[str, Any]:
    return {
        "id": roster.id,
        "name": roster.name,
        "template_id": roster.template_id,
        "site_id": roster.site_id,
        "weekdays": list(roster.weekdays),
        "from_on": roster.from_on,
        "until_on": roster.until_on,
        "skip_holidays": roster.skip_holidays,
        "ended": roster.ended_at is not None,
    }
