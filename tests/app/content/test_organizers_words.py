"""What organizers write: asked about before the command, seen by others only once it was found good."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.settings import Settings
from tests.app.activities.plans import plan, ready
from tests.app.content.test_checking import CHECK, queue
from tests.app.messages.conftest import Post
from tests.world import VILLAGE, Person, World
from wechat_sandbox.remote import SandboxRemote


def on_her_phone(post: Post, organizer: Person) -> None:
    """Let an organizer have used the mini-program a moment ago."""
    phone = post.phone(organizer)
    phone.sandbox.create_user(phone.alias, last_visit_at=phone.sandbox.get("clock")["now"])


def publish(organizer: Person, site: Any, body: dict[str, Any], *, key: str | None = None) -> dict[str, Any]:
    """Publish a plan and return what came back."""
    answer = organizer.post("/activities", body | {"site_id": str(site), "publish": True}, key=key)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def titles(person: Person) -> list[str]:
    """Return the titles in somebody's list."""
    return [item["title"] for item in person.get("/activities").get_json()["items"]]


def test_good_words_are_seen_at_once_and_asked_about_once(world: World, post: Post, sandbox: SandboxRemote) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    mother = world.person()

    body = plan(world)
    made = publish(organizer, site, body, key="publish-0001")
    again = publish(organizer, site, body, key="publish-0001")
    seen = titles(mother)
    same_words = publish(organizer, site, plan(world, hours_ahead=200))

    assert (made["state"], made["words_hidden"], again) == ("published", False, made)
    assert seen == ["周六清河道"]
    assert same_words["words_hidden"] is False
    assert len(sandbox.get("requests", path=CHECK)) == 1, "a repeated request and known words ask nobody"
    post.deliver()
    assert len(sandbox.get("requests", path=CHECK)) == 1


@pytest.mark.parametrize("mark", ["title", "place_name", "risk_note", "insurance_note", "meals_note", "transport_note"])
def test_risky_words_anywhere_hide_the_activity_until_somebody_overrules(world: World, post: Post, mark: str) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    mother, checker = world.person(), world.staff("checker")

    made = publish(organizer, site, plan(world, **{mark: "好的[[risky:20002]]"}))
    path = f"/activities/{made['id']}"
    shift = organizer.get(path).get_json()["shifts"][0]["id"]

    assert made["words_hidden"] is True
    assert (mother.get(path).status_code, titles(mother)) == (404, [])
    assert mother.post(f"{path}/sign-ups", {"shift_id": shift}).status_code == 404
    assert organizer.get(path).get_json()["words_hidden"] is True
    assert len(titles(organizer)) == 1
    assert organizer.get("/me/inbox").get_json()["items"][0]["kind"] == "text_blocked"
    (item,) = queue(checker, state="blocked")
    assert checker.post(f"/content-reviews/{item['id']}/decision", {"state": "visible"}).status_code == 200
    assert (mother.get(path).status_code, len(titles(mother))) == (200, 1)


def test_names_of_posts_are_words_too(world: World, post: Post) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    body = plan(world)
    body["shifts"][0]["posts"] = [{"code": "other", "name": "[[review:20001]]岗", "capacity": 1}]

    assert publish(organizer, site, body)["words_hidden"] is True
    assert [item["reason"] for item in queue(world.staff("checker"))] == ["review"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [({"kind": "timeout", "value": 2000}, "wechat_unavailable"), ({"kind": "errcode", "value": 61010}, None)],
)
def test_without_a_verdict_the_activity_stands_and_waits(
    world: World, post: Post, sandbox: SandboxRemote, fault: dict[str, Any], reason: str | None
) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    mother = world.person()
    sandbox.fault(fault["kind"], CHECK, value=fault["value"], times=1)

    made = publish(organizer, site, plan(world))
    waiting = mother.get(f"/activities/{made['id']}").status_code
    post.deliver()

    assert (made["state"], made["words_hidden"], waiting) == ("published", True, 404)
    found = mother.get(f"/activities/{made['id']}").status_code
    if reason is not None:
        assert found == 200, "the job asked again and got an answer"
    else:
        assert found == 404, "she has not used WeChat for two hours: a person looks"
        assert [item["reason"] for item in queue(world.staff("checker"))] == ["wechat_user_inactive"]


def test_county_that_approves_does_not_stand_in_for_the_check(world: World, post: Post) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    county = world.staff("county_staff", place_code="450222")
    county.put("/county-policy", {"activity_approval": True, "forming_teams_count": True})
    made = publish(organizer, site, plan(world, title="[[risky:20001]]"))
    (waiting,) = county.get("/activity-approvals").get_json()["items"]

    approved = county.post(f"/activity-approvals/{waiting['id']}/decision", {"approve": True}).get_json()
    post.deliver()

    assert (made["state"], approved["state"]) == ("draft", "published")
    assert world.person().get(f"/activities/{made['id']}").status_code == 404
    (item,) = queue(county, state="blocked")
    assert item["mine"] is False
    assert county.post(f"/content-reviews/{item['id']}/decision", {"state": "visible"}).status_code == 200
    assert world.person().get(f"/activities/{made['id']}").status_code == 200


def test_reasons_and_records_are_hidden_the_same_way(world: World, post: Post) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    on_her_phone(post, organizer)
    mother = world.person()
    coming = world.activity(organizer, starts_in=dt.timedelta(hours=3))
    running = world.activity(organizer)

    organizer.post(f"/activities/{coming.id}/cancellation", {"reason": "下雨[[risky:20003]]"})
    good = organizer.put(f"/activities/{running.id}/record", {"summary": "清了一公里。"}).get_json()
    read = mother.get(f"/activities/{running.id}/record").get_json()
    bad = organizer.put(f"/activities/{running.id}/record", {"summary": "[[risky:20003]]"}).get_json()

    assert mother.get(f"/activities/{coming.id}").get_json()["cancel_reason"] is None
    assert organizer.get(f"/activities/{coming.id}").get_json()["cancel_reason"] == "下雨[[risky:20003]]"
    assert (good["words_hidden"], read["summary"], bad["words_hidden"]) == (False, "清了一公里。", True)
    assert mother.get(f"/activities/{running.id}/record").status_code == 404
    assert organizer.get(f"/activities/{running.id}/record").status_code == 200


def test_many_who_publish_at_once_do_not_hold_the_threads(world: World, post: Post, settings: Settings) -> None:
    organizer, site = ready(world)
    on_her_phone(post, organizer)
    asker = world.app.extensions["words_asker"]
    taken = [asker._slots.acquire(blocking=False) for _ in range(3)]

    made = publish(organizer, site, plan(world))
    for each in taken:
        if each:
            asker._slots.release()
    post.deliver()

    assert taken == [True, True, False]
    assert made["words_hidden"] is True
    assert world.person().get(f"/activities/{made['id']}").status_code == 200
