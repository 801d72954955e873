"""A roster file (花名册), CSV in whatever encoding the office has or a spreadsheet, checked row by row."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.workbooks import WorkbookUnreadable, is_workbook, read_first_sheet
from app.identity.policy import NAME_LENGTH_MAX, clean_name

ENCODINGS = ("utf-8-sig", "gb18030")
ROWS_MAX = 20_000
BYTES_MAX = 10 * 1024 * 1024

HEADING_ROWS = 5
"""The headings stand in one of the first rows: an office likes a title above them."""

NAME, VILLAGE, HOUSEHOLD, KIND, BIRTH, PHONE, CONSENT, SIGNED = (
    "姓名",
    "村代码",
    "家庭",
    "身份",
    "出生日期",
    "手机号",
    "监护人同意",
    "签过登记表",
)
COLUMNS = (NAME, VILLAGE, HOUSEHOLD, KIND, BIRTH, PHONE, CONSENT, SIGNED)
LATER_COLUMNS = frozenset({SIGNED})
"""Columns that older files do not have; they change the content key only where they are."""
KINDS = {"": "mother", "环保妈妈": "mother", "妈妈": "mother", "家属": "family", "家庭成员": "family"}
YES = frozenset({"是", "同意", "有", "1", "y", "Y"})
NO = frozenset({"", "否", "无", "0", "n", "N"})
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PHONE = re.compile(r"1[3-9]\d{9}")
_VILLAGE = re.compile(r"\d{12}")


@dataclass(frozen=True)
class RosterProblem:
    """What is wrong with one row, in the words of whoever has to repair it; row 1 holds the headings."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class RosterRow:
    """One person of the file. People of one village with the same ``household`` word belong together."""

    row: int
    name: str
    village_code: str
    household: str
    kind: str
    birth_on: dt.date | None
    phone: str | None
    guardian_consent: bool
    signed: bool = False
    """She signed the paper form with the privacy notice; the consent is recorded as one on paper."""


@dataclass
class Roster:
    """A file that was read; ``content_hash`` is the same whatever its encoding."""

    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RosterProblem] = field(default_factory=list)
    content_hash: bytes = b""


def read_roster(data: bytes, *, village_code: str | None = None) -> Roster:
    """Read a CSV file or the first sheet of a workbook with Chinese headings.

    ``village_code`` stands in where the file names no village. Every problem is collected, so that the file can be
    repaired in one go.
    """
    roster = Roster()
    lines = _lines(data)
    if lines is None:
        roster.problems.append(RosterProblem(1, "", "文件太大，或者不是 UTF-8、GBK 编码的 CSV，也不是 xlsx 表格"))
        return roster
    first = next((number for number, cells in enumerate(lines[:HEADING_ROWS]) if NAME in map(str.strip, cells)), 0)
    headings = _without_empty_end([cell.strip() for cell in lines[first]] if lines else [])
    roster.problems += _heading_problems(headings)
    if len(lines) > ROWS_MAX:
        roster.problems.append(RosterProblem(ROWS_MAX + 1, "", f"一次最多 {ROWS_MAX} 行，请分成几个文件"))
    if roster.problems:
        return roster
    digest = hashlib.sha256()
    keyed = [name for name in COLUMNS if name not in LATER_COLUMNS or name in headings]
    for number, cells in enumerate(lines[first + 1 :], start=first + 2):
        values = {name: cell.strip() for name, cell in zip(headings, cells, strict=False)}
        if not any(values.values()):
            continue
        digest.update("\x1f".join(f"{name}={values.get(name, '')}" for name in keyed).encode() + b"\x1e")
        _take_row(roster, number, values, village_code)
    roster.content_hash = digest.digest()
    return roster


def _lines(data: bytes) -> list[list[str]] | None:
    if len(data) > BYTES_MAX:
        return None
    if is_workbook(data):
        try:
            return read_first_sheet(data, rows_most=ROWS_MAX)
        except WorkbookUnreadable:
            return None
    text = _decoded(data)
    if text is None:
        return None
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:  # a cell longer than any table has
        return None


def _without_empty_end(headings: list[str]) -> list[str]:
    while headings and not headings[-1]:
        headings.pop()
    return headings


def _decoded(data: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _heading_problems(headings: list[str]) -> list[RosterProblem]:
    problems = [RosterProblem(1, name, "缺少这一列") for name in (NAME,) if name not in headings]
    problems += [RosterProblem(1, name, "不认识的列") for name in headings if name not in COLUMNS]
    repeated = {name for name in headings if headings.count(name) > 1}
    return problems + [RosterProblem(1, name, "这一列出现了两次") for name in sorted(repeated)]


def _take_row(roster: Roster, number: int, values: Mapping[str, str], village_code: str | None) -> None:
    problems: list[RosterProblem] = []

    def wrong(column: str, reason: str) -> None:
        problems.append(RosterProblem(number, column, reason))

    village = values.get(VILLAGE) or village_code or ""
    if not _VILLAGE.fullmatch(village) or not village.isascii():
        wrong(VILLAGE, "应为 12 位村代码")
    name = _name(values.get(NAME, ""))
    if name is None:
        wrong(NAME, "不是姓名")
    birth_on = _date(values.get(BIRTH, ""))
    if birth_on is None and values.get(BIRTH):
        wrong(BIRTH, "应写成 1980-05-01")
    phone = values.get(PHONE) or None
    if phone is not None and not (phone.isascii() and _PHONE.fullmatch(phone)):
        wrong(PHONE, "应为 11 位手机号")
    if values.get(KIND, "") not in KINDS:
        wrong(KIND, "只能是 环保妈妈 或 家属")
    for column in (CONSENT, SIGNED):
        if values.get(column, "") not in YES | NO:
            wrong(column, "只能是 是 或 否")
    roster.problems += problems
    if not problems:
        assert name is not None
        roster.rows.append(
            RosterRow(
                row=number,
                name=name,
                village_code=village,
                household=values.get(HOUSEHOLD, ""),
                kind=KINDS[values.get(KIND, "")],
                birth_on=birth_on,
                phone=phone,
                guardian_consent=values.get(CONSENT, "") in YES,
                signed=values.get(SIGNED, "") in YES,
            )
        )


def _name(text: str) -> str | None:
    try:
        name = clean_name(text)
    except ValueError:
        return None
    return name if len(name) <= NAME_LENGTH_MAX else None


def _date(text: str) -> dt.date | None:
    found = _DATE.fullmatch(text) if text.isascii() or "年" in text else None
    if found is None:
        return None
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
