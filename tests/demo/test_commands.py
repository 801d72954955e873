"""The commands around the demonstration data."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.cli import register_commands
from app.demo.identities import all_identities
from app.factory import create_app
from app.settings import Settings
from tests.demo.conftest import DemoDatabase

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "lib"))

from demo_day import cast


def test_production_refuses_demonstration_data(settings: Settings) -> None:
    application = create_app(dataclasses.replace(settings, environment="production"))
    register_commands(application)

    refused = application.test_cli_runner().invoke(args=["demo-load"])

    assert (refused.exit_code, refused.stderr) == (1, "✗ 正式环境不装演示数据。\n")
    with application.extensions["database"].session() as session:
        assert session.execute(text("SELECT count(*) FROM volunteer")).scalar_one() == 0
    application.extensions["database"].dispose()


def test_second_loading_says_so(settings: Settings, loaded: DemoDatabase) -> None:
    application = create_app(dataclasses.replace(settings, database_url=loaded.url))
    register_commands(application)

    again = application.test_cli_runner().invoke(args=["demo-load"])

    assert (again.exit_code, again.output) == (0, "演示数据已经装过，没有改动。\n")
    application.extensions["database"].dispose()


def test_identities_are_told_and_are_those_of_demo_day(app: Flask) -> None:
    register_commands(app)

    told = app.test_cli_runner().invoke(args=["demo-identities"]).output

    for word in ("admin", "liucheng-staff-1", "qinjian 勤俭村", "organizer-1…2 组织者", "volunteer-1…3 志愿者"):
        assert word in told
    aliases = {identity.alias: identity.place_code for identity in all_identities()}
    for role in ("organizer-1", "organizer-2", "checker", "shop-keeper", "supervisor"):
        assert aliases[f"{cast.SITE}-{role}"] == cast.VILLAGE
    assert aliases[f"{cast.COUNTY_SLUG}-staff-1"] == cast.COUNTY
    assert sum(cast.SIZES) == 30
    assert len(cast.SIZES) == 20
