"""Leaving erases the person and keeps the books; taking along shows everything; corrections are answered."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess

from openpyxl import load_workbook
from sqlalchemy import text

from app.backup import _program
from app.core.transaction import transaction
from app.ledger.books.report import check_books
from app.personal_data.service.telling import remind_of_corrections
from points.base import new_id
from tests.served import count, settled
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World

NAME, PHONE, OPENID = "欧阳小妹", "13800001234", "oLeavesForGood000000000000001"
YES = {"confirm": "注销账号"}


def dump(owner_url: str) -> str:
    """Everything that stands in any table, as a backup would carry it away."""
    made = subprocess.run(
        [_program("pg_dump"), "--data-only", "--no-owner", owner_url], capture_output=True, check=True, env=os.environ
    )
    return made.stdout.decode()


def give_traces(world: World, person: Person) -> None:
    """Leave the person's phone, openid and name wherever the service keeps such things."""
    cipher = world.app.extensions["cipher"]
    with transaction(world.database, now=world.now) as work:
        who = {"county": COUNTY, "id": person.volunteer_id, "openid": OPENID, "now": work.now, "phone": PHONE}
        for statement in (
            "INSERT INTO wechat_account (openid, county_id, volunteer_id, bound_at)"
            " VALUES (:openid, :county, :id, :now)",
            "INSERT INTO login_code (code_hash, openid, used_at) VALUES ('\\x01', :openid, :now)",
            "INSERT INTO pending_registration (ticket_hash, openid, expires_at) VALUES ('\\x02', :openid, :now)",
        ):
            work.session.execute(text(statement), who)
        work.session.execute(
            text("UPDATE volunteer SET phone_cipher = :sealed, phone_hash = :hash WHERE id = :id"),
            who
            | {
                "sealed": cipher.encrypt(PHONE, field="volunteer.phone"),
                "hash": cipher.lookup_hash(PHONE, field="volunteer.phone"),
            },
        )


def require_sound_books(world: World) -> None:
    report = check_books(world.database, county_id=COUNTY, now=world.now)
    assert [finding for finding in report.findings if not finding.holds] == []


def test_account_when_closed_then_no_dump_names_her_and_the_books_hold(world: World, owner_url: str) -> None:
    mother = world.person()
    person = world.person(household_id=mother.household_id, name=NAME)
    give_traces(world, person)
    settled(world, [person], minutes=60)
    earned = world.balance(person.household_id)
    point = world.pickup_point()
    soap, day = world.item(point, points=100), world.redemption_day(point)
    person.post("/me/consents", {"purpose": "full_name_public", "version": 1, "answer": "given"})
    person.post("/me/correction-requests", {"about": "name", "words": f"我叫{NAME}，电话 {PHONE}"})
    placed = world.place_order(person, day, soap).get_json()
    assert person.put("/me/profile", {"residence": f"{NAME}家隔壁", "skills": PHONE}).status_code == 204
    refused = person.post("/me/account-closing", YES)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "orders_open")
    keeper = world.staff("shop_keeper")
    handed = {"pickup_point_id": str(point), "code": placed["pickup_code"], "collected_by": NAME}
    assert keeper.post("/redemption-orders/fulfilment", handed).status_code == 200
    before = dump(owner_url)
    assert NAME in before
    assert OPENID in before

    assert mother.post("/me/account-closing", YES).get_json()["code"] == "head_must_stay"
    assert person.post("/me/account-closing", {"confirm": "好"}).status_code == 422
    assert person.post("/me/account-closing", YES).status_code == 204

    after = dump(owner_url)
    hashed = world.app.extensions["cipher"].lookup_hash(PHONE, field="volunteer.phone").hex()
    assert [trace for trace in (NAME, PHONE, OPENID, hashed) if trace in after] == []
    assert person.get("/me").status_code == 401
    assert count(world, "SELECT sum(minutes) FROM hours_entry WHERE volunteer_id = :v", v=person.volunteer_id) == 60
    assert world.balance(mother.household_id) == earned - 100
    require_sound_books(world)


