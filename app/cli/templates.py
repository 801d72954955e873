"""Checking the subscribe message templates of the settings against the platform."""

from __future__ import annotations

from typing import cast

import click
from flask import current_app
from flask.cli import with_appcontext

from app.cli.speaking import settings
from app.core.messages import message
from app.gateways.wechat import MessageTemplate, WeChatError, WeChatGateway
from app.settings import TemplateSetting


@click.command("check-templates", help="向微信核对设置里的订阅消息模板：在不在、字段对不对。")
@with_appcontext
def check_templates_command() -> None:
    """Compare every template of the settings with what the platform says, and show titles for a person to compare."""
    configured = settings().message_templates
    if not configured:
        click.echo("没有设置订阅消息模板（WECHAT_TEMPLATE_…），微信里不发提醒，站内消息照常。")
        return
    try:
        known = {
            one.template_id: one for one in cast("WeChatGateway", current_app.extensions["wechat"]).message_templates()
        }
    except WeChatError as error:
        raise click.ClickException(f"问不到微信（{error.kind}），请稍后再试。") from None
    wrong = 0
    for purpose, template in configured.items():
        complaints = _complaints(template, known.get(template.template_id))
        wrong += bool(complaints)
        title = known[template.template_id].title if template.template_id in known else "—"
        name = f"WECHAT_TEMPLATE_{purpose.upper()}（{message(f'purpose.{purpose}')}）：{title}"
        click.echo(f"{name}　{'；'.join(complaints) or '字段对得上'}")
    if wrong:
        raise click.ClickException(f"{wrong} 个模板要改。")


def _complaints(template: TemplateSetting, known: MessageTemplate | None) -> list[str]:
    if known is None:
        return ["小程序里没有这个模板"]
    named = {field for _, field in template.fields}
    return [
        *(f"模板里没有字段 {field}" for field in sorted(named - set(known.fields))),
        *(f"没有给字段 {field} 安排内容" for field in sorted(set(known.fields) - named)),
    ]
