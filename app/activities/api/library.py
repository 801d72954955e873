"""The project library over HTTP."""

from __future__ import annotations

from typing import Any

from app.activities import refusals as no
from app.activities.api import asking
from app.activities.api.planning import PLAN_REFUSALS
from app.activities.api.shared import DONE, ID, activities, after_id, done, next_cursor, require_visible
from app.activities.models import Activity, ActivityTemplate
from app.activities.queries import get_activity
from app.activities.queries.library import Effect, effects_of, get_template, list_templates
from app.activities.schemas.activities import ActivityDone
from app.activities.schemas.library import FromTemplateBody, TemplateBody, TemplatePage, TemplateQuery, TemplateView
from app.activities.service import templates
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done
from app.places.refusals import SiteClosed
from points.errors import NotFound

TEMPLATE: dict[str, Any] = {
    "id": ID,
    "name": "清河道半日",
    "note": "分三段，每段一个负责人。",
    "source_id": ID,
    "title": "周六清河道",
    "themes": ["meili_jiayuan"],
    "difficulty_code": "B",
    "made_at": "2026-11-21T08:00:00Z",
    "retired_at": None,
    "times": 6,
    "finished": 5,
    "participations": 84,
    "minutes": 12300,
    "headcount": 120,
    "materials": 300,
}


@operation(
    activities,
    "command",
    "POST",
    "/activities/<uuid:activity_id>/template",
    action="activity.publish",
    summary="收进项目库",
    body=TemplateBody,
    returns=Done,
    status=201,
    refusals=(NotFound, no.ActivityIsDraft, no.TemplateNameTaken),
    keyed=True,
    example={"name": "清河道半日", "note": "分三段，每段一个负责人。"},
    answer={"id": ID},
)
def keep_template(call: Call[TemplateBody]) -> Done:
    """Keep a published activity as a template that every organizer of the county can use."""
    template = templates.keep_template(
        call.session,
        path_id(call, "activity_id"),
        name=call.body.name,
        words=call.body.note,
        actor=call.actor,
        now=call.now,
    )
    return Done(id=template.id)


@operation(
    activities,
    "query",
    "GET",
    "/activity-templates",
    action="activity.publish",
    summary="项目库",
    query=TemplateQuery,
    returns=TemplatePage,
    refusals=(NotFound, CursorInvalid),
    answer={"items": [TEMPLATE], "next_cursor": None},
)
def list_activity_templates(call: Call[Any]) -> TemplatePage:
    """List the county's templates, newest first, each with how often and with what effect it was used."""
    require_visible(call)
    asked: TemplateQuery = call.query
    scope = f"activity-templates:{call.county_id}:{asked.retired}"
    rows = list_templates(
        call.session,
        county_id=call.county_id,
        retired=asked.retired,
        after=after_id(call, scope),
        limit=asked.limit,
    )
    shown = rows[: asked.limit]
    effects = effects_of(call.session, county_id=call.county_id, template_ids=[template.id for template, _ in shown])
    return TemplatePage(
        items=[_view(template, source, effects.get(template.id, Effect())) for template, source in shown],
        next_cursor=next_cursor([template.id for template, _ in rows], limit=asked.limit, scope=scope),
    )


@operation(
    activities,
    "query",
    "GET",
    "/activity-templates/<uuid:template_id>",
    action="activity.publish",
    summary="项目详情",
    query=CountyQuery,
    returns=TemplateView,
    refusals=(NotFound,),
    answer=TEMPLATE,
)
def get_activity_template(call: Call[Any]) -> TemplateView:
    """Read one template with its effect; what it is made of is read at its source."""
    require_visible(call)
    template = get_template(call.session, county_id=call.county_id, template_id=path_id(call, "template_id"))
    source = get_activity(call.session, county_id=template.county_id, activity_id=template.source_id)
    effects = effects_of(call.session, county_id=template.county_id, template_ids=[template.id])
    return _view(template, source, effects.get(template.id, Effect()))


@operation(
    activities,
    "command",
    "POST",
    "/activity-templates/<uuid:template_id>/activities",
    action="activity.publish",
    summary="照项目再办一场",
    body=FromTemplateBody,
    returns=ActivityDone,
    status=201,
    refusals=(NotFound, no.TemplateRetired, no.SiteUnknown, SiteClosed, *PLAN_REFUSALS),
    keyed=True,
    example={"site_id": ID, "starts_at": "2026-12-05T00:30:00Z"},
    answer=DONE,
    before=asking.about_template,
)
def use_activity_template(call: Call[FromTemplateBody]) -> ActivityDone:
    """Make an activity from a template with its shifts and posts, published at once unless asked otherwise."""
    activity = templates.use_template(
        call.session,
        path_id(call, "template_id"),
        site_id=call.body.site_id,
        starts_at=call.body.starts_at,
        title=call.body.title,
        publish=call.body.publish,
        actor=call.actor,
        now=call.now,
        asked=call.prepared,
    )
    return done(call, activity)


@operation(
    activities,
    "command",
    "POST",
    "/activity-templates/<uuid:template_id>/retirement",
    action="activity.publish",
    summary="停用项目",
    returns=Done,
    refusals=(NotFound, no.TemplateRetired),
    keyed=True,
    answer={"id": ID},
)
def retire_activity_template(call: Call[Any]) -> Done:
    """Take a template out of use; activities made from it stay."""
    template = templates.retire_template(call.session, path_id(call, "template_id"), actor=call.actor, now=call.now)
    return Done(id=template.id)


def _view(template: ActivityTemplate, source: Activity, effect: Effect) -> TemplateView:
    return TemplateView(
        id=template.id,
        name=template.name,
        note=template.note,
        source_id=source.id,
        title=source.title,
        themes=source.themes,
        difficulty_code=source.difficulty_code,
        made_at=template.made_at,
        retired_at=template.retired_at,
        times=effect.times,
        finished=effect.finished,
        participations=effect.participations,
        minutes=effect.minutes,
        headcount=effect.headcount,
        materials=effect.materials,
    )
