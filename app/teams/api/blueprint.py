"""The blueprint of teams, the examples its operations share, and who may see what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Protocol

from flask import Blueprint, current_app

from app.clock import local_date
from app.core.crypto import FieldCipher
from app.core.masking import masked_name
from app.http import pagination
from app.http.endpoint import Call, path_id
from app.teams.models import Team
from app.teams.queries import TeamSeen, find_membership, get_team
from app.teams.schemas import TeamItem, TeamState
from app.teams.service.wording import public_name
from app.teams.vocabulary import SQUAD_MINIMUM, TeamKind
from points.errors import NotFound

teams = Blueprint("teams", __name__)

ID = "0197f0aa-0000-7000-8000-000000000021"
PERSON_ID = "0197f0aa-0000-7000-8000-000000000001"
ITEM: dict[str, Any] = {
    "id": ID,
    "parent_id": None,
    "kind": "squad",
    "name": "甲村护绿环保志愿服务队",
    "place_code": "450222100201",
    "unit_name": None,
    "is_mothers_team": True,
    "state": "active",
    "head_count": 12,
    "leader_name": "韦*梅",
    "founded_on": "2026-03-01",
    "service_kinds": ["environment"],
    "service_times": ["weekends"],
    "filed_on": "2026-06-30",
}
BODY: dict[str, Any] = {
    "kind": "squad",
    "name": "甲村护绿环保志愿服务队",
    "place_code": "450222100201",
    "founded_on": "2026-03-01",
    "service_kinds": ["environment", "civility"],
    "service_times": ["weekends", "holidays"],
}


class Identified(Protocol):
    """Anything with an id to continue after."""

    @property
    def id(self) -> uuid.UUID: ...


def cipher() -> FieldCipher:
    """Return the cipher of personal fields."""
    found: FieldCipher = current_app.extensions["cipher"]
    return found


def require_visible(call: Call[Any]) -> None:
    """Demand that the county asked about is the caller's own or one her role reaches.

    Raises:
        NotFound: for all others it does not exist.
    """
    own = call.county_id == call.actor.county_id
    if not own and not any(call.county_id.startswith(grant.place_code) for grant in call.actor.grants):
        raise NotFound()


def readable_team(call: Call[Any]) -> Team:
    """Return the team in the path.

    Raises:
        NotFound: there is none, or its county is not the caller's to see.
    """
    require_visible(call)
    return get_team(call.session, county_id=call.county_id, team_id=path_id(call, "team_id"))


def locked_team(call: Call[Any]) -> Team:
    """Return the team in the path, of the caller's own county, locked until the command ends.

    Raises:
        NotFound: there is none.
    """
    return get_team(call.session, county_id=call.actor.county_id, team_id=path_id(call, "team_id"), lock=True)


def knows_names(call: Call[Any], team: Team) -> bool:
    """Tell whether the caller reads full names: as a member, or as one who looks after the team's place."""
    if call.actor.may("people.read", place_code=team.scope):
        return True
    own = team.county_id == call.actor.county_id
    return own and find_membership(call.session, team, volunteer_id=call.actor.volunteer_id) is not None


def looks_after(call: Call[Any], team: Team) -> bool:
    """Tell whether the caller leads the team or organizes its place: she reads what waits for a look, too."""
    own = team.county_id == call.actor.county_id and call.actor.volunteer_id in (team.leader_id, team.deputy_id)
    return own or call.actor.may("team.manage", place_code=team.scope)


def knows_words(call: Call[Any], team: Team) -> bool:
    """Tell whether the caller reads what is written about the team."""
    return not team.words_hidden or looks_after(call, team)


def name_for(call: Call[Any], team: Team) -> str:
    """Return the team's name as the caller reads it."""
    return team.name if knows_words(call, team) else public_name(team)


def state_of(seen: TeamSeen) -> TeamState:
    """Return a team's state: a squad below its minimum is still forming."""
    if seen.team.dissolved_on is not None:
        return "dissolved"
    return "forming" if members_missing(seen) else "active"


def members_missing(seen: TeamSeen) -> int:
    """Return how many members a squad still needs."""
    return max(0, SQUAD_MINIMUM - seen.head_count) if seen.team.kind == TeamKind.SQUAD else 0


def item(call: Call[Any], seen: TeamSeen) -> TeamItem:
    """Return a team as the caller reads it in a list."""
    team = seen.team
    named = call.actor.may("people.read", place_code=team.scope) or team.leader_id == call.actor.volunteer_id
    return TeamItem.model_validate(
        {name: getattr(team, name) for name in TeamItem.model_fields if hasattr(Team, name)}
        | {
            "name": name_for(call, team),
            "unit_name": team.unit_name if knows_words(call, team) else None,
            "state": state_of(seen),
            "head_count": seen.head_count,
            "leader_name": seen.leader_name if named else masked_name(seen.leader_name),
            "filed_on": seen.filed_on,
        }
    )


def after_id(call: Call[Any], scope: str) -> uuid.UUID | None:
    """Return the id after which the page begins, or None at the start.

    Raises:
        CursorInvalid: the cursor is damaged or of another list.
    """
    cursor: str | None = call.query.cursor
    return None if cursor is None else uuid.UUID(str(pagination.unseal(cursor, scope=scope, key=_key())[0]))


def next_cursor(rows: Sequence[Identified], *, limit: int, scope: str) -> str | None:
    """Return the cursor that continues after a page, or None when it was the last."""
    return pagination.seal([str(rows[limit - 1].id)], scope=scope, key=_key()) if len(rows) > limit else None


def today(call: Call[Any]) -> Any:
    """Return the business date of the call."""
    return local_date(call.now)


def _key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].cursor_key
    return key
