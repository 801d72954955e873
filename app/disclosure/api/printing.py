"""The published list as a sheet of paper (公示打印): A4, readable from two metres, masked, with its fingerprint."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import qrcode
from flask import current_app, render_template, url_for
from qrcode.constants import ERROR_CORRECT_M
from sqlalchemy import Row

from app.clock import SHANGHAI, utc_now
from app.core.db import Database
from app.disclosure.api.blueprint import disclosures
from app.disclosure.models import Disclosure
from app.disclosure.queries import find_chain_head, get_disclosure, list_lines
from app.http.endpoint import public_page
from app.places.models import Site
from app.places.queries import find_division
from points.amounts import Minutes, Percent, Points, display_minutes, display_percent, display_points
from points.errors import NotFound

ROWS_A_SHEET: Final = 12
QUIET_ZONE: Final = 2
HASH_SHOWN: Final = 16


@dataclass(frozen=True)
class PrintedLine:
    """One row of the sheet, in words."""

    place: int
    name: str
    household: str
    activity: str
    day: str
    minutes: str
    factor: str
    points: str


@dataclass(frozen=True)
class QrCode:
    """A QR code as the path of an SVG image."""

    size: int
    path: str


@disclosures.get("/disclosures/<county_id>/<uuid:disclosure_id>/print")
@public_page
def print_disclosure(county_id: str, disclosure_id: uuid.UUID) -> str:
    """Return a published list as sheets for the wall; anybody may read it, nobody is named in full."""
    if not (county_id.isascii() and county_id.isdigit()):
        raise NotFound()
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        disclosure = get_disclosure(session, county_id=county_id, disclosure_id=disclosure_id)
        lines = [printed(line) for line in list_lines(session, county_id=county_id, disclosure_id=disclosure_id)]
        village = find_division(session, code=disclosure.village_code)
        site = session.get(Site, (county_id, disclosure.site_id))
        head = find_chain_head(session, county_id=county_id)
    address = current_app.config["PUBLIC_BASE_URL"] + url_for(
        "disclosures.print_disclosure", county_id=county_id, disclosure_id=disclosure_id
    )
    return render_template(
        "disclosure/print.html",
        sheets=sheets_of(lines),
        total=len(lines),
        dates=window_in_words(disclosure),
        disclosure=disclosure,
        village=disclosure.village_code if village is None else village.name,
        site=None if site is None else site.name,
        printed_on=day_in_words(utc_now()),
        fingerprint=disclosure.content_hash.hex()[:HASH_SHOWN],
        head=None if head is None else (head.seq, bytes(head.hash).hex()[:HASH_SHOWN], day_in_words(head.sealed_at)),
        qr=qr_of(address),
        address=address,
    )


def printed(line: Row[Any]) -> PrintedLine:
    """Return a line as it is printed, in the words of the writing guide."""
    return PrintedLine(
        place=line.place,
        name=line.masked_name,
        household=line.household_code,
        activity=line.activity_title,
        day=f"{line.local_date.month}月{line.local_date.day}日",
        minutes=display_minutes(Minutes(line.minutes)),
        factor="×" + display_percent(Percent(line.factor_percent)),
        points=display_points(Points(line.points)),
    )


def sheets_of(lines: Sequence[PrintedLine]) -> list[Sequence[PrintedLine]]:
    """Return the lines sheet by sheet, twelve on each."""
    return [lines[first : first + ROWS_A_SHEET] for first in range(0, len(lines), ROWS_A_SHEET)]


def window_in_words(disclosure: Disclosure) -> str:
    """Return the window as people read it: from the first to the last day on the wall."""
    if disclosure.working_days == 0:
        return day_in_words(disclosure.opens_at)
    last = (disclosure.closes_at.astimezone(SHANGHAI)).date()
    last_day = last.fromordinal(last.toordinal() - 1)
    return f"{day_in_words(disclosure.opens_at)} – {last_day.month}月{last_day.day}日"


def day_in_words(instant: Any) -> str:
    """Return the business date of an instant as people write it."""
    day = instant.astimezone(SHANGHAI)
    return f"{day.month}月{day.day}日"


def qr_of(address: str) -> QrCode:
    """Return a QR code of an address as one SVG path, without a script or an image file."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    cells = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return QrCode(size=len(matrix), path="".join(cells))
