"""``flask check-templates``: the settings and the platform must agree."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from app.cli import register_commands
from app.settings import Settings, TemplateSetting
from wechat_sandbox.identities import template_id_for
from wechat_sandbox.remote import SandboxRemote


def check(app: Flask) -> tuple[int, str]:
    register_commands(app)
    result = app.test_cli_runner().invoke(args=["check-templates"])
    return result.exit_code, result.output


def test_templates_that_fit_are_shown_with_their_titles(app: Flask) -> None:
    code, output = check(app)

    assert code == 0
    assert "WECHAT_TEMPLATE_ACTIVITY_REMINDER（活动提醒）：活动开始提醒" in output
    assert output.count("字段对得上") == 4


@pytest.mark.parametrize(
    ("template_id", "field", "complaint"),
    [
        ("x" * 43, "thing1", "小程序里没有这个模板"),
        (template_id_for("activity_reminder"), "thing9", "模板里没有字段 thing9"),
        (template_id_for("activity_reminder"), "thing1", "没有给字段 thing3 安排内容"),
    ],
)
def test_template_that_does_not_fit_is_named(app: Flask, template_id: str, field: str, complaint: str) -> None:
    settings: Settings = app.config["SETTINGS"]
    wrong = TemplateSetting(template_id, (("activity", field),))
    app.config["SETTINGS"] = dataclasses.replace(settings, wechat_template_activity_reminder=wrong)

    code, output = check(app)

    assert code == 1
    assert complaint in output


def test_platform_that_does_not_answer_is_said_plainly(app: Flask, sandbox: SandboxRemote) -> None:
    sandbox.fault("errcode", "/wxaapi/newtmpl/gettemplate", value=45009, times=9)

    code, output = check(app)

    assert code == 1
    assert "问不到微信" in output
