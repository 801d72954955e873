"""Spreadsheets in and out: rows of text from a file somebody sent, and a workbook somebody can open (xlsx)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from app.core.spreadsheets import safe_cell

UNPACKED_MOST: Final = 100 * 1024 * 1024
TITLE_MOST: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class WorkbookUnreadable(ValueError):
    """Not a workbook, or one that unpacks beyond all measure."""


def is_workbook(data: bytes) -> bool:
    """Tell whether bytes begin like an xlsx file."""
    return data.startswith(b"PK\x03\x04")


def read_first_sheet(data: bytes, *, rows_most: int) -> list[list[str]]:
    """Return the first sheet of a workbook as rows of text: numbers without decimals, dates as 1980-05-01.

    At most ``rows_most`` + 1 rows are read, so that too many are noticed and not more are unpacked.

    Raises:
        WorkbookUnreadable: it is none, or unpacks to more than 100 MiB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MOST:
                raise WorkbookUnreadable("too large")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=rows_most + 1, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except WorkbookUnreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError, EOFError) as error:
        raise WorkbookUnreadable(type(error).__name__) from None


def write_workbook(sheets: Iterable[tuple[str, Sequence[Mapping[str, Any]]]]) -> bytes:
    """Return a workbook with a sheet for every title and its rows; no cell is taken for a formula (security C7)."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title.translate(_FORBIDDEN)[:TITLE_MOST])
        headings = list(rows[0]) if rows else ["没有记录"]
        sheet.append([_heading(sheet, name) for name in headings])
        for row in rows:
            sheet.append([_cell(row[name]) for name in headings])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _heading(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, value=safe_cell(name))
    cell.font = Font(bold=True)
    return cell


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return {None: "", True: "是", False: "否"}[value]
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return safe_cell("、".join(str(part) for part in value))
    if isinstance(value, dict):
        return safe_cell("；".join(f"{name} {part}" for name, part in value.items()))
    return safe_cell(str(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return "是" if value else "否"
    whole = str(value)
    return whole.removesuffix(".0").strip()
