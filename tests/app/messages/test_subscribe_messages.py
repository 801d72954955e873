"""Subscribe messages: only with consent, at most once, in order per person, and honest about what is not known."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from app.messages.fields import VALUES, fields_of
from app.messages.kinds import FORMS, Kind
from app.messages.service.inbox import notify
from app.messages.service.sending import ATTEMPTS_MOST, send_message
from app.messages.wording import stored_params
from app.settings.message_templates import SLOTS, TemplateSetting, read_template
from points.base import new_id
from tests.app.messages.conftest import Phone, Post
from tests.app.messages.facts import longest_params
from tests.world import COUNTY, World
from wechat_sandbox.identities import template_id_for
from wechat_sandbox.remote import SandboxRemote
from wechat_sandbox.validators import is_valid, kind_of

SEND = "/cgi-bin/message/subscribe/send"


def tell(world: World, phone: Phone, *, kind: Kind = Kind.ACTIVITY_SOON, **more: Any) -> uuid.UUID:
    """Tell somebody something new and return the message's id."""
    about = new_id()
    with transaction(world.database, now=world.now) as work:
        params = longest_params(kind, actor_id=phone.person.volunteer_id, now=work.now) | more
        notify(
            work.session, kind, county_id=COUNTY, to=[phone.person.volunteer_id], about=about, now=work.now, **params
        )
        return work.session.execute(
            text("SELECT id FROM inbox_message WHERE subject_id = :about"), {"about": about}
        ).scalar_one()


def states(world: World) -> list[Any]:
    """Return (state, reason) of every subscribe message, oldest first."""
    with world.database.session() as session:
        return [tuple(row) for row in session.execute(text("SELECT state, reason FROM subscribe_message ORDER BY id"))]


def remaining(phone: Phone, purpose: str = "activity_reminder") -> tuple[int, bool]:
    """Return how many messages are left and whether 提醒我 may be suggested."""
    items = phone.person.get("/me/subscriptions").get_json()["items"]
    found = next(item for item in items if item["purpose"] == purpose)
    return found["remaining"], found["suggest"]


