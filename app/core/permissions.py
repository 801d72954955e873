"""The one policy table: role × action × relation. Documents, tests and every route are checked against it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Roles by place in the tree; ``volunteer`` is everybody who is signed in."""

    VOLUNTEER = "volunteer"
    ORGANIZER = "organizer"
    CHECKER = "checker"
    SHOP_KEEPER = "shop_keeper"
    SUPERVISOR = "supervisor"
    COUNTY_STAFF = "county_staff"
    CITY_STAFF = "city_staff"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How the thing must stand to the caller: her own, within a place she is responsible for, or any."""

    OWN = "own"
    PLACE = "place"
    ANY = "any"


def _table(*, volunteer: Relation | None = None, roles: tuple[Role, ...] = ()) -> Mapping[Role, Relation]:
    table = dict.fromkeys(roles, Relation.PLACE)
    return table if volunteer is None else {Role.VOLUNTEER: volunteer, **table}


_ORGANIZER, _CHECKER, _KEEPER = Role.ORGANIZER, Role.CHECKER, Role.SHOP_KEEPER
_SUPERVISOR, _COUNTY, _CITY, _ADMINISTRATOR = (
    Role.SUPERVISOR,
    Role.COUNTY_STAFF,
    Role.CITY_STAFF,
    Role.ADMINISTRATOR,
)
_READERS = (_ORGANIZER, _CHECKER, _KEEPER, _SUPERVISOR, _COUNTY, _CITY, _ADMINISTRATOR)

PUBLIC = "public"
"""Routes that need no login at all."""

ALLOWED: Mapping[str, Mapping[Role, Relation]] = {
    # people
    "self.read": _table(volunteer=Relation.OWN),
    "self.change": _table(volunteer=Relation.OWN),
    "people.read": _table(roles=_READERS),
    "people.register": _table(roles=(_ORGANIZER, _COUNTY)),
    "people.merge": _table(roles=(_ORGANIZER, _COUNTY)),
    "people.confirm_merge": _table(roles=(_ORGANIZER, _CHECKER, _COUNTY)),
    "people.oversee": _table(roles=(_SUPERVISOR, _COUNTY, _ADMINISTRATOR)),
    "people.suspend": _table(roles=(_COUNTY, _ADMINISTRATOR)),
    "people.contact": _table(roles=(_ORGANIZER, _COUNTY)),
    "household.read": _table(volunteer=Relation.OWN, roles=_READERS),
    "household.manage": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _COUNTY)),
    "household.reshape": _table(roles=(_ORGANIZER, _COUNTY)),
    "card.issue": _table(roles=(_ORGANIZER, _COUNTY)),
    "card.close": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _COUNTY)),
    "role.grant": _table(roles=(_COUNTY, _CITY, _ADMINISTRATOR)),
    "session.end": _table(volunteer=Relation.OWN, roles=(_ADMINISTRATOR,)),
    # places
    "place.read": _table(volunteer=Relation.ANY),
    "site.manage": _table(roles=(_COUNTY, _CITY)),
    "site.set_quota": _table(roles=(_CITY,)),
    "site.spend": _table(roles=(_ORGANIZER, _COUNTY)),
    "site.read_spending": _table(roles=_READERS),
    "county.set_policy": _table(roles=(_COUNTY, _CITY)),
    # teams; "own" means the leader's own team
    "team.read": _table(volunteer=Relation.ANY),
    "team.manage": _table(roles=(_ORGANIZER, _COUNTY, _CITY)),
    "team.join": _table(volunteer=Relation.OWN, roles=(_ORGANIZER,)),
    "team.lead": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _COUNTY, _CITY)),
    "team.file": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _COUNTY, _CITY)),
    "team.oversee": _table(roles=_READERS),
    "team.acknowledge": _table(volunteer=Relation.OWN, roles=(_COUNTY, _CITY)),
    # activities and attendance
    "activity.read": _table(volunteer=Relation.ANY),
    "activity.publish": _table(roles=(_ORGANIZER, _COUNTY)),
    "activity.approve": _table(roles=(_COUNTY,)),
    "photo.decide": _table(roles=(_CHECKER, _COUNTY)),
    "signup.make": _table(volunteer=Relation.OWN, roles=(_ORGANIZER,)),
    "signup.decide": _table(roles=(_ORGANIZER,)),
    "attendance.scan": _table(volunteer=Relation.OWN),
    "attendance.record": _table(roles=(_ORGANIZER,)),
    "attendance.read": _table(roles=(_ORGANIZER, _CHECKER, _SUPERVISOR, _COUNTY)),
    # hours and rules
    "hours.read": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _CHECKER, _SUPERVISOR, _COUNTY)),
    "hours.verify": _table(roles=(_ORGANIZER, _CHECKER)),
    "hours.second_verify": _table(roles=(_CHECKER, _COUNTY)),
    "hours.dispute": _table(volunteer=Relation.OWN),
    "hours.correct": _table(roles=(_CHECKER, _COUNTY)),
    "rule.read": _table(volunteer=Relation.ANY),
    "rule.draft": _table(roles=(_ORGANIZER, _COUNTY)),
    "rule.publish": _table(roles=(_COUNTY, _CITY)),
    # disclosure
    "disclosure.read": _table(volunteer=Relation.ANY),
    "disclosure.open": _table(roles=(_ORGANIZER, _COUNTY)),
    "disclosure.object": _table(volunteer=Relation.ANY),
    "disclosure.rule": _table(roles=(_CHECKER, _COUNTY)),
    "disclosure.settle": _table(roles=(_ORGANIZER, _CHECKER, _COUNTY)),
    # ranking: of one's own village only
    "ranking.read": _table(volunteer=Relation.ANY),
    # content
    "content.review": _table(roles=(_CHECKER, _COUNTY)),
    # ledger
    "ledger.read": _table(volunteer=Relation.OWN, roles=(_ORGANIZER, _CHECKER, _SUPERVISOR, _COUNTY)),
    "ledger.propose": _table(roles=(_ORGANIZER, _CHECKER, _COUNTY)),
    "ledger.decide": _table(roles=(_CHECKER, _COUNTY)),
    "books.check": _table(roles=(_SUPERVISOR, _COUNTY, _CITY, _ADMINISTRATOR)),
    # goods
    "mall.read": _table(volunteer=Relation.ANY),
    "redemption.place": _table(volunteer=Relation.OWN, roles=(_KEEPER,)),
    "redemption.read": _table(volunteer=Relation.OWN, roles=(_KEEPER, _SUPERVISOR, _COUNTY)),
    "redemption.cancel": _table(volunteer=Relation.OWN, roles=(_KEEPER,)),
    "redemption.fulfil": _table(roles=(_KEEPER,)),
    "redemption.reverse": _table(roles=(_COUNTY,)),
    "redemption.plan": _table(roles=(_KEEPER, _COUNTY)),
    "stock.receive": _table(roles=(_KEEPER, _COUNTY)),
    "stock.price": _table(roles=(_KEEPER, _COUNTY)),
    "stock.count": _table(roles=(_KEEPER,)),
    "stock.confirm": _table(roles=(_CHECKER, _COUNTY)),
    "stock.read": _table(roles=(_KEEPER, _CHECKER, _SUPERVISOR, _COUNTY, _CITY)),
}


def roles_for(action: str) -> list[str]:
    """Return the granted roles that permit an action, for use inside a hot statement."""
    return [str(role) for role in ALLOWED[action] if role is not Role.VOLUNTEER]
