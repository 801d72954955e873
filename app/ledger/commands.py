"""``flask check-books`` and ``flask export-balances``: the books from the command line."""

from __future__ import annotations

import sys
from typing import TextIO

import click
import orjson
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.core.db import Database
from app.core.messages import message
from app.ledger.books.report import BooksReport, check_books, list_counties
from app.ledger.export import balances_csv
from app.ledger.views import books_view
from points.amounts import Points, format_points


@click.command("check-books", help="对账：核对积分账、工时账、兑换和库存；有一处不符就以 1 退出。")
@click.option("--county", "county_id", default=None, help="只查一个县（六位代码），默认全部。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@with_appcontext
def check_books_command(county_id: str | None, as_json: bool) -> None:
    """Run every proof over the books of one county or all; exit 1 when one does not hold."""
    database: Database = current_app.extensions["database"]
    counties = [county_id] if county_id else list_counties(database)
    reports = [check_books(database, county_id=each, now=clock.utc_now()) for each in counties]
    if as_json:
        click.echo(orjson.dumps([books_view(report).model_dump(mode="json") for report in reports]).decode())
    else:
        for report in reports:
            _print(report)
    if not all(report.holds for report in reports):
        sys.exit(1)


@click.command("export-balances", help="把一个县各户的积分余额导出为 CSV 表格。")
@click.option("--county", "county_id", required=True, help="县的六位代码。")
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="写到哪个文件，默认直接显示。")
@with_appcontext
def export_balances_command(county_id: str, output: TextIO) -> None:
    """Write the balances of a county's households as CSV."""
    database: Database = current_app.extensions["database"]
    with database.session() as session:
        output.write(balances_csv(session, county_id=county_id))


def _print(report: BooksReport) -> None:
    click.echo(message("books.heading", county=report.county_id))
    for account, points in report.trial_balance.items():
        click.echo(f"    {message('books.account.' + account)}  {format_points(Points(points))}")
    total = sum(report.trial_balance.values())
    click.echo(f"    {message('books.account.total')}  {format_points(Points(total))}")
    for finding in report.findings:
        mark = "✓" if finding.holds else "✗"
        click.echo(f"  {mark} {finding.check.invariant:<4}{message('books.' + finding.check.name)}")
        for example in finding.examples:
            click.echo(f"       {example.subject}  {orjson.dumps(dict(example.facts)).decode()}")
    verdict = "books.sound" if report.holds else "books.broken"
    click.echo(message(verdict, count=str(sum(finding.count for finding in report.findings))))
