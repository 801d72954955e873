"""A running sandbox, an application that talks to it, and people who use WeChat."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.core.transaction import transaction
from app.gateways.wechat import WeChatPlatform
from app.identity.models import Volunteer, WeChatAccount
from app.settings import Settings
from app.settings.message_templates import SLOTS, read_template
from app.worker import Surroundings, run_deferred
from tests.world import Person, World
from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET, openid_for_alias, template_id_for
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.server import running_sandbox

FIELDS = {
    "sign_up_result": "thing1,phrase2,time3,thing4",
    "activity_reminder": "thing1,time2,thing3,thing4",
    "points_change": "thing1,character_string2,character_string3,time4",
    "redemption_result": "thing1,character_string2,phrase3,thing4",
}
PUSH_TOKEN, PUSH_AES_KEY = "pushtoken", "A" * 43


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxRemote]:
    with running_sandbox() as remote:
        yield remote


@pytest.fixture
def sandbox(sandbox_server: SandboxRemote) -> SandboxRemote:
    sandbox_server.post("reset")
    sandbox_server.post("options", strict=True)
    return sandbox_server


@pytest.fixture
def settings(settings: Settings, sandbox: SandboxRemote) -> Settings:
    """The settings of every test, pointed at the sandbox and its templates."""
    templates = {
        f"wechat_template_{purpose}": read_template(purpose, f"{template_id_for(purpose)}:{FIELDS[purpose]}")
        for purpose in SLOTS
    }
    return dataclasses.replace(
        settings,
        wechat_appid=DEMO_APPID,
        wechat_secret=DEMO_SECRET,
        wechat_gateway_url=sandbox.base_url,
        wechat_push_token=PUSH_TOKEN,
        wechat_push_aes_key=PUSH_AES_KEY,
        **templates,
    )


@dataclasses.dataclass
class Phone:
    """Somebody's WeChat: the sandbox user behind a person of the village."""

    world: World
    sandbox: SandboxRemote
    person: Person
    alias: str

    @property
    def openid(self) -> str:
        return openid_for_alias(self.alias)

    def agree(self, *purposes: str, choice: str = "accept", report: bool = True) -> Any:
        """Tap 提醒我 and answer the dialog; ``report`` tells our service, as the mini-program does."""
        ids = [template_id_for(purpose) for purpose in purposes]
        answer = self.sandbox.post("wx/subscribe", user=self.alias, tmplIds=ids, choices=dict.fromkeys(ids, choice))
        if not report:
            return answer
        answers = {key: value for key, value in answer.items() if key in ids}
        return self.person.post("/me/subscriptions", {"answers": answers})

    def received(self) -> list[Any]:
        """Return the messages that arrived on this phone."""
        found: list[Any] = self.sandbox.get("messages", user=self.alias)
        return found


@dataclasses.dataclass
class Post:
    """Brings queued messages to phones, as the worker does."""

    world: World
    sandbox: SandboxRemote
    near: Surroundings

    def phone(self, person: Person | None = None, *, alias: str = "张三") -> Phone:
        """Bind a sandbox user to a person, as her first login does."""
        person = person or self.world.person()
        self.sandbox.create_user(alias)
        with transaction(self.world.database, now=self.world.now) as work:
            assert work.session.get(Volunteer, (person.county_id, person.volunteer_id)) is not None
            work.session.add(
                WeChatAccount(
                    openid=openid_for_alias(alias),
                    unionid=None,
                    county_id=person.county_id,
                    volunteer_id=person.volunteer_id,
                    bound_at=work.now,
                )
            )
        return Phone(self.world, self.sandbox, person, alias)

    def deliver(self) -> None:
        """Let the worker do what is due."""
        asyncio.run(run_deferred(self.near))


@pytest.fixture
def gateway(settings: Settings) -> WeChatPlatform:
    return WeChatPlatform(appid=DEMO_APPID, secret=DEMO_SECRET, base_url=settings.wechat_gateway_url, timeouts=(1, 1))


@pytest.fixture
def post(app: Flask, world: World, sandbox: SandboxRemote, gateway: WeChatPlatform, settings: Settings) -> Post:
    return Post(world, sandbox, Surroundings(world.database, gateway, settings))