def test_last_of_a_household_when_closing_then_says_that_its_points_lapse(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    world.give_points(person.household_id, 250)

    left = person.post("/me/account-closing", YES)
    assert (left.status_code, left.get_json()["params"]) == (409, {"left_points": "2.50"})
    path, sure = f"/volunteers/{person.volunteer_id}/account-closing", YES | {"give_up_points": True}
    assert world.staff("organizer", place_code=OTHER_VILLAGE).post(path, sure).status_code == 403
    assert organizer.post(path, sure).status_code == 204
    assert organizer.post(path, sure).get_json()["code"] == "account_closed_already"
    assert world.balance(person.household_id) == 0
    acts = count(world, "SELECT count(*) FROM audit_entry WHERE on_behalf_of = :v", v=person.volunteer_id)
    assert acts == 1
    require_sound_books(world)
    staff = world.person(roles={"organizer": VILLAGE})
    assert staff.post("/me/account-closing", YES).get_json()["code"] == "roles_held"


def test_export_when_asked_then_holds_everything_and_only_hers(world: World) -> None:
    person, other = world.person(name=NAME), world.person(name="韦小榕")
    give_traces(world, person)
    world.give_points(person.household_id, 100)
    settled(world, [person, other], minutes=90)
    person.post("/me/consents", {"purpose": "photo", "version": 1, "answer": "refused"})

    answer = person.get("/me/export")

    assert "attachment" in answer.headers["Content-Disposition"]
    sections = {section["title"]: section["rows"] for section in answer.get_json()["sections"]}
    assert sections["本人"][0]["姓名"] == NAME
    assert sections["工时账"] == [sections["工时账"][0]]
    assert sections["工时账"][0]["分钟"] == 90
    assert sections["同意记录"][0]["答复"] == "refused"
    assert sections["服务记录"][0]["分钟"] == 90
    assert [line["积分"] for line in sections["家庭积分账（本人在家期间）"]] == ["1.00"]
    assert answer.get_json()["phone"] == PHONE
    raw = json.dumps(answer.get_json(), ensure_ascii=False)
    assert "韦小榕" not in raw
    assert str(other.volunteer_id) not in raw


def test_correction_when_asked_then_answered_by_somebody_else_with_a_reason(world: World) -> None:
    person, stranger = world.person(name="李小方"), world.person()
    organizer = world.staff("organizer")
    body = {"about": "name", "words": "应该是李小芳"}
    first = person.post("/me/correction-requests", body).get_json()["id"]
    second = person.post("/me/correction-requests", {"about": "hours", "words": "少了半小时"}).get_json()["id"]

    page = organizer.get("/correction-requests", limit=1).get_json()
    rest = organizer.get("/correction-requests", limit=1, cursor=page["next_cursor"]).get_json()
    assert [item["id"] for item in (*page["items"], *rest["items"])] == [first, second]
    yes, no = {"outcome": "granted", "reason": "核对了身份证"}, {"outcome": "declined", "reason": "签到记录没有错"}
    assert stranger.post(f"/correction-requests/{first}/answer", yes).status_code == 403
    assert organizer.post(f"/correction-requests/{second}/answer", no | {"name": "王"}).status_code == 422
    assert organizer.post(f"/correction-requests/{new_id()}/answer", no).status_code == 404
    assert organizer.post(f"/correction-requests/{first}/answer", yes | {"name": "李小芳"}).status_code == 204
    assert organizer.post(f"/correction-requests/{second}/answer", no).status_code == 204
    again = organizer.post(f"/correction-requests/{second}/answer", no)
    assert (again.status_code, again.get_json()["code"]) == (409, "correction_answered")
    assert person.get("/me").get_json()["name"] == "李小芳"
    answers = [(row["state"], row["answer"]) for row in person.get("/me/correction-requests").get_json()["items"]]
    assert answers == [("declined", "签到记录没有错"), ("granted", "核对了身份证")]
    own = world.person(roles={"organizer": VILLAGE})
    mine = own.post("/me/correction-requests", body).get_json()["id"]
    assert own.post(f"/correction-requests/{mine}/answer", no).get_json()["code"] == "own_correction"


def test_correction_when_fifteen_working_days_near_then_staff_are_reminded_and_overdue_ones_listed(
    world: World,
) -> None:
    world.travel_to(dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.UTC))
    person, organizer = world.person(), world.staff("organizer")
    person.post("/me/correction-requests", {"about": "name", "words": "应该是李小芳"})
    mine = person.get("/me/correction-requests").get_json()["items"][0]
    assert (mine["due_on"], mine["due_estimated"]) == ("2026-07-22", False)

    def remind() -> int:
        with transaction(world.database, now=world.now) as work:
            return remind_of_corrections(work.session, now=work.now)

    assert remind() == 0
    world.travel_to(dt.datetime(2026, 7, 20, 1, 30, tzinfo=dt.UTC))
    assert [remind(), remind()] == [1, 0]
    assert organizer.get("/me/inbox").get_json()["items"][0]["kind"] == "correction_due"
    assert organizer.get("/correction-requests", overdue="true").get_json()["items"] == []
    world.travel_to(dt.datetime(2026, 7, 23, 1, 30, tzinfo=dt.UTC))
    assert remind() == 1, "what is overdue is said again"
    late = organizer.get("/correction-requests", overdue="true").get_json()["items"]
    assert [(item["overdue"], item["due_on"]) for item in late] == [(True, "2026-07-22")]


def test_workbook_when_taken_along_then_every_section_is_a_sheet_and_nothing_is_a_formula(world: World) -> None:
    person = world.person(name=NAME)
    give_traces(world, person)
    settled(world, [person], minutes=90)
    person.put("/me/profile", {"skills": "=cmd|' /C calc'!A0"})

    answer = person.get("/me/export-workbook")

    assert answer.status_code == 200
    assert "spreadsheetml" in answer.headers["Content-Type"]
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "说明"
    assert [cell.value for cell in book["说明"][2]][-1] == PHONE
    assert [cell.value for cell in book["工时账"][1]] == ["日期", "分钟", "来源"]
    assert book["工时账"][2][1].value == 90
    assert book["选填信息"]["E2"].value == "'=cmd|' /C calc'!A0"
    assert set(book.sheetnames) >= {"志愿服务队", "日历", "替班", "监护人", "登记合并", "换绑"}
