"""One village with a person for every role, shared by the contract tests of a module."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.permissions import Role
from app.embedded.postgres import Server
from app.factory import create_app
from app.settings import Settings
from tests.databases import copy_of
from tests.world import COUNTY, VILLAGE, World
from wechat_sandbox.identities import DEMO_SECRET
from wechat_sandbox.server import running_sandbox

EVERY_ROLE = "every role"
PLACES = {Role.COUNTY_STAFF: COUNTY, Role.CITY_STAFF: "4502", Role.ADMINISTRATOR: COUNTY}


@contextmanager
def village(server: Server) -> Iterator[World]:
    """Give a village on a database of its own; generated requests may do to it what they can."""
    with running_sandbox() as sandbox, copy_of(server) as name:
        yield from _village(server.url_of(name), wechat=sandbox.base_url)


def _village(database_url: str, *, wechat: str) -> Iterator[World]:
    application = create_app(
        Settings.from_environment(
            {
                "ENVIRONMENT": "development",
                "DATA_DIR": tempfile.mkdtemp(),
                "DATABASE_URL": database_url,
                "LOG_LEVEL": "WARNING",
                "WECHAT_APPID": "wxsandbox0000000001",
                "WECHAT_SECRET": DEMO_SECRET,
                "WECHAT_GATEWAY_URL": wechat,
            }
        )
    )
    yield World(app=application, clock_file=Path("/nonexistent"))
    application.extensions["database"].dispose()


def tokens_of_every_role(world: World) -> dict[str, str]:
    """Add one person for every role and return their bearer tokens."""
    world.site()
    world.pickup_point()
    made = {str(Role.VOLUNTEER): world.person().token}
    for role in Role:
        if role is not Role.VOLUNTEER:
            made[str(role)] = world.staff(role, place_code=PLACES.get(role, VILLAGE)).token
    made[EVERY_ROLE] = world.person(roles={str(role): COUNTY for role in Role if role is not Role.VOLUNTEER}).token
    return made
