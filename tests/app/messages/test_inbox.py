"""The inbox: told once, in words, newest first, read when seen."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from app.core.messages import catalogue
from app.core.transaction import transaction
from app.messages.kinds import FORMS, Kind
from app.messages.models import InboxMessage
from app.messages.service.inbox import forget_old_messages, notify
from app.messages.wording import stored_params
from points.base import new_id
from tests.app.messages.facts import longest_params
from tests.world import COUNTY, Person, World


def tell(world: World, *people: Person, number: int = 0, **more: Any) -> int:
    """Tell people that a place on an activity became theirs."""
    with transaction(world.database, now=world.now) as work:
        return notify(
            work.session,
            Kind.PLACE_PROMOTED,
            county_id=COUNTY,
            to=[person.volunteer_id for person in people],
            about=uuid.UUID(int=number),
            now=work.now,
            title=f"清河道{number}",
            place="村口",
            starts_at=dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.UTC),
            **more,
        )


def test_message_is_told_once_in_words_and_stays_read(world: World) -> None:
    her, other = world.person(), world.person()
    world.travel_to(dt.datetime(2026, 11, 20, tzinfo=dt.UTC))

    assert tell(world, her, other, her) == 2
    assert tell(world, her) == 0

    inbox = her.get("/me/inbox").get_json()
    (message,) = inbox["items"]
    assert inbox["unread"] == 1
    assert (message["title"], message["read_at"]) == ("排到您了", None)
    assert message["text"].startswith("有人让出名额，您报上了“清河道0”：11月21日 周六 8:30，村口。")
    assert (message["subject_kind"], message["subject_id"]) == ("activity", str(uuid.UUID(int=0)))
    assert her.post("/me/inbox/read", {"message_ids": [message["id"]]}).get_json() == {"unread": 0}
    read_at = her.get("/me/inbox").get_json()["items"][0]["read_at"]
    world.advance(minutes=5)
    assert her.post("/me/inbox/read", {"up_to": message["id"]}).get_json() == {"unread": 0}
    assert her.get("/me/inbox").get_json()["items"][0]["read_at"] == read_at
    assert other.get("/me/inbox").get_json()["unread"] == 1


def test_nobody_reads_or_marks_the_messages_of_others(world: World) -> None:
    her, other = world.person(), world.person()
    tell(world, her)
    message = her.get("/me/inbox").get_json()["items"][0]

    assert other.get("/me/inbox").get_json()["items"] == []
    assert other.post("/me/inbox/read", {"message_ids": [message["id"]], "up_to": message["id"]}).status_code == 200
    assert her.get("/me/inbox").get_json()["unread"] == 1
    assert her.post("/me/inbox/read", {}).status_code == 422
    assert world.client.get("/v1/me/inbox").status_code == 401


def test_inbox_is_paged_newest_first_and_counts_up_to_a_hundred(world: World) -> None:
    her = world.person()
    for number in range(105):
        tell(world, her, number=number)

    seen: list[str] = []
    page = her.get("/me/inbox", limit=50).get_json()
    assert page["unread"] == 100
    while True:
        seen += [item["subject_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = her.get("/me/inbox", limit=50, cursor=page["next_cursor"]).get_json()

    assert seen == [str(uuid.UUID(int=number)) for number in reversed(range(105))]
    third = her.get("/me/inbox", limit=3).get_json()["items"][2]
    assert her.post("/me/inbox/read", {"up_to": third["id"]}).get_json() == {"unread": 2}
    assert her.get("/me/inbox", cursor="x" * 40).status_code == 422


def _tell_and_fail(world: World, her: Person) -> None:
    with transaction(world.database, now=world.now) as work:
        notify(
            work.session,
            Kind.REMINDER_UNSENT,
            county_id=COUNTY,
            to=[her.volunteer_id],
            about=None,
            event="x",
            now=work.now,
            purpose="points_change",
        )
        raise RuntimeError


def test_message_vanishes_with_the_command_that_failed(world: World) -> None:
    her = world.person()

    with pytest.raises(RuntimeError):
        _tell_and_fail(world, her)

    assert her.get("/me/inbox").get_json()["items"] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_form_and_sentences_that_use_only_its_parameters(kind: Kind) -> None:
    words = catalogue()[f"inbox.{kind}.text"]

    assert catalogue()[f"inbox.{kind}.title"]
    assert words % dict.fromkeys(FORMS[kind].params, "某")
    assert set(FORMS[kind].params) - {"hint"} >= {name for name in FORMS[kind].params if f"%({name})s" in words} - {
        "hint"
    }
    purpose = FORMS[kind].purpose
    assert purpose is None or catalogue()[f"purpose.{purpose}"]


def test_every_kind_is_readable_at_its_longest(world: World) -> None:
    her, helper = world.person(), world.person(name="韦小榕")
    with transaction(world.database, now=world.now) as work:
        for kind in Kind:
            params = longest_params(kind, actor_id=helper.volunteer_id, now=work.now)
            assert notify(
                work.session, kind, county_id=COUNTY, to=[her.volunteer_id], about=new_id(), now=work.now, **params
            )

    page = her.get("/me/inbox", limit=50).get_json()
    items = page["items"] + her.get("/me/inbox", limit=50, cursor=page["next_cursor"]).get_json()["items"]

    assert {item["kind"] for item in items} == {str(kind) for kind in Kind}
    by_kind = {item["kind"]: item["text"] for item in items}
    assert by_kind["signed_up_by_other"].startswith("韦小榕帮您报了")
    assert "−" not in by_kind["points_settled"]
    assert all("%(" not in text for text in by_kind.values())


@pytest.mark.parametrize(
    "wrong", [{"title": 7}, {"starts_at": "2026-11-21"}, {"place": None}, {"more": "x"}, {"title": uuid.UUID(int=1)}]
)
def test_wrong_parameters_are_a_mistake_of_the_caller(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"title": "清河道", "place": "村口", "starts_at": dt.datetime(2026, 11, 21, tzinfo=dt.UTC)}

    with pytest.raises(ValueError, match=r"needs|is not"):
        stored_params(Kind.PLACE_PROMOTED, right | wrong)


def test_messages_are_forgotten_after_400_days(world: World) -> None:
    her = world.person()
    tell(world, her, number=1)
    world.advance(days=399)
    tell(world, her, number=2)

    with transaction(world.database, now=world.now) as work:
        assert forget_old_messages(work.session, now=work.now) == 0
    world.advance(days=2)
    with transaction(world.database, now=world.now) as work:
        assert forget_old_messages(work.session, now=work.now) == 1
        assert work.session.query(InboxMessage).one().subject_id == uuid.UUID(int=2)
