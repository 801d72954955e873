"""The roster goes in once and only once, from a GBK file or a spreadsheet; its people claim themselves later."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from openpyxl import Workbook
from werkzeug.test import TestResponse

from tests.journeys.village import SATURDAY, Village
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World
from wechat_sandbox.remote import SandboxRemote

HEADINGS = ["姓名", "村代码", "家庭", "身份", "出生日期", "手机号", "监护人同意", "签过登记表"]
PEOPLE: list[list[str]] = [
    ["韦阿婆", VILLAGE, "1", "环保妈妈", "1950-03-08", "", "", "是"],
    ["覃小芳", VILLAGE, "1", "家属", "1985-05-01", "13800000001", "", "是"],
    ["李梅", VILLAGE, "2", "环保妈妈", "1979-12-31", "13800000002", "", "否"],
    ["李小妹", VILLAGE, "2", "家属", "2010-09-01", "", "是", "是"],
]


def as_csv(rows: list[list[str]], encoding: str) -> bytes:
    """Return rows as a CSV file."""
    return "\r\n".join(",".join(row) for row in [HEADINGS, *rows]).encode(encoding)


def as_workbook(rows: list[list[str]]) -> bytes:
    """Return rows as an office would keep them: a title above, real dates and numbers in the cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["环保妈妈花名册（2026年）"])
    sheet.append([])
    sheet.append(HEADINGS)
    for row in rows:
        typed: list[Any] = list(row)
        typed[1], typed[2] = int(row[1]), int(row[2])
        typed[4] = dt.datetime.fromisoformat(row[4]) if row[4] else None
        typed[5] = int(row[5]) if row[5] else None
        sheet.append(typed)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def send(person: Person, path: str, file: bytes, *, key: str | None = None, **fields: str) -> TestResponse:
    """Send a file as a form, as a browser does."""
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": key or uuid.uuid4().hex}
    body = {"file": (io.BytesIO(file), "花名册.csv"), **fields}
    return person.world.client.post(f"/v1{path}", data=body, headers=headers, content_type="multipart/form-data")


@pytest.fixture
def village(world: World, sandbox: SandboxRemote) -> Village:
    """Two days before the Saturday."""
    world.travel_to(SATURDAY - dt.timedelta(days=2))
    return Village(world, sandbox)


def test_roster_when_sent_in_any_form_and_again_then_goes_in_once(village: Village) -> None:
    county = village.world.staff("county_staff", place_code=COUNTY)
    gbk, workbook = as_csv(PEOPLE, "gb18030"), as_workbook(PEOPLE)
    preview = send(county, "/roster-previews", gbk).get_json()
    assert (preview["new_people"], preview["new_households"], preview["problem_count"]) == (4, 2, 0)
    assert county.get("/volunteers", q="韦阿婆").get_json()["items"] == [], "a preview writes nothing"

    done = send(county, "/roster-imports", gbk, key="roster-2026-0001")
    assert (done.status_code, done.get_json()["new_people"]) == (200, 4)
    assert send(county, "/roster-imports", gbk, key="roster-2026-0001").data == done.data
    for file in (gbk, as_csv(PEOPLE, "utf-8-sig"), as_csv(PEOPLE, "utf-8"), workbook):
        again = send(county, "/roster-imports", file).get_json()
        assert (again["new_people"], again["imported_at"] is not None) == (0, True)
    more = [*PEOPLE, ["李大山", VILLAGE, "2", "家属", "1975-01-01", "", "", ""]]
    grown = send(county, "/roster-imports", as_workbook(more)).get_json()
    assert (grown["new_people"], grown["known_people"]) == (1, 4)
    people = county.get("/volunteers").get_json()["items"]
    assert len([person for person in people if person["name"] in {row[0] for row in more}]) == 5
    homes = {person["name"]: person["household_code"] for person in people}
    assert homes["韦阿婆"] == homes["覃小芳"] != homes["李梅"] == homes["李大山"]


def test_roster_when_rows_are_wrong_or_not_the_callers_then_each_is_named_and_none_written(village: Village) -> None:
    county, organizer = village.world.staff("county_staff", place_code=COUNTY), village.organizer.person
    assert send(county, "/roster-imports", as_csv(PEOPLE, "gbk")).status_code == 200
    rows = [
        ["=cmd", VILLAGE, "3", "", "", "", "", ""],
        ["王新", VILLAGE, "3", "", "1980-02-30", "", "", ""],
        ["王娃", VILLAGE, "3", "", "2020-02-01", "", "", ""],
        ["覃大姐", VILLAGE, "3", "", "1980-01-01", "13800000001", "", ""],
        ["李梅", VILLAGE, "4", "", "", "", "", ""],
        ["黄好", VILLAGE, "5", "", "1980-01-01", "", "", "也许"],
    ]
    for file in (as_csv(rows, "gb18030"), as_csv(rows, "utf-8-sig")):
        found = send(county, "/roster-previews", file).get_json()
        problems = {(problem["row"], problem["column"]) for problem in found["problems"]}
        assert problems >= {(2, "姓名"), (3, "出生日期"), (7, "签过登记表")}
        refused = send(county, "/roster-imports", file)
        assert (refused.status_code, refused.get_json()["code"]) == (422, "roster_invalid")
    good = [rows[2], rows[3], rows[4]]
    found = send(county, "/roster-previews", as_csv(good, "gb18030")).get_json()
    assert [(problem["row"], problem["column"]) for problem in found["problems"]] == [
        (2, "出生日期"),
        (3, "手机号"),
        (4, "出生日期"),
    ]
    elsewhere = as_csv([["王新", OTHER_VILLAGE, "1", "", "", "", "", ""]], "gbk")
    strange = send(organizer, "/roster-previews", elsewhere).get_json()
    assert [problem["reason"] for problem in strange["problems"]] == ["不是您负责的村"]
    for nonsense in (b"\x00\x01\xff", b"PK\x03\x04 no zip", b""):
        assert send(organizer, "/roster-previews", nonsense).get_json()["problem_count"] >= 1
    assert send(village.world.person(), "/roster-previews", elsewhere).status_code == 403


def test_person_of_a_roster_when_she_claims_with_her_card_then_keeps_consents_and_history(village: Village) -> None:
    world, organizer = village.world, village.organizer
    assert send(organizer.person, "/roster-imports", as_workbook(PEOPLE)).get_json()["new_people"] == 4
    listed = organizer.person.get("/volunteers", q="韦阿婆").get_json()["items"][0]
    world.give_points(uuid.UUID(listed["household_id"]), 800)
    card = organizer.person.post(f"/volunteers/{listed['id']}/cards").get_json()["code"]
    village.sandbox.create_user("阿婆")
    ticket = village._login(village.sandbox.login_code("阿婆"))["ticket"]
    application = {
        "ticket": ticket,
        "how": "claim",
        "name": "韦阿婆",
        "birth_on": "1950-03-08",
        "card_code": card,
        "accepted_notice_version": 1,
    }
    assert world.client.post("/v1/registrations", json=application).status_code == 201
    elder = village.log_in("阿婆").person
    assert str(elder.volunteer_id) == listed["id"]
    assert elder.get("/me/balance").get_json()["spendable"] == "8.00"
    base = next(item for item in elder.get("/me/consents").get_json()["items"] if item["purpose"] == "base")
    assert (base["state"], base["on_paper"], base["by_somebody_else"]) == ("given", True, True)
    plum = organizer.person.get("/volunteers", q="李梅").get_json()["items"][0]
    assert plum["state"] == "active"
