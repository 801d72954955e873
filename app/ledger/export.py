"""The households' balances as a table for a spreadsheet or another system."""

from __future__ import annotations

import csv
import io

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.spreadsheets import safe_cell
from points.amounts import Points, format_points

HEADINGS = ("户编号", "村编码", "积分", "笔数")

BALANCES = text(
    """
    SELECT h.code, h.village_code, a.balance, a.entries
    FROM household h JOIN account a ON a.county_id = h.county_id AND a.household_id = h.id
    WHERE h.county_id = :county_id
    ORDER BY h.village_code, h.code
    """
)


def balances_csv(session: Session, *, county_id: str) -> str:
    """Return every household's balance of a county as CSV with a byte-order mark.

    Codes are text and keep their leading zeros (acceptance case RC-09); a cell that a spreadsheet would take for a
    formula gets an apostrophe in front (security C7).
    """
    page = io.StringIO()
    page.write("\ufeff")
    table = csv.writer(page, quoting=csv.QUOTE_ALL)
    table.writerow(HEADINGS)
    for row in session.execute(BALANCES, {"county_id": county_id}):
        table.writerow(
            [safe_cell(row.code), safe_cell(row.village_code), format_points(Points(row.balance)), row.entries]
        )
    return page.getvalue()
