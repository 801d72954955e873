"""Everybody who can be tried out sees something on her screens."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import Database
from app.core.transaction import transaction
from app.demo.identities import all_identities, openid_for_alias
from app.factory import create_app
from app.identity.models import Volunteer, WeChatAccount
from app.identity.service.sessions import begin_session
from app.settings import Settings
from tests.demo.conftest import NOW, DemoDatabase

SCREENS: dict[str, tuple[str, ...]] = {
    "qinjian-volunteer-1": (
        "/activities",
        "/me/service-records",
        "/me/statement",
        "/villages/450222100214/disclosures",
    ),
    "qinjian-organizer-1": ("/volunteers", "/households", "/service-records", "/activities", "/sites"),
    "qinjian-checker": ("/service-records", "/objections", "/volunteers"),
    "qinjian-shop-keeper": ("/donors", "/lots?pickup_point_id={point}", "/redemption-days?pickup_point_id={point}"),
    "qinjian-supervisor": ("/households", "/lots?pickup_point_id={point}", "/service-records"),
    "liucheng-staff-1": ("/roles", "/scoring-rules", "/sites", "/pickup-points"),
    "city-staff-1": ("/sites?county_id=450202", "/site-quotas?place_code=4502"),
    "admin": ("/roles?county_id=450222",),
}


@pytest.fixture
def demo_app(settings: Settings, loaded: DemoDatabase) -> Iterator[Flask]:
    """The application on the demonstration data, on the day they were loaded for."""
    assert settings.clock_offset_file is not None
    settings.clock_offset_file.write_text(str(int((NOW - dt.datetime.now(dt.UTC)).total_seconds()) + 60))
    application = create_app(dataclasses.replace(settings, database_url=loaded.url))
    yield application
    application.extensions["database"].dispose()


def get(client: FlaskClient, token: str, path: str) -> dict[str, Any]:
    answer = client.get("/v1" + path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, (path, answer.get_json())
    body: dict[str, Any] = answer.get_json()
    return body


def token_of(database: Database, alias: str) -> str:
    with transaction(database, now=NOW) as work:
        account = work.session.get_one(WeChatAccount, openid_for_alias(alias))
        volunteer = work.session.get_one(Volunteer, (account.county_id, account.volunteer_id))
        expires_at = NOW + dt.timedelta(days=1)
        return begin_session(work.session, volunteer, kind="miniprogram", expires_at=expires_at, now=NOW).token


def test_everybody_sees_something_on_her_screens(demo_app: Flask, loaded: DemoDatabase) -> None:
    database, client = demo_app.extensions["database"], demo_app.test_client()
    ((point,),) = loaded.rows("SELECT id FROM pickup_point WHERE village_code = '450222100214'")

    for alias, screens in SCREENS.items():
        token = token_of(database, alias)
        for screen in screens:
            assert get(client, token, screen.format(point=point))["items"], (alias, screen)
    annex = get(client, token_of(database, "city-staff-1"), "/site-quotas?place_code=4502")
    balance = get(client, token_of(database, "qinjian-volunteer-1"), "/me/balance")
    mall = get(client, token_of(database, "qinjian-volunteer-1"), f"/mall?county_id=450222&pickup_point_id={point}")

    assert (annex["total_places"], annex["total_grant_fen"]) == (6, 3_000_000)
    assert balance["spendable"] != "0.00"
    assert [item["name"] for item in mall["items"]] == ["肥皂", "毛巾", "酱油", "洗衣粉", "洗手液", "卷纸"]
    assert mall["next_day"]


def test_everybody_can_log_in_and_see_herself(demo_app: Flask) -> None:
    database, client = demo_app.extensions["database"], demo_app.test_client()

    for identity in all_identities():
        me = get(client, token_of(database, identity.alias), "/me")
        assert me["state"] == "active"
        assert {"role": str(identity.role), "place_code": identity.place_code} in me["roles"]
