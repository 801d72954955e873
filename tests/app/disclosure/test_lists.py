"""Published lists: frozen, numbered, masked, readable by everybody, and settled line by line."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.transaction import transaction
from app.disclosure.models import DisclosureLine
from app.disclosure.queries import get_disclosure
from app.disclosure.service.publishing import content_hash
from points.errors import PointsError
from tests.served import after_window, claimed, count, disclose, record, settle, verify
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World


def published(world: World, *names: str, **more: Any) -> tuple[list[Person], dict[str, Any], list[uuid.UUID]]:
    """Let people serve and publish the list; returns (people, list, records)."""
    people = [world.person(name=name) for name in names]
    claims = claimed(world, people, **more)
    verify(world.staff("checker"), *claims)
    return people, disclose(world, world.staff("organizer"), claims[0]), claims


def test_list_is_public_masked_and_keeps_what_was_printed(world: World) -> None:
    people, detail, _ = published(world, "韦小榕", "蒙芳", "欧阳小妹", minutes=60)
    found = detail["disclosure"]

    shown = world.client.get(f"/v1/disclosures/{found['id']}", query_string={"county_id": COUNTY}).get_json()
    listed = world.client.get(f"/v1/villages/{VILLAGE}/disclosures").get_json()["items"]

    assert shown == detail
    assert listed == [found]
    assert {line["masked_name"] for line in shown["lines"]} == {"韦*榕", "蒙*", "欧**妹"}
    raw = str(shown)
    assert not any(str(person.volunteer_id) in raw or str(person.household_id) in raw for person in people)
    assert (found["number"], found["working_days"]) == (1, 5)
    # Saturday 4 July 2026 plus five working days ends with Friday the 10th
    assert found["closes_at"] == "2026-07-10T16:00:00Z"
    assert world.client.get(f"/v1/villages/{OTHER_VILLAGE}/disclosures").get_json()["items"] == []
    assert world.client.get("/v1/villages/四五/disclosures").status_code == 404
    assert world.client.get(f"/v1/disclosures/{found['id']}", query_string={"county_id": "450223"}).status_code == 404
    with world.database.session() as session:
        stored = get_disclosure(session, county_id=COUNTY, disclosure_id=found["id"])
        lines = session.query(DisclosureLine).all()
        assert content_hash(stored, lines).hex() == found["content_hash"]


def test_lists_are_numbered_per_site_and_paged_newest_first(world: World) -> None:
    for day in range(3):
        published(world, "韦小榕", minutes=60, day=day)

    first = world.client.get(f"/v1/villages/{VILLAGE}/disclosures", query_string={"limit": 2}).get_json()
    query = {"limit": 2, "cursor": first["next_cursor"]}
    second = world.client.get(f"/v1/villages/{VILLAGE}/disclosures", query_string=query).get_json()

    assert [each["number"] for each in [*first["items"], *second["items"]]] == [3, 2, 1]
    assert second["next_cursor"] is None


def test_only_the_place_may_publish_and_settle(world: World) -> None:
    _, detail, claims = published(world, "韦小榕", minutes=60)
    after_window(world, detail)
    site = {"site_id": str(record(world, claims[0])["site_id"])}

    assert world.person().post("/disclosures", site).status_code == 403
    assert world.staff("organizer", place_code=OTHER_VILLAGE).post("/disclosures", site).status_code == 403
    assert world.person().post("/settlements").status_code == 403
    assert world.staff("organizer", place_code=OTHER_VILLAGE).post("/settlements").get_json() == {"settled": 0}
    assert world.staff("organizer").post("/settlements").get_json() == {"settled": 1}
    assert world.staff("organizer").post("/settlements").get_json() == {"settled": 0}


def test_window_of_zero_days_settles_with_the_next_run(world: World) -> None:
    world.site(disclosure_days=0)
    people, detail, _ = published(world, "韦小榕", minutes=60)

    assert detail["disclosure"]["closes_at"] == detail["disclosure"]["opens_at"]
    assert settle(world) == 1
    assert world.balance(people[0].household_id) == 1200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosure_line SET points = 1",
        "DELETE FROM disclosure_line",
        "UPDATE disclosure SET closes_at = opens_at",
        "DELETE FROM disclosure",
        "UPDATE service_record SET points = points + 1",
        "UPDATE service_record SET state = 'claimed'",
        "UPDATE service_record SET household_id = volunteer_id",
        "DELETE FROM service_record",
        "UPDATE hours_entry SET minutes = 1",
        "DELETE FROM decision",
    ],
)
def test_published_numbers_cannot_be_changed_even_in_the_database(world: World, statement: str) -> None:
    _, detail, _ = published(world, "韦小榕", minutes=60)
    after_window(world, detail)
    settle(world)

    with pytest.raises((DBAPIError, PointsError)), transaction(world.database, now=world.now) as work:
        work.session.execute(text(statement))
    assert count(world, "SELECT points FROM disclosure_line") == 1200
    assert count(world, "SELECT points FROM service_record") == 1200


def test_record_cannot_be_approved_by_her_own_household_even_in_the_database(world: World) -> None:
    mother = world.person()
    son = world.person(household_id=mother.household_id, kind="family")
    [claim] = claimed(world, [mother], minutes=60)
    approve = "UPDATE service_record SET state = 'verified', verified_by = :by, verified_at = now() WHERE id = :id"

    for person in (mother, son):
        with (
            pytest.raises((DBAPIError, PointsError), match=r"own_household|not_by_herself"),
            transaction(world.database, now=world.now) as work,
        ):
            work.session.execute(text(approve), {"by": person.volunteer_id, "id": claim})

    assert record(world, claim)["state"] == "claimed"


def test_printed_sheet_is_masked_complete_and_needs_no_login(world: World) -> None:
    names = [f"韦{chr(0x5B50 + number)}榕" for number in range(13)]
    _, detail, _ = published(world, *names, minutes=60)

    page = world.client.get(detail["print_path"])

    text_of_page = page.get_data(as_text=True)
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert text_of_page.count("<article") == 2
    assert "第 2 页 / 共 2 页" in text_of_page
    assert text_of_page.count("韦*榕") == 13
    assert not any(name in text_of_page for name in names)
    assert "7月4日 – 7月10日" in text_of_page
    assert "5 个工作日" in text_of_page
    assert detail["disclosure"]["content_hash"][:16] in text_of_page
    assert '<span class="blank"></span>' in text_of_page
    assert not re.search(r"<script|style=|onload=", text_of_page)
    with world.client.get("/static/disclosure-print.css") as sheet:
        assert sheet.mimetype == "text/css"
    assert world.client.get(detail["print_path"].replace(COUNTY, "450223")).status_code == 404
    assert world.client.get(detail["print_path"].replace(COUNTY, "四五")).status_code == 404


def test_printed_sheet_carries_the_head_of_the_sealed_ledger(world: World) -> None:
    world.give_points(world.household(), 100)
    _, detail, _ = published(world, "韦小榕", minutes=60)
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text(
                "INSERT INTO ledger_block (county_id, seq, postings, previous_hash, hash, sealed_at)"
                " VALUES ('450222', 1, 1, :zero, :hash, :now)"
            ),
            {"zero": bytes(32), "hash": bytes(range(32)), "now": dt.datetime(2026, 7, 4, 2, tzinfo=dt.UTC)},
        )

    page = world.client.get(detail["print_path"]).get_data(as_text=True)

    assert "第 1 块 0001020304050607（7月4日）" in page
