"""Becoming a volunteer: founding, joining, claiming a card, being confirmed or refused."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text

from tests.app.identity.conftest import FOREIGN_VILLAGE, Phone
from tests.world import OTHER_VILLAGE, VILLAGE, World


def test_registration_when_it_cannot_be_then_says_why_and_changes_nothing(phone: Phone, world: World) -> None:
    ticket = phone.ticket("张三")
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"birth_on": "2013-12-31"}, 422, "too_young"),
        ({"birth_on": "2010-01-01"}, 422, "guardian_consent_missing"),
        ({"birth_on": "2999-01-01"}, 422, "birth_date_impossible"),
        ({"birth_on": "1890-01-01"}, 422, "birth_date_impossible"),
        ({"village_code": "450222100999"}, 422, "village_unknown"),
        ({"village_code": "450222100"}, 422, "invalid"),
        ({"how": "join", "household_code": "00000000"}, 422, "household_unknown"),
        ({"how": "join"}, 422, "invalid"),
        ({"how": "claim", "card_code": "K.450222.0000000000000000.00"}, 403, "claim_refused"),
        ({"name": "12345"}, 422, "invalid"),
        ({"name": "李\u202e芳"}, 422, "invalid"),
        ({"name": "<b>李芳</b>"}, 422, "invalid"),
        ({"state": "active"}, 422, "invalid"),
        ({"household_id": "0197f0aa-0000-7000-8000-000000000003"}, 422, "invalid"),
        ({"openid": "o" + "A" * 27}, 422, "invalid"),
        ({"ticket": "A" * 43}, 401, "ticket_invalid"),
    ]
    for fields, status, code in wrong:
        world.app.extensions["rate_limiter"]._windows.clear()
        answer = phone.register(fields.pop("ticket", ticket), **fields)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code), fields

    with world.database.session() as session:
        for table in ("volunteer", "household", "wechat_account", "registration"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("name", ["𠮷小芳", "阿依古丽·买买提", "Vangz Gyaniq", "韦", "䶮龑㛃"])
def test_names_of_all_peoples_when_registered_then_survive(phone: Phone, name: str) -> None:
    me = phone.person(phone.register(phone.ticket("张三"), name=f"  {name} "))

    assert me.get("/me").get_json()["name"] == name


def test_ticket_when_sent_twice_at_once_then_makes_one_person(phone: Phone, world: World) -> None:
    ticket = phone.ticket("张三")
    body = {"ticket": ticket, "how": "found", "name": "李芳", "birth_on": "1980-05-01", "village_code": VILLAGE}
    body["accepted_notice_version"] = 1
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(world.app.test_client().post("/v1/registrations", json=body))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.get_json()["volunteer_id"] for answer in answers}) == 1
    assert phone.register(ticket, name="王芳").get_json()["code"] == "already_registered"
    world.advance(minutes=31)
    assert phone.register(ticket, name="李芳").get_json()["code"] == "ticket_invalid"


def test_joining_when_not_confirmed_then_shows_nothing_of_the_household(phone: Phone, world: World) -> None:
    head = world.person(name="覃大姐")
    organizer = world.person(roles={"organizer": VILLAGE})
    code = head.get("/me").get_json()["household"]["code"]

    joiner = phone.person(phone.register(phone.ticket("张三"), how="join", household_code=code, kind="family"))
    waiting = joiner.get("/me").get_json()
    assert (waiting["state"], waiting["household"], waiting["awaited_household_code"]) == ("registered", None, code)
    assert joiner.get(f"/households/{head.household_id}").status_code == 403

    listed = organizer.get("/volunteers", state="registered").get_json()["items"]
    assert [item["id"] for item in listed] == [joiner.volunteer_id]
    confirmed = organizer.post(f"/volunteers/{joiner.volunteer_id}/confirmation", key="confirm-joiner-1")
    again = organizer.post(f"/volunteers/{joiner.volunteer_id}/confirmation", key="confirm-joiner-1")
    other = organizer.post(f"/volunteers/{joiner.volunteer_id}/confirmation", key="confirm-joiner-2")
    assert (confirmed.status_code, again.status_code, other.status_code) == (204, 204, 409)
    assert other.get_json()["code"] == "registration_not_awaiting"

    member = joiner.get("/me").get_json()
    assert member["state"] == "active"
    assert {one["name"] for one in member["household"]["members"]} == {"覃大姐", "李小芳"}
    assert member["is_head"] is False


def test_registration_when_refused_then_wechat_may_register_anew(phone: Phone, world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    first = phone.person(phone.register(phone.ticket("张三")))

    assert organizer.post(f"/volunteers/{first.volunteer_id}/refusal", {"reason": "填错了村"}).status_code == 204

    assert first.get("/me").status_code == 401
    second = phone.register(phone.ticket("张三"), village_code=OTHER_VILLAGE)
    assert second.status_code == 201
    with world.database.session() as session:
        states = session.execute(
            text("SELECT state FROM household WHERE id = :id"), {"id": first.household_id}
        ).scalar_one()
    assert states == "closed"


def test_card_only_person_when_she_gets_a_phone_then_keeps_her_history(phone: Phone, world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    made = organizer.post("/volunteers", {"name": "韦阿婆", "village_code": VILLAGE, "birth_on": "1950-02-03"})
    elder = made.get_json()["id"]
    card = organizer.post(f"/volunteers/{elder}/cards").get_json()["code"]
    household = organizer.get(f"/volunteers/{elder}").get_json()["household_id"]
    world.give_points(household, 300)

    for fields in ({"name": "韦阿公"}, {"name": "韦阿婆", "birth_on": "1951-02-03"}):
        wrong = phone.register(phone.ticket("张三"), how="claim", card_code=card, **fields)
        assert wrong.get_json()["code"] == "claim_refused"
    claim = {"name": "韦阿婆", "birth_on": "1950-02-03", "card_code": card.lower().replace("0", "o")}
    claimed = phone.person(phone.register(phone.ticket("张三"), how="claim", **claim))

    assert claimed.volunteer_id == elder
    assert claimed.get("/me").get_json()["state"] == "active"
    assert world.balance(claimed.household_id) == 300
    thief = phone.register(phone.ticket("李四"), how="claim", **claim)
    assert (thief.status_code, thief.get_json()["code"]) == (403, "claim_refused")


def test_walk_in_when_registered_by_organizer_then_is_active_at_once(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    body = {"name": "覃美兰", "village_code": VILLAGE, "birth_on": "1956-03-08", "phone": "13800000088"}

    made = organizer.post("/volunteers", body, key="walk-in-0001")
    again = organizer.post("/volunteers", body, key="walk-in-0001")
    twin = organizer.post("/volunteers", body, key="walk-in-0002")
    other = organizer.post("/volunteers", {**body, "somebody_else": True}, key="walk-in-0003")

    assert made.status_code == 201
    assert again.get_json() == made.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (twin.status_code, twin.get_json()["code"]) == (409, "possible_duplicate")
    assert other.status_code == 201
    shown = organizer.get(f"/volunteers/{made.get_json()['id']}").get_json()
    assert (shown["state"], shown["is_head"], shown["phone"]) == ("active", True, "*******0088")
    revealed = organizer.post(f"/volunteers/{made.get_json()['id']}/phone-views", {"purpose": "activity"})
    assert revealed.get_json() == {"phone": "13800000088"}
    with world.database.session() as session:
        trail = session.execute(text("SELECT action FROM audit_entry ORDER BY id")).scalars().all()
    assert trail.count("volunteer.add") == 2
    assert "phone.reveal" in trail

    for fields, code in (
        ({"birth_on": "2020-01-01"}, "too_young"),
        ({"village_code": OTHER_VILLAGE}, "forbidden"),
        ({"village_code": FOREIGN_VILLAGE}, "not_found"),
        ({"kind": "staff"}, "forbidden"),
        ({"points": "100"}, "invalid"),
    ):
        answer = organizer.post("/volunteers", {**body, "name": "黄新", **fields})
        assert answer.get_json()["code"] == code, fields
