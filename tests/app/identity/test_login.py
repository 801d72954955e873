"""From a WeChat code to a session, and what ends it."""

from __future__ import annotations

import threading

from sqlalchemy import text

from app.core.transaction import transaction
from app.factory import create_app
from app.identity.service.login import forget_spent_logins
from app.settings import Settings
from tests.app.identity.conftest import Phone
from tests.world import VILLAGE, World
from wechat_sandbox.remote import SandboxRemote


def test_login_of_unknown_user_when_registered_then_knows_her_and_survives_until_logout(
    phone: Phone, world: World
) -> None:
    first = phone.log_in("张三").get_json()
    assert first["state"] == "registration_needed"
    assert first["token"] is None

    registered = phone.register(first["ticket"], name="覃小芳")
    assert registered.status_code == 201
    assert registered.get_json()["state"] == "registered"

    again = phone.log_in("张三")
    assert again.get_json()["state"] == "signed_in"
    me = phone.person(again)
    shown = me.get("/me").get_json()
    assert shown["name"] == "覃小芳"
    assert shown["village_name"] == "甲村"
    assert shown["is_head"] is True
    assert [member["name"] for member in shown["household"]["members"]] == ["覃小芳"]
    assert world.balance(shown["household"]["id"]) == 0

    open_sessions = me.get("/sessions").get_json()["items"]
    assert [item["current"] for item in open_sessions] == [True, False]
    other = open_sessions[1]["id"]
    assert me.post(f"/sessions/{other}/end").status_code == 204
    assert me.post(f"/sessions/{other}/end").status_code == 204
    assert (
        phone.world.client.get(
            "/v1/me", headers={"Authorization": f"Bearer {registered.get_json()['token']}"}
        ).status_code
        == 401
    )

    assert me.post("/logout").status_code == 204
    refused = me.get("/me")
    assert refused.status_code == 401
    assert refused.get_json()["code"] == "not_signed_in"


def test_openid_and_session_key_never_leave_and_cannot_be_brought_in(phone: Phone, sandbox: SandboxRemote) -> None:
    openid = sandbox.create_user("张三")["openid"]

    forged = phone.log_in("张三", openid="o" + "A" * 27)
    assert forged.status_code == 422
    assert forged.get_json()["errors"][0]["pointer"] == "#/openid"

    answer = phone.log_in("张三")
    registered = phone.register(answer.get_json()["ticket"])
    me = phone.person(registered).get("/me")
    for seen in (answer, registered, me):
        assert openid not in seen.get_data(as_text=True)


def test_login_code_when_sent_twice_at_once_from_two_processes_then_both_succeed(
    phone: Phone, sandbox: SandboxRemote, settings: Settings
) -> None:
    other_process = create_app(settings)
    try:
        for _ in range(3):
            code = sandbox.login_code("李四")
            start, answers = threading.Barrier(4), []

            def tap(application, code=code, start=start, answers=answers) -> None:
                start.wait()
                answers.append(application.test_client().post("/v1/login", json={"code": code}))

            taps = [
                threading.Thread(target=tap, args=(application,))
                for application in (phone.world.app, other_process)
                for _ in range(2)
            ]
            for thread in taps:
                thread.start()
            for thread in taps:
                thread.join()

            assert [answer.status_code for answer in answers] == [200] * 4
            assert {answer.get_json()["state"] for answer in answers} == {"registration_needed"}
    finally:
        other_process.extensions["database"].dispose()


def test_login_code_when_replayed_after_a_minute_then_is_refused(
    phone: Phone, sandbox: SandboxRemote, world: World
) -> None:
    code = sandbox.login_code("张三")
    assert phone.log_in("张三", code=code).status_code == 200
    assert phone.log_in("张三", code=code).status_code == 200

    world.advance(seconds=61)
    refused = phone.log_in("张三", code=code)

    assert refused.status_code == 401
    assert refused.get_json()["code"] == "login_code_invalid"
    assert phone.log_in("张三", code="0" + "x" * 31).status_code == 401
    assert phone.log_in("张三", code=sandbox.phone_code("张三")).status_code == 401


def test_login_when_wechat_refuses_or_is_away_then_says_which(phone: Phone, sandbox: SandboxRemote) -> None:
    risky = phone.log_in("risky")
    assert (risky.status_code, risky.get_json()["code"]) == (403, "wechat_user_refused")

    sandbox.fault("errcode", "/sns/jscode2session", value=45011, times=1)
    busy = phone.log_in("张三")
    assert (busy.status_code, busy.get_json()["code"]) == (429, "wechat_too_often")
    assert busy.headers["Retry-After"] == "60"

    for kind, value in (("errcode", -1), ("http", 502), ("html", 1), ("errcode", 40125)):
        sandbox.fault(kind, "/sns/jscode2session", value=value, times=1)
        away = phone.log_in("张三")
        assert (away.status_code, away.get_json()["code"]) == (503, "wechat_unreachable"), kind
        assert away.headers["Retry-After"]


