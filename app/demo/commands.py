"""``flask demo-load`` and ``flask demo-identities``: data for trying the service, and who one can be."""

from __future__ import annotations

import sys
import time

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.demo.annex import CITY_NAME, COUNTIES, SITES
from app.demo.identities import ALIAS_OF_ADMINISTRATOR, ROLE_NAMES, SITE_STAFF, alias_suffix
from app.demo.loading import DEFAULT_SEED, load
from app.demo.population import PHONES_TOLD
from app.demo.story import CannotLoad


@click.command("demo-load", help="装入演示数据：四个县区、六个示范点、四周的活动和积分。装过就什么也不做。")
@click.option("--seed", type=click.IntRange(0), default=DEFAULT_SEED, show_default=True, help="同一个数，同样的数据。")
@with_appcontext
def demo_load_command(seed: int) -> None:
    """Load the demonstration data once; in production they are refused, because their names are known to everybody."""
    if current_app.config["SETTINGS"].environment == "production":
        click.echo("✗ 正式环境不装演示数据。", err=True)
        sys.exit(1)
    begun = time.monotonic()
    try:
        loaded = load(
            current_app.extensions["database"],
            seed=seed,
            cipher=current_app.extensions["cipher"],
            now=clock.utc_now(),
        )
    except CannotLoad as reason:
        click.echo(f"✗ {reason}", err=True)
        sys.exit(1)
    if not loaded.fresh:
        click.echo("演示数据已经装过，没有改动。")
        return
    click.echo(
        f"演示数据装好了：{loaded.sites} 个示范点，{loaded.households} 户，{loaded.volunteers} 人，"
        f"四周里的 {loaded.deeds} 件事，用时 {round(time.monotonic() - begun)} 秒。"
    )


@click.command("demo-identities", help="列出演示身份：在微信沙箱里用这些名字登录。")
def demo_identities_command() -> None:
    """Tell under which aliases of the WeChat sandbox one can log in, and as what."""
    click.echo("演示身份（微信沙箱里的用户名；沙箱页面上没有的，按这个名字新建）：")
    click.echo(f"  {ALIAS_OF_ADMINISTRATOR:<26}{CITY_NAME}系统管理员")
    click.echo(f"  {'city-staff-1、-2':<25}{CITY_NAME}妇联")
    for county in COUNTIES:
        click.echo(f"  {county.slug + '-staff-1、-2':<25}{county.name}妇联")
    click.echo("  每个示范点的人：村名加后缀，例如 qinjian-checker")
    click.echo("    村名  " + "、".join(f"{site.slug} {site.name.removesuffix('示范点')}" for site in SITES))
    suffixes = [f"{alias_suffix(role, count)} {ROLE_NAMES[role]}" for role, count in SITE_STAFF]
    click.echo("    后缀  " + "、".join([*suffixes, f"volunteer-1…{PHONES_TOLD} 志愿者"]))