def put_off(world: World, owner_url: str) -> None:
    """Let waiting jobs be due now: their time is the database's, which no test can move."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def test_message_goes_out_once_with_consent_and_uses_it_up(world: World, post: Post) -> None:
    phone = post.phone()
    assert remaining(phone) == (0, False)
    assert phone.agree("activity_reminder", "points_change").status_code == 200
    assert remaining(phone) == (1, False)
    starts_at = dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.UTC)
    world.travel_to(starts_at - dt.timedelta(hours=20))

    message_id = tell(world, phone, title="清理桥头河边小路", place="桥头", hint="带雨鞋", starts_at=starts_at)
    assert states(world) == [("queued", None)]
    post.deliver()
    post.deliver()

    (message,) = phone.received()
    values = message["data"] if isinstance(message["data"], dict) else {}
    assert values == {
        "thing1": "清理桥头河边小路",
        "time2": "2026年11月21日 08:30",
        "thing3": "桥头",
        "thing4": "带雨鞋",
    }
    assert message["page"] == f"pages/messages/inbox/index?id={message_id}"
    assert states(world) == [("sent", None)]
    assert remaining(phone) == (0, False)
    tell(world, phone)
    post.deliver()
    assert [state for state, _ in states(world)] == ["sent", "not_subscribed"]
    assert len(phone.received()) == 1
    assert phone.person.get("/me/inbox").get_json()["unread"] == 2


def test_answers_are_counted_once_per_request_and_only_yes_counts(world: World, post: Post) -> None:
    phone = post.phone()
    template = template_id_for("activity_reminder")

    for answer in ("accept", "reject", "ban", "filter", "acceptWithAudio"):
        assert phone.person.post("/me/subscriptions", {"answers": {template: answer}}).status_code == 200
    for _ in range(3):
        phone.person.post("/me/subscriptions", {"answers": {template: "accept"}}, key="same-key-twice")

    assert remaining(phone) == (3, False)
    unknown = {"answers": {"x" * 43: "accept"}}
    assert phone.person.post("/me/subscriptions", unknown).status_code == 200
    assert phone.person.post("/me/subscriptions", {"answers": {template: "maybe"}}).status_code == 422
    assert phone.person.post("/me/subscriptions", {"answers": {}}).status_code == 422


def test_who_has_no_wechat_or_no_consent_costs_no_call(world: World, post: Post, sandbox: SandboxRemote) -> None:
    without, refusing = world.person(), post.phone()
    refusing.agree("activity_reminder", choice="reject")
    tell(world, Phone(world, sandbox, without, "nobody"))
    tell(world, refusing)

    post.deliver()

    assert states(world) == [("not_subscribed", None)]
    assert sandbox.get("requests", path=SEND) == []
    assert without.get("/me/inbox").get_json()["unread"] == 1
    assert remaining(refusing) == (0, False), "who said no is not asked again"


def test_lapsed_consent_is_set_to_zero_and_told_gently_once_a_week(world: World, post: Post) -> None:
    phone = post.phone()
    template = template_id_for("activity_reminder")
    for _ in range(3):  # our count says three, the platform knows of none
        phone.person.post("/me/subscriptions", {"answers": {template: "accept"}})
    tell(world, phone)
    tell(world, phone)

    post.deliver()

    assert states(world) == [("not_subscribed", None), ("not_subscribed", None)]
    assert remaining(phone) == (0, True)
    notes = [item for item in phone.person.get("/me/inbox").get_json()["items"] if item["kind"] == "reminder_unsent"]
    assert len(notes) == 1
    assert "下次点“提醒我”" in notes[0]["text"]
    assert "活动提醒" in notes[0]["text"]
    phone.agree("activity_reminder")
    assert remaining(phone) == (1, False)


@pytest.mark.parametrize("kind", ["timeout", "reset"])
def test_lost_answer_stays_unknown_and_is_never_sent_again(
    world: World, post: Post, sandbox: SandboxRemote, kind: str
) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    phone.agree("activity_reminder")
    sandbox.fault(kind, SEND, value=2000, times=1, after=True)
    message_id = tell(world, phone)

    post.deliver()
    assert states(world) == [("unknown", None)]
    send_again(world, post, message_id)
    post.deliver()

    assert states(world) == [("unknown", None)]
    assert len(phone.received()) <= 1
    assert len(sandbox.get("requests", path=SEND)) == 1
    assert remaining(phone) == (1, False)


def send_again(world: World, post: Post, message_id: uuid.UUID) -> None:
    """Run the same job once more, as after a crash of the worker."""
    send_message(
        post.near.database,
        post.near.wechat,
        templates=post.near.settings.message_templates,
        county_id=COUNTY,
        message_id=message_id,
        clock=lambda: world.now,
    )


def test_message_that_certainly_did_not_go_out_is_tried_four_times(
    world: World, post: Post, sandbox: SandboxRemote, owner_url: str
) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    sandbox.fault("errcode", SEND, value=45011, times=ATTEMPTS_MOST)
    tell(world, phone)

    for attempt in range(1, ATTEMPTS_MOST + 1):
        post.deliver()
        wanted = ("queued", None) if attempt < ATTEMPTS_MOST else ("refused", "wechat_rate_limited")
        assert states(world) == [wanted]
        assert remaining(phone) == (1, False)
        put_off(world, owner_url)
    post.deliver()

    assert len(sandbox.get("requests", path=SEND)) == ATTEMPTS_MOST
    tell(world, phone)
    post.deliver()
    assert states(world)[1] == ("sent", None)


@pytest.mark.parametrize(
    ("errcode", "reason"),
    [
        (40003, "wechat_recipient_invalid"),
        (40037, "wechat_template_invalid"),
        (43107, "wechat_template_invalid"),
        (45168, "wechat_text_sensitive"),
        (47003, "wechat_field_invalid"),
    ],
)
def test_refusal_of_the_platform_is_kept_with_its_reason(
    world: World, post: Post, sandbox: SandboxRemote, errcode: int, reason: str
) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    sandbox.fault("errcode", SEND, value=errcode, times=1)
    tell(world, phone)

    post.deliver()

    assert states(world) == [("refused", reason)]
    assert remaining(phone) == (1, False)


def test_reminder_that_comes_too_late_is_not_sent(world: World, post: Post, sandbox: SandboxRemote) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")
    tell(world, phone, starts_at=world.now + dt.timedelta(hours=1))
    world.advance(hours=2)

    post.deliver()

    assert states(world) == [("refused", "too_late")]
    assert remaining(phone) == (1, False)
    assert sandbox.get("requests", path=SEND) == []


def test_messages_to_one_person_never_overlap_whatever_the_worker(world: World, post: Post) -> None:
    phone = post.phone()
    for _ in range(5):
        phone.agree("activity_reminder")
        tell(world, phone)

    workers = [threading.Thread(target=post.deliver) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    post.deliver()

    assert states(world) == [("sent", None)] * 5
    assert len(phone.received()) == 5


def test_job_exists_exactly_when_the_command_committed(world: World, post: Post) -> None:
    phone = post.phone()
    phone.agree("activity_reminder")

    with world.database.session() as session:
        params = longest_params(Kind.ACTIVITY_SOON, actor_id=new_id(), now=world.now)
        her = phone.person.volunteer_id
        notify(session, Kind.ACTIVITY_SOON, county_id=COUNTY, to=[her], about=new_id(), now=world.now, **params)
        assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 1
        session.rollback()
    with world.database.session() as session:
        assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 0


@pytest.mark.parametrize("kind", [kind for kind in Kind if FORMS[kind].purpose])
def test_every_kind_goes_out_at_its_longest(world: World, post: Post, kind: Kind) -> None:
    purpose = str(FORMS[kind].purpose)
    phone = post.phone()
    phone.agree(purpose)

    tell(world, phone, kind=kind)
    post.deliver()

    assert states(world) == [("sent", None)]
    assert len(phone.received()) == 1


@pytest.mark.parametrize("kind", list(VALUES))
def test_every_field_of_every_kind_fits_whatever_the_facts_say(kind: Kind) -> None:
    now = dt.datetime(2026, 12, 31, 16, tzinfo=dt.UTC)
    purpose = str(FORMS[kind].purpose)
    assert set(VALUES[kind]) == set(SLOTS[purpose])
    variants = [[f"{kinds[-1]}{place}" for place, kinds in enumerate(SLOTS[purpose].values(), start=1)]]
    variants.append([f"{kinds[0]}{place}" for place, kinds in enumerate(SLOTS[purpose].values(), start=1)])
    for texts in ("", "\n\t\u0000", "a" * 100, "😀" * 100, "字" * 100):
        params = longest_params(kind, actor_id=new_id(), now=now)
        params = {name: texts if isinstance(value, str) else value for name, value in params.items()}
        for fields in variants:
            template = TemplateSetting("x" * 43, tuple(zip(SLOTS[purpose], fields, strict=True)))
            made = fields_of(kind, stored_params(kind, params), subject_id=new_id(), template=template, now=now)
            assert [field for field, value in made.items() if not is_valid(kind_of(field), value)] == []


@pytest.mark.parametrize(
    "value",
    [
        "short:thing1,phrase2,time3,thing4",
        "x" * 43,
        "x" * 43 + ":thing1,phrase2,time3",
        "x" * 43 + ":phrase1,phrase2,time3,thing4",
        "x" * 43 + ":thing1,phrase2,time3,thing1",
        "x" * 43 + ":-,-,-,-",
        "x" * 43 + ":thing1,phrase2,time3,nonsense4",
    ],
)
def test_template_setting_that_cannot_work_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(ValueError, match=r"应|至少"):
        read_template("sign_up_result", value)


def test_template_setting_may_leave_a_slot_out() -> None:
    found = read_template("sign_up_result", "x" * 43 + ":thing1,phrase2,date3,-")

    assert found.fields == (("activity", "thing1"), ("result", "phrase2"), ("starts", "date3"))
