"""Who is calling, with the roles held today."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.core.permissions import ALLOWED, Relation, Role
from points.errors import Refused


class NotAllowed(Refused):
    """The caller holds no role that permits this here."""

    code = "forbidden"


@dataclass(frozen=True)
class Grant:
    """A role for a place and everything below it; ``place_code`` is a prefix of village codes."""

    role: Role
    place_code: str


@dataclass(frozen=True)
class Actor:
    """A signed-in person: from the server-side session only, never from the request body."""

    county_id: str
    volunteer_id: uuid.UUID
    household_id: uuid.UUID | None
    village_code: str
    is_head: bool
    grants: tuple[Grant, ...]
    state: str = "active"
    session_ages: bool = False
    """The session's last sighting is old enough to be written down again."""

    def holds(self, action: str) -> bool:
        """Tell whether some role of the caller permits the action at all, wherever it may be."""
        allowed = ALLOWED[action]
        return Role.VOLUNTEER in allowed or any(grant.role in allowed for grant in self.grants)

    def may(
        self,
        action: str,
        *,
        place_code: str | None = None,
        volunteer_id: uuid.UUID | None = None,
        household_id: uuid.UUID | None = None,
    ) -> bool:
        """Tell whether the action is permitted on something at a place, or on the caller's own person or household."""
        allowed = ALLOWED[action]
        own = allowed.get(Role.VOLUNTEER)
        if own is Relation.ANY:
            return True
        if own is Relation.OWN and (
            volunteer_id == self.volunteer_id or (household_id is not None and household_id == self.household_id)
        ):
            return True
        return place_code is not None and any(
            grant.role in allowed and place_code.startswith(grant.place_code) for grant in self.grants
        )

    def require(
        self,
        action: str,
        *,
        place_code: str | None = None,
        volunteer_id: uuid.UUID | None = None,
        household_id: uuid.UUID | None = None,
    ) -> None:
        """Refuse unless the action is permitted.

        Raises:
            NotAllowed: no role of the caller covers it.
        """
        if not self.may(action, place_code=place_code, volunteer_id=volunteer_id, household_id=household_id):
            raise NotAllowed(action=action)
