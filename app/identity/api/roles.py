"""Roles over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.clock import local_date
from app.core.permissions import Role
from app.http.endpoint import Call, operation, path_id
from app.http.pagination import CursorInvalid
from app.http.schemas import CountyQuery, Done, Nothing
from app.identity.api.blueprint import identity
from app.identity.api.shared import listed_place, next_cursor, person_of, position
from app.identity.policy import may_grant
from app.identity.queries.people import list_role_grants
from app.identity.refusals import (
    OwnRole,
    PlaceUnfit,
    RoleAboveYou,
    RoleDatesInvalid,
    RoleHeld,
    RoleOver,
    RolesExclude,
    VolunteerNotActive,
)
from app.identity.schemas.people import RoleBody, RoleGrantPage, RoleQuery
from app.identity.schemas.views import role_view
from app.identity.service import roles
from points.errors import NotFound

_ID = "0197f0aa-0000-7000-8000-000000000004"


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/roles",
    action="role.grant",
    summary="授予角色",
    body=RoleBody,
    query=CountyQuery,
    returns=Done,
    status=201,
    keyed=True,
    refusals=(
        NotFound,
        OwnRole,
        RoleAboveYou,
        PlaceUnfit,
        RoleDatesInvalid,
        RoleHeld,
        RolesExclude,
        VolunteerNotActive,
    ),
    example={"role": "organizer", "place_code": "450222100201", "starts_on": "2026-12-01", "ends_on": "2027-11-30"},
    answer={"id": _ID},
)
def grant_role(call: Call[RoleBody]) -> Done:
    """Give a person a role for a place. Only the level above may, never for oneself.

    Checker, shop keeper and supervisor exclude each other.
    """
    body, role = call.body, Role(call.body.role)
    volunteer = person_of(call, "role.grant")
    roles.require_may_grant(call.actor, volunteer_id=volunteer.id, role=role, place_code=body.place_code)
    grant = roles.grant_role(
        call.session,
        volunteer,
        role=role,
        place_code=body.place_code,
        starts_on=body.starts_on or local_date(call.now),
        ends_on=body.ends_on,
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return Done(id=grant.id)


@operation(
    identity,
    "query",
    "GET",
    "/roles",
    action="people.read",
    summary="谁担任什么角色",
    query=RoleQuery,
    returns=RoleGrantPage,
    refusals=(NotFound, CursorInvalid),
    answer={
        "items": [
            {
                "id": _ID,
                "volunteer_id": "0197f0aa-0000-7000-8000-000000000001",
                "volunteer_name": "李*芳",
                "role": "organizer",
                "place_code": "450222100201",
                "starts_on": "2026-12-01",
                "ends_on": None,
                "granted_at": "2026-11-21T08:00:00Z",
            }
        ],
        "next_cursor": None,
    },
)
def list_roles(call: Call[Any]) -> RoleGrantPage:
    """List every role granted for a place and below, past and future ones too, newest first."""
    place = listed_place(call, "people.read")
    scope = f"roles:{call.county_id}:{place}"
    since = position(call, scope)
    rows = list_role_grants(
        call.session,
        county_id=call.county_id,
        place_code=place,
        after=uuid.UUID(str(since[0])) if since else None,
        limit=call.query.limit,
    )
    shown = rows[: call.query.limit]
    return RoleGrantPage(
        items=[role_view(grant, volunteer, call.actor) for grant, volunteer in shown],
        next_cursor=next_cursor([str(shown[-1][0].id)], scope) if len(rows) > len(shown) else None,
    )


@operation(
    identity,
    "command",
    "POST",
    "/roles/<uuid:grant_id>/ending",
    action="role.grant",
    summary="收回角色",
    body=Nothing,
    query=CountyQuery,
    returns=None,
    keyed=True,
    refusals=(NotFound, OwnRole, RoleAboveYou, RoleOver),
)
def end_role(call: Call[Nothing]) -> None:
    """End a role at once; it stays in the list as history."""
    grant = roles.get_grant(call.session, county_id=call.county_id, grant_id=path_id(call, "grant_id"))
    role = Role(grant.role)
    if grant.county_id != call.actor.county_id and not may_grant(call.actor, role, grant.place_code):
        raise NotFound()
    roles.require_may_grant(call.actor, volunteer_id=grant.volunteer_id, role=role, place_code=grant.place_code)
    roles.end_role(call.session, grant, actor_id=call.actor.volunteer_id, now=call.now)
