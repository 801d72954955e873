"""``flask import-roster``: a preview by default, everything or nothing with ``--commit``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app import clock
from app.cli.speaking import cipher, database, plain_words
from app.core.masking import masked_name
from app.core.transaction import transaction
from app.identity.roster import COLUMNS, RosterProblem, read_roster
from app.identity.service.rosters import RosterPlan, import_roster, plan_roster

SHOWN_MAX = 50


@click.command("import-roster", help=f"导入花名册（CSV 或 xlsx）。列：{'、'.join(COLUMNS)}。默认只预览。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--village", "village_code", default=None, help="文件里没有村代码时，用这个 12 位村代码。")
@click.option("--commit", "really", is_flag=True, help="真正写入；有一行不对就一行也不写。")
@with_appcontext
def import_roster_command(file: Path, village_code: str | None, really: bool) -> None:
    """Show what a roster would change, or take it in; the same content a second time changes nothing."""
    roster = read_roster(file.read_bytes(), village_code=village_code)
    with plain_words(), transaction(database(), now=clock.utc_now()) as work:
        plan = plan_roster(work.session, roster, cipher=cipher(), now=work.now)
        if really and not plan.problems and plan.imported_at is None and plan.new:
            import_roster(work.session, roster, plan, cipher=cipher(), now=work.now)
    if plan.problems:
        _complain(plan.problems)
        sys.exit(1)
    _report(plan, really=really)


def _complain(problems: list[RosterProblem]) -> None:
    for problem in problems[:SHOWN_MAX]:
        click.echo(f"第 {problem.row} 行 {problem.column}：{problem.reason}", err=True)
    if len(problems) > SHOWN_MAX:
        click.echo(f"……还有 {len(problems) - SHOWN_MAX} 处", err=True)
    click.echo(f"共 {len(problems)} 处要改，没有写入任何内容。", err=True)


def _report(plan: RosterPlan, *, really: bool) -> None:
    if plan.imported_at is not None:
        day = clock.local_date(plan.imported_at)
        click.echo(f"这份花名册的内容 {day} 已经导入过，没有改动。")
        return
    for row in plan.known[:SHOWN_MAX]:
        click.echo(f"第 {row.row} 行 {masked_name(row.name)}：已在册，跳过")
    done = "已写入" if really else "将写入"
    click.echo(f"{done} {len(plan.new)} 人、{plan.households} 户；{len(plan.known)} 人已在册。")
    if not really and plan.new:
        click.echo("这是预览。确认无误后加 --commit 写入。")
