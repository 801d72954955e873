"""Who one can be when trying the service: WeChat users of the sandbox, known by an alias, and whom they stand for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.core.permissions import Role
from app.demo.annex import CITY_NAME, CITY_PLACE, COUNTIES, DemoCounty, DemoSite

ALIAS_OF_ADMINISTRATOR: Final = "admin"
ROLE_NAMES: Final = {
    Role.ORGANIZER: "组织者",
    Role.CHECKER: "审核员",
    Role.SHOP_KEEPER: "兑换点管理员",
    Role.SUPERVISOR: "监督员",
    Role.COUNTY_STAFF: "县区妇联",
    Role.CITY_STAFF: "市妇联",
    Role.ADMINISTRATOR: "系统管理员",
}
SITE_STAFF: Final = (
    (Role.ORGANIZER, 2),
    (Role.CHECKER, 1),
    (Role.SHOP_KEEPER, 1),
    (Role.SUPERVISOR, 1),
)
COUNTY_STAFF_EACH: Final = 2
CITY_STAFF_EACH: Final = 2


@dataclass(frozen=True, slots=True)
class DemoIdentity:
    """A WeChat user of the sandbox with a role for a place."""

    alias: str
    role: Role
    place_code: str
    place_name: str

    @property
    def title(self) -> str:
        """The role and its place, for people."""
        return f"{self.place_name} {ROLE_NAMES[self.role]}"


def openid_for_alias(alias: str) -> str:
    """Return the openid the WeChat sandbox gives to an alias.

    The sandbox publishes this rule as stable for ever, so that demonstration data can be loaded before it ever ran;
    the two programmes know nothing else of each other. A test compares both sides.
    """
    digest = hashlib.sha256(f"openid:{alias.strip()}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")[:27]


def alias_suffix(role: Role, count: int) -> str:
    """Return what follows the village in the aliases of a role, for instance ``organizer-1…2``."""
    suffix = role.value.replace("_", "-")
    return f"{suffix}-1…{count}" if count > 1 else suffix


def site_identities(site: DemoSite) -> Iterator[DemoIdentity]:
    """Yield the people who run a site: two organizers, so that nobody has to approve herself, and one of each other."""
    for role, count in SITE_STAFF:
        for number in range(1, count + 1):
            suffix = f"-{number}" if count > 1 else ""
            alias = f"{site.slug}-{role.value.replace('_', '-')}{suffix}"
            yield DemoIdentity(alias, role, site.village_code, site.name)


def county_identities(county: DemoCounty) -> Iterator[DemoIdentity]:
    """Yield the staff of a county: two, because rules and corrections need two persons."""
    for number in range(1, COUNTY_STAFF_EACH + 1):
        yield DemoIdentity(f"{county.slug}-staff-{number}", Role.COUNTY_STAFF, county.county_id, county.name)


def city_identities() -> Iterator[DemoIdentity]:
    """Yield the administrator and the staff of the city."""
    yield DemoIdentity(ALIAS_OF_ADMINISTRATOR, Role.ADMINISTRATOR, CITY_PLACE, CITY_NAME)
    for number in range(1, CITY_STAFF_EACH + 1):
        yield DemoIdentity(f"city-staff-{number}", Role.CITY_STAFF, CITY_PLACE, CITY_NAME)


def all_identities() -> Iterator[DemoIdentity]:
    """Yield everybody with a role, the administrator first."""
    yield from city_identities()
    for county in COUNTIES:
        yield from county_identities(county)
        for site in county.sites:
            yield from site_identities(site)


def volunteer_alias(site: DemoSite, number: int) -> str:
    """Return the alias of the ordinary volunteer of a site with that number, counted from one."""
    return f"{site.slug}-volunteer-{number}"
