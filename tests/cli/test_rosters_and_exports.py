"""Rosters in, everything out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from app.cli.export import SECRETS
from app.core.transaction import transaction
from app.places.models import Division
from tests.cli.test_operator_commands import run
from tests.world import VILLAGE, World

GOOD = """姓名,家庭,身份,出生日期,手机号,监护人同意
覃小芳,1,环保妈妈,1980-05-01,13800000001,
覃小龙,1,家属,2010年9月1日,,是
韦阿婆,2,,,,
𠮷娜·阿依,,家属,1999/1/2,,否
"""


@pytest.fixture
def world(world: World) -> World:
    """The village is in the official list."""
    with transaction(world.database, now=world.now) as work:
        work.session.add(Division(code=VILLAGE, name="甲村", level="village", parent_code=VILLAGE[:9], pinyin=""))
    return world


def counts(world: World) -> tuple[int, int]:
    """How many volunteers and households there are."""
    with world.database.session() as session:
        return tuple(
            session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in ("volunteer", "household")
        )


def take(world: World, path: Path, content: str | bytes, *more: str) -> Result:
    """Give a file to the command."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run(world.app, "import-roster", str(path), "--village", VILLAGE, *more)


def test_roster_when_previewed_then_writes_nothing_and_when_committed_only_once(world: World, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"

    preview = take(world, path, GOOD)
    assert "将写入 4 人、3 户" in preview.output
    assert counts(world) == (0, 0)

    done = take(world, path, GOOD, "--commit")
    assert (done.exit_code, counts(world)) == (0, (4, 3))
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        again = take(world, path, GOOD.encode(encoding), "--commit")
        assert "已经导入过，没有改动" in again.output, encoding
    assert counts(world) == (4, 3)

    more = take(world, path, GOOD + "覃小凤,1,家属,2000-01-01,,\n", "--commit")
    assert "已写入 1 人、1 户；4 人已在册" in more.output
    assert counts(world) == (5, 3), "she joins the household that is known"
    with world.database.session() as session:
        heads = session.execute(
            text("SELECT v.name FROM household h JOIN volunteer v ON v.id = h.head_volunteer_id ORDER BY v.name_pinyin")
        ).scalars()
        assert sorted(heads) == sorted(["覃小芳", "韦阿婆", "𠮷娜·阿依"])
        assert session.execute(text("SELECT count(*) FROM account")).scalar_one() == 3


def test_roster_when_rows_are_wrong_then_names_each_and_writes_none(world: World, tmp_path: Path) -> None:
    rows = (
        "=cmd,3,环保妈妈,,,",
        "李芳,3,厂长,,,",
        "李梅,3,,1980-13-01,,",
        "李兰,3,,,1380000,",
        "小朋友,3,家属,2020-01-01,,",
        "覃小芳,1,,1980-05-01,,",
    )

    result = take(world, tmp_path / "roster.csv", GOOD + "\n".join(rows), "--commit")

    assert result.exit_code == 1
    for row, column in ((6, "姓名"), (7, "身份"), (8, "出生日期"), (9, "手机号"), (10, "出生日期"), (11, "家庭")):
        assert f"第 {row} 行 {column}：" in result.output
    assert "没有写入任何内容" in result.output
    assert counts(world) == (0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00\x01" * 9, "不是 UTF-8、GBK"),
        ("", "缺少这一列"),
        ("姓名,姓名\n李芳,李芳\n", "出现了两次"),
        ("姓名,积分\n李芳,100\n", "不认识的列"),
        ("名字\n李芳\n", "缺少这一列"),
        ("姓名,村代码\n李芳,450224100201\n李梅,450222100201\n", "只能有一个县"),
        ("姓名,村代码\n李芳,450222100999\n", "没有这个村"),
    ],
)
def test_roster_when_the_file_is_wrong_then_says_what(
    world: World, tmp_path: Path, content: str | bytes, said: str
) -> None:
    result = take(world, tmp_path / "roster.csv", content)

    assert result.exit_code == 1
    assert said in result.output


def test_export_when_made_twice_then_is_the_same_and_holds_no_secret_or_formula(world: World, tmp_path: Path) -> None:
    take(world, tmp_path / "roster.csv", GOOD, "--commit")
    with transaction(world.database, now=world.now) as work:
        work.session.execute(text("UPDATE volunteer SET national_volunteer_no = '=1+1'"))

    first, second = tmp_path / "first", tmp_path / "second"
    assert run(world.app, "export-all", str(first)).exit_code == 0
    assert run(world.app, "export-all", str(second)).exit_code == 0
    assert run(world.app, "export-all", str(second)).exit_code == 1, "not empty"

    manifest = json.loads((first / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"]["volunteer.csv"]["rows"] == 4
    for name, facts in manifest["files"].items():
        content = (first / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), name
        assert hashlib.sha256(content).hexdigest() == facts["sha256"]
        assert b"13800000001" not in content
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(rows) == facts["rows"]
        assert not any((value or "").startswith(("=", "+", "@")) for row in rows for value in row.values())
        if name != "audit_entry.csv":
            assert (second / name).read_bytes() == content
    assert not {f"{name}.csv" for name in SECRETS} & manifest["files"].keys()
    rows = list(csv.DictReader(io.StringIO((first / "volunteer.csv").read_text(encoding="utf-8-sig"))))
    assert {row["national_volunteer_no"] for row in rows} == {"'=1+1"}
