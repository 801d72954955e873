"""Commands about people and their accounts, for whoever has the machine."""

from __future__ import annotations

import uuid

import click
from flask.cli import with_appcontext
from pydantic import TypeAdapter, ValidationError

from app import clock
from app.cli.speaking import cipher, database, plain_words
from app.core.transaction import transaction
from app.identity.schemas.login import PersonName
from app.identity.schemas.people import StaffCredentialBody
from app.identity.service import staff
from app.identity.service.administrators import create_administrator
from app.identity.service.rotation import FIELDS, rotate_fields
from app.identity.service.sessions import end_all_sessions, find_people
from app.personal_data.models import (
    GUARDIAN_NAME_FIELD,
    GUARDIAN_PHONE_FIELD,
    NUMBER_FIELD,
    Guardian,
    IdentityNumber,
)
from app.places.divisions import count_divisions
from app.teams.models import WECHAT_FIELD, Team

ENCRYPTED = (
    *FIELDS,
    (Team.leader_wechat_cipher, WECHAT_FIELD),
    (Guardian.name_cipher, GUARDIAN_NAME_FIELD),
    (Guardian.phone_cipher, GUARDIAN_PHONE_FIELD),
    (IdentityNumber.number_cipher, NUMBER_FIELD),
)


@click.command("create-administrator", help="建第一个管理员。密码现场输入，或加 --generate 随机生成；没有默认密码。")
@click.option("--name", prompt="姓名")
@click.option("--login-name", prompt="登录名（小写字母和数字）")
@click.option("--place", "place_code", default="45", show_default=True, help="管理的范围：省两位码或市四位码。")
@click.option("--generate", is_flag=True, help="随机生成一次性密码并显示。")
@with_appcontext
def create_administrator_command(name: str, login_name: str, place_code: str, generate: bool) -> None:
    """Make an administrator and show, once, the secret for the authenticator."""
    try:
        name = TypeAdapter(PersonName).validate_python(name)
        login_name = StaffCredentialBody(login_name=login_name).login_name
    except ValidationError:
        raise click.ClickException("姓名或登录名不合要求：登录名 3 到 40 位，用小写字母、数字、点或横线。") from None
    password = None if generate else click.prompt("密码（不少于 12 个字）", hide_input=True, confirmation_prompt=True)
    with plain_words(), transaction(database(), now=clock.utc_now()) as work:
        if count_divisions(work.session) == 0:
            raise click.ClickException("还没有行政区划，请先执行 flask --app app.wsgi import-divisions。")
        issued = create_administrator(
            work.session,
            name=name,
            login_name=login_name,
            password=password,
            place_code=place_code,
            cipher=cipher(),
            now=work.now,
        )
    click.echo(f"管理员 {issued.login_name} 已建好。")
    if password is None:
        click.echo(f"一次性密码（只显示这一次）：{issued.password}")
    click.echo(f"动态验证码（用验证器扫码或粘贴，只显示这一次）：\n{issued.totp_uri}")


@click.command("end-sessions", help="让一个人的所有设备退出登录。PERSON 是志愿者编号或电脑端登录名。")
@click.argument("person")
@with_appcontext
def end_sessions_command(person: str) -> None:
    """End every session of a person, for instance when a phone was stolen."""
    with transaction(database(), now=clock.utc_now()) as work:
        found = find_people(work.session, login_name=person, volunteer_id=_uuid(person))
        if not found:
            raise click.ClickException("没有这个人。")
        ended = sum(
            end_all_sessions(work.session, county_id=one.county_id, volunteer_id=one.id, actor_id=None, now=work.now)
            for one in found
        )
    click.echo(f"已退出 {ended} 台设备。")


@click.command("unlock", help="解除电脑端账号因多次输错而产生的锁定。")
@click.argument("login_name")
@with_appcontext
def unlock_command(login_name: str) -> None:
    """Forget the failed tries of a login name."""
    locked = staff.unlock(database(), login_name)
    click.echo("已解锁。" if locked else "这个登录名现在没有输错记录。")


@click.command("rotate-keys", help="用现用密钥重新加密手机号等字段（新密钥先放到 FIELD_KEYS 最前面）。")
@with_appcontext
def rotate_keys_command() -> None:
    """Re-encrypt every field with the current key, in small transactions; safe to stop and repeat."""
    total = 0
    while True:
        with transaction(database(), now=clock.utc_now()) as work:
            done = rotate_fields(work.session, cipher=cipher(), now=work.now, fields=ENCRYPTED)
        total += done
        if done == 0:
            break
    click.echo(f"已重新加密 {total} 个字段。旧密钥现在可以从 FIELD_KEYS 去掉。")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