def test_login_when_wechat_is_slow_then_never_takes_the_threads_of_others(
    phone: Phone, sandbox: SandboxRemote, settings: Settings, world: World
) -> None:
    reader = world.person()
    sandbox.fault("slow", "/sns/jscode2session", value=1500, times=settings.login_concurrency)
    codes = [sandbox.login_code("张三") for _ in range(settings.login_concurrency)]
    waiting = [
        threading.Thread(target=lambda code=code: world.app.test_client().post("/v1/login", json={"code": code}))
        for code in codes
    ]
    for thread in waiting:
        thread.start()
    slots = world.app.extensions["code_exchange"]._slots
    while slots._value:
        threading.Event().wait(0.02)

    refused = phone.log_in("李四")
    served = reader.get("/me")
    for thread in waiting:
        thread.join()

    assert (refused.status_code, refused.get_json()["code"]) == (503, "login_busy")
    assert refused.headers["Retry-After"] == "2"
    assert served.status_code == 200


def test_login_when_tried_too_often_from_one_address_then_waits_without_redis(phone: Phone) -> None:
    answers = [phone.log_in("张三", code="0" + "x" * 31) for _ in range(121)]

    assert {answer.status_code for answer in answers[:120]} == {401}
    assert answers[120].status_code == 429
    assert 1 <= int(answers[120].headers["Retry-After"]) <= 60


def test_unionid_when_told_later_then_is_stored(phone: Phone, sandbox: SandboxRemote, world: World) -> None:
    phone.register(phone.ticket("张三"))
    sandbox.post("app", bound_open_platform=True)

    phone.log_in("张三")

    with world.database.session() as session:
        stored = session.execute(text("SELECT unionid FROM wechat_account")).scalar_one()
    assert stored is not None
    assert stored.startswith("u")


def test_session_when_seen_then_lives_on_and_ends_for_ever_at_its_longest(phone: Phone, world: World) -> None:
    me = phone.person(phone.register(phone.ticket("张三")))
    for _ in range(4):
        world.advance(days=20)
        assert me.get("/me").status_code == 200

    world.advance(days=11)
    assert me.get("/me").status_code == 401, "older than ninety days"

    idle = phone.person(phone.log_in("张三"))
    world.advance(days=31)
    assert idle.get("/me").status_code == 401, "not seen for thirty days"


def test_session_when_seen_often_then_is_written_down_at_most_daily(world: World) -> None:
    person = world.person()

    def last_seen() -> object:
        with world.database.session() as session:
            return session.execute(
                text("SELECT last_seen_at FROM login_session WHERE volunteer_id = :id"), {"id": person.volunteer_id}
            ).scalar_one()

    first = last_seen()
    world.advance(hours=23)
    person.get("/me")
    assert last_seen() == first

    world.advance(hours=2)
    person.get("/me")
    assert last_seen() != first


def test_tokens_of_all_shapes_when_wrong_then_are_refused_alike(world: World) -> None:
    person = world.person()
    wrong = [
        "",
        "Bearer",
        f"Basic {person.token}",
        f"Bearer {person.token}x",
        f"Bearer 450224.{person.token.split('.')[1]}",
        f"Bearer {person.token[:-1]}{'A' if person.token[-1] != 'A' else 'B'}",
    ]

    for header in wrong:
        answer = world.client.get("/v1/me", headers={"Authorization": header})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in"), header


def test_phone_number_when_bound_then_is_encrypted_and_masked(
    phone: Phone, sandbox: SandboxRemote, world: World
) -> None:
    me = phone.person(phone.register(phone.ticket("张三")))

    bound = me.put("/me/phone", {"code": sandbox.phone_code("张三")})
    assert bound.get_json() == {"phone": "*******0001"}
    assert me.get("/me").get_json()["phone"] == "*******0001"
    with world.database.session() as session:
        cipher, digest = session.execute(text("SELECT phone_cipher, phone_hash FROM volunteer")).one()
    assert b"13800000001" not in bytes(cipher)
    assert len(digest) == 32

    stolen = me.put("/me/phone", {"code": sandbox.phone_code("李四")})
    assert (stolen.status_code, stolen.get_json()["code"]) == (422, "phone_code_invalid")
    staff = world.staff("organizer", place_code=VILLAGE)
    assert staff.put("/me/phone", {"code": "x" * 20}).get_json()["code"] == "no_wechat_account"


def test_devices_when_all_are_ended_then_only_by_herself_or_an_administrator(phone: Phone, world: World) -> None:
    me = phone.person(phone.register(phone.ticket("张三")))
    other_device = phone.person(phone.log_in("张三"))
    relative = world.person(household_id=me.household_id, kind="family")
    organizer = world.person(roles={"organizer": VILLAGE})
    administrator = world.staff("administrator", place_code="45")
    path = f"/volunteers/{me.volunteer_id}/session-ending"

    assert relative.post(path).status_code == 403
    assert organizer.post(path).status_code == 403
    assert me.post(path).status_code == 204
    assert [one.get("/me").status_code for one in (me, other_device)] == [401, 401]
    again = phone.person(phone.log_in("张三"))
    assert administrator.post(path).status_code == 204
    assert again.get("/me").status_code == 401


def test_spent_logins_when_swept_then_are_gone_and_nothing_else(phone: Phone, world: World) -> None:
    me = phone.person(phone.register(phone.ticket("张三")))
    phone.ticket("李四")
    world.advance(minutes=31)

    with transaction(world.database, now=world.now) as work:
        swept = forget_spent_logins(work.session, now=work.now)

    assert swept == 4, "two codes and two tickets"
    assert me.get("/me").status_code == 200
