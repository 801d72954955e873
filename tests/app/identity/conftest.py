"""The WeChat sandbox behind the service, and the divisions people live in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.core.transaction import transaction
from app.places.models import Division
from app.settings import Settings
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World
from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import running_sandbox

FOREIGN_COUNTY, FOREIGN_VILLAGE = "450224", "450224100201"

DIVISIONS = (
    ("45", "广西壮族自治区", "province", ""),
    ("4502", "柳州市", "city", "45"),
    (COUNTY, "柳城县", "county", "4502"),
    ("450222100", "示例镇", "township", COUNTY),
    (VILLAGE, "甲村", "village", "450222100"),
    (OTHER_VILLAGE, "乙村", "village", "450222100"),
    (FOREIGN_COUNTY, "融安县", "county", "4502"),
    ("450224100", "邻县镇", "township", FOREIGN_COUNTY),
    (FOREIGN_VILLAGE, "丙村", "village", "450224100"),
)


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxRemote]:
    """One sandbox for all tests of this folder."""
    with running_sandbox() as remote:
        yield remote


@pytest.fixture
def sandbox(sandbox_server: SandboxRemote) -> SandboxRemote:
    """The sandbox, empty again."""
    sandbox_server.post("reset")
    return sandbox_server


@pytest.fixture
def settings(settings: Settings, sandbox: SandboxRemote) -> Settings:
    """The test's settings, with the sandbox as WeChat."""
    return dataclasses.replace(
        settings, wechat_appid=DEMO_APPID, wechat_secret=DEMO_SECRET, wechat_gateway_url=sandbox.base_url
    )


@pytest.fixture
def world(world: World) -> World:
    """The village, with the official divisions around it."""
    with transaction(world.database, now=world.now) as work:
        work.session.add_all(
            Division(code=code, name=name, level=level, parent_code=parent, pinyin="")
            for code, name, level, parent in DIVISIONS
        )
    return world


@dataclass
class Phone:
    """A phone with WeChat: logs in and registers as the mini-program does."""

    world: World
    sandbox: SandboxRemote

    def log_in(self, alias: str, *, code: str | None = None, **extra: Any) -> TestResponse:
        body = {"code": code or self.sandbox.login_code(alias), **extra}
        return self.world.client.post("/v1/login", json=body)

    def ticket(self, alias: str) -> str:
        return str(self.log_in(alias).get_json()["ticket"])

    def register(self, ticket: str, **fields: Any) -> TestResponse:
        body: dict[str, Any] = {"ticket": ticket, "how": "found", "name": "李小芳", "birth_on": "1980-05-01"}
        body["accepted_notice_version"] = 1
        if fields.get("how") != "claim":
            body["village_code"] = VILLAGE
        return self.world.client.post("/v1/registrations", json={**body, **fields})

    def person(self, answer: TestResponse) -> Person:
        """The person whose session an answer began."""
        token = answer.get_json()["token"]
        person = Person(self.world, answer.get_json().get("volunteer_id"), None, token, token[:6])
        me = person.get("/me").get_json()
        person.volunteer_id, person.household_id = me["id"], (me["household"] or {}).get("id")
        return person


@pytest.fixture
def phone(world: World, sandbox: SandboxRemote) -> Phone:
    """A phone with WeChat."""
    return Phone(world, sandbox)
