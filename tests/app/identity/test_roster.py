"""What is read from a roster file that no spreadsheet would write."""

from __future__ import annotations

import pytest

from app.identity.roster import read_roster

VILLAGE = "450222100201"
UNREADABLE = "文件太大，或者不是 UTF-8、GBK 编码的 CSV，也不是 xlsx 表格"


@pytest.mark.parametrize("text", ["姓名\n" + "韦" * 200_000, "姓名\n韦大\0山"], ids=["endless cell", "nul"])
def test_roster_when_no_spreadsheet_wrote_it_then_the_file_is_refused_in_words(text: str) -> None:
    roster = read_roster(text.encode(), village_code=VILLAGE)

    assert (roster.rows, [problem.reason for problem in roster.problems]) == ([], [UNREADABLE])


@pytest.mark.parametrize("hidden", ["\x1b", "\u202e", "\u2066"], ids=["escape", "override", "isolate"])
def test_roster_when_a_name_hides_something_then_its_row_is_named_and_not_read(hidden: str) -> None:
    roster = read_roster(f"姓名\n韦大{hidden}山\n韦小榕".encode(), village_code=VILLAGE)

    assert [row.name for row in roster.rows] == ["韦小榕"]
    assert [(problem.row, problem.column, problem.reason) for problem in roster.problems] == [(2, "姓名", "不是姓名")]
