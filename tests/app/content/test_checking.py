"""Texts before others see them: what passes, what is blocked, and what waits for a person."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import text

from app.content.queries import states_of
from app.content.service.checking import hand_in, hand_to_people, when_decided
from app.core.transaction import transaction
from tests.app.messages.conftest import Phone, Post
from tests.served import claimed, disclose, verify
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World
from wechat_sandbox.remote import SandboxRemote

CHECK = "/wxa/msg_sec_check"


def submit(world: World, author: Person, words: str, *, subject_id: uuid.UUID | None = None) -> uuid.UUID:
    """Hand a text about something in and return the id of the thing."""
    subject_id = subject_id or uuid.uuid4()
    with transaction(world.database, now=world.now) as work:
        hand_in(
            work.session,
            "objection",
            county_id=COUNTY,
            subject_id=subject_id,
            author_id=author.volunteer_id,
            village_code=VILLAGE,
            words=words,
            now=work.now,
        )
    return subject_id


def state(world: World, subject_id: uuid.UUID) -> tuple[Any, ...]:
    """Return (state, waits for a person, label, reason, words) of a text."""
    with world.database.session() as session:
        row = session.execute(
            text("SELECT state, needs_person, label, reason, words FROM checked_text WHERE subject_id = :id"),
            {"id": subject_id},
        ).one()
        assert states_of(session, "objection", county_id=COUNTY, subject_ids=[subject_id]) == {subject_id: row.state}
    return tuple(row)


def queue(reviewer: Person, **query: Any) -> list[dict[str, Any]]:
    """Return what a reviewer has to look at."""
    items: list[dict[str, Any]] = reviewer.get("/content-reviews", **query).get_json()["items"]
    return items


def active(post: Post) -> Phone:
    """Give somebody who used the mini-program a moment ago."""
    phone = post.phone()
    phone.sandbox.create_user(phone.alias, last_visit_at=phone.sandbox.get("clock")["now"])
    return phone


def test_good_text_is_visible_and_its_words_are_not_kept_here(world: World, post: Post) -> None:
    author = active(post).person
    heard: list[str] = []
    when_decided("objection", lambda session, *, county_id, subject_id, state, now: heard.append(state))

    subject = submit(world, author, "清理河道")
    assert state(world, subject) == ("pending", False, None, None, "清理河道")
    post.deliver()

    assert state(world, subject) == ("visible", False, 100, None, None)
    assert heard == ["pending", "visible"]
    assert queue(world.staff("checker")) == []


def test_risky_text_is_blocked_and_the_author_is_told(world: World, post: Post) -> None:
    author = active(post).person

    subject = submit(world, author, "[[risky:20002]] 不好的话")
    post.deliver()

    assert state(world, subject)[:3] == ("blocked", False, 20002)
    (told,) = author.get("/me/inbox").get_json()["items"]
    assert told["title"] == "这段话不能公开"
    assert "您写的异议里" in told["text"]
    assert "不好的话" not in told["text"]
    reviewer = world.staff("checker")
    assert queue(reviewer) == []
    assert [item["words"] for item in queue(reviewer, state="blocked")] == ["[[risky:20002]] 不好的话"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (None, "review"),
        ({"kind": "errcode", "value": 61010}, "wechat_user_inactive"),
        ({"kind": "errcode", "value": 45009}, "wechat_quota_exhausted"),
        ({"kind": "timeout", "value": 2000}, "wechat_unavailable"),
        ({"kind": "html", "value": 0}, "wechat_unavailable"),
    ],
)
def test_doubt_of_any_kind_waits_for_a_person(
    world: World, post: Post, sandbox: SandboxRemote, fault: dict[str, Any] | None, reason: str
) -> None:
    author = active(post).person
    if fault is not None:
        sandbox.fault(fault["kind"], CHECK, value=fault["value"], times=5)

    subject = submit(world, author, "[[review:20001]] 说不准的话")
    post.deliver()

    assert state(world, subject)[:2] == ("pending", True)
    assert state(world, subject)[3] == reason
    (item,) = queue(world.staff("checker"))
    assert (item["words"], item["reason"], item["mine"]) == ("[[review:20001]] 说不准的话", reason, False)


def test_author_without_wechat_is_read_by_a_person(world: World, post: Post, sandbox: SandboxRemote) -> None:
    subject = submit(world, world.person(), "清理河道")

    post.deliver()

    assert state(world, subject)[:4] == ("pending", True, None, "no_account")
    assert sandbox.get("requests", path=CHECK) == []


def test_text_without_a_verdict_waits_no_longer_than_35_minutes(world: World, post: Post) -> None:
    subject = submit(world, active(post).person, "清理河道")
    world.advance(minutes=34)
    with transaction(world.database, now=world.now) as work:
        assert hand_to_people(work.session, now=work.now) == 0
    world.advance(minutes=2)
    with transaction(world.database, now=world.now) as work:
        assert hand_to_people(work.session, now=work.now) == 1

    assert state(world, subject)[:4] == ("pending", True, None, "overdue")
    post.deliver()
    assert state(world, subject)[0] == "visible", "a late verdict still counts"


def test_newer_text_replaces_the_older_and_its_verdict(world: World, post: Post) -> None:
    author = active(post).person
    subject = submit(world, author, "[[risky:20002]]")
    world.advance(seconds=1)
    submit(world, author, "清理河道", subject_id=subject)

    post.deliver()

    assert state(world, subject) == ("visible", False, 100, None, None)
    assert author.get("/me/inbox").get_json()["items"] == []


def test_person_decides_with_a_trace_and_never_on_her_own_words(world: World, post: Post) -> None:
    checker = world.person(roles={"checker": VILLAGE})
    subject = submit(world, checker, "清理河道")
    post.deliver()
    (item,) = queue(checker)
    path = f"/content-reviews/{item['id']}/decision"
    other, far = world.staff("checker"), world.staff("checker", place_code=OTHER_VILLAGE)

    assert item["mine"] is True
    assert checker.post(path, {"state": "visible"}).get_json()["code"] == "own_text"
    assert far.post(path, {"state": "visible"}).status_code == 403
    assert queue(far) == []
    assert world.person().get("/content-reviews").status_code == 403
    assert other.post(path, {"state": "blocked"}).get_json()["state"] == "blocked"
    assert other.post(path, {"state": "visible"}).get_json()["state"] == "visible"
    assert other.post(path, {"state": "visible"}).get_json()["state"] == "visible"
    assert other.post(path, {"state": "blocked"}).get_json()["code"] == "text_visible"
    assert other.post(f"/content-reviews/{uuid.uuid4()}/decision", {"state": "visible"}).status_code == 404
    assert state(world, subject)[0] == "visible"
    with world.database.session() as session:
        trail = session.execute(text("SELECT action, actor_id FROM audit_entry WHERE action LIKE 'content.%'")).all()
    assert sorted(tuple(row) for row in trail) == [
        ("content.blocked", other.volunteer_id),
        ("content.visible", other.volunteer_id),
    ]


def test_queue_is_paged_oldest_first(world: World, post: Post) -> None:
    author = world.person()
    for number in range(5):
        submit(world, author, f"第{number}段")
        world.advance(seconds=1)
    post.deliver()
    reviewer = world.staff("checker")

    seen: list[str] = []
    page = reviewer.get("/content-reviews", limit=2).get_json()
    while True:
        seen += [item["words"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = reviewer.get("/content-reviews", limit=2, cursor=page["next_cursor"]).get_json()

    assert seen == [f"第{number}段" for number in range(5)]


def test_objections_and_disputes_are_handed_in(world: World, post: Post) -> None:
    her, doubting = world.person(), active(post).person
    (claim,) = claimed(world, [her], minutes=60)
    verify(world.staff("checker"), claim)
    detail = disclose(world, world.staff("organizer"), claim)
    path = f"/disclosures/{detail['disclosure']['id']}/lines/{detail['lines'][0]['id']}/objections"
    doubting.post(path, {"text": "[[risky:20003]]"})
    her.post(f"/service-records/{claim}/dispute", {"reason": "我做了两个小时。"})

    post.deliver()

    with world.database.session() as session:
        rows = session.execute(
            text("SELECT kind, state, village_code FROM checked_text WHERE kind <> 'activity' ORDER BY kind")
        ).all()
    assert [tuple(row) for row in rows] == [("dispute", "pending", VILLAGE), ("objection", "blocked", VILLAGE)]
