"""Notices are shown before anything is kept; every purpose is a switch of its own, as easy off as on."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from sqlalchemy import text

from app.core.crypto import new_token, token_hash
from app.core.transaction import transaction
from app.identity.models import PendingRegistration
from app.privacy.notices import NoticeChanged, import_notices, read_notices
from tests.served import claimed, disclose, verify
from tests.world import COUNTY, VILLAGE, Person, World

PURPOSES = ["base", "full_name_public", "photo", "location", "phone", "ranking", "background", "id_number"]


def standing(person: Person, purpose: str = "full_name_public") -> dict:
    items = person.get("/me/consents").get_json()["items"]
    return next(item for item in items if item["purpose"] == purpose)


def ticket(world: World) -> str:
    """The ticket of somebody who logged in by WeChat and is not registered."""
    made = new_token()
    with transaction(world.database, now=world.now) as work:
        work.session.add(
            PendingRegistration(
                ticket_hash=token_hash(made),
                openid="o" + made[:27],
                unionid=None,
                expires_at=work.now + dt.timedelta(minutes=30),
            )
        )
        work.session.execute(
            text(
                "INSERT INTO division (code, name, level, parent_code, pinyin)"
                " VALUES (:village, '甲村', 'village', '450222100', '') ON CONFLICT DO NOTHING"
            ),
            {"village": VILLAGE},
        )
    return made


def test_registration_when_another_notice_is_in_force_then_nothing_is_kept(world: World, owner_url: str) -> None:
    notices = world.client.get("/v1/privacy-notices/current").get_json()["items"]
    body = {
        "ticket": ticket(world),
        "how": "found",
        "name": "李小芳",
        "birth_on": "1980-05-01",
        "village_code": VILLAGE,
    }
    silent = world.client.post("/v1/registrations", json=body)
    later = {**read_notices()[0], "version": 2, "body": "新的告知", "effective_on": dt.date(2020, 1, 2)}
    with psycopg.connect(owner_url, autocommit=True) as connection:
        import_notices(connection, [later])
        import_notices(connection, [later])
        with pytest.raises(NoticeChanged):
            import_notices(connection, [{**later, "body": "悄悄改过"}])
    stale = world.client.post("/v1/registrations", json={**body, "accepted_notice_version": 1})
    fresh = world.client.post("/v1/registrations", json={**body, "accepted_notice_version": 2})

    assert [notice["purpose"] for notice in notices] == PURPOSES
    assert "保存多久" in notices[0]["body"]
    assert (silent.status_code, stale.status_code, fresh.status_code) == (422, 409, 201)
    assert stale.get_json()["params"] == {"version": "2"}
    person = Person(world, fresh.get_json()["volunteer_id"], None, fresh.get_json()["token"])
    assert standing(person, "base") | {"answered_at": None} == {
        "purpose": "base",
        "current_version": 2,
        "state": "given",
        "version": 2,
        "on_paper": False,
        "by_somebody_else": False,
        "answered_at": None,
        "withdrawn_at": None,
        "ask_again_on": None,
        "may_ask": False,
    }


def test_purpose_when_refused_or_withdrawn_then_not_asked_for_thirty_days(world: World) -> None:
    person = world.person()
    yes = {"purpose": "photo", "version": 1, "answer": "given"}

    assert standing(person, "photo")["state"] == "not_asked"
    assert standing(person, "photo")["may_ask"]
    person.post("/me/consents", yes | {"answer": "refused"})
    assert (standing(person, "photo")["state"], standing(person, "photo")["may_ask"]) == ("refused", False)
    world.advance(days=29, hours=1)
    assert not standing(person, "photo")["may_ask"]
    world.advance(days=1)
    assert standing(person, "photo")["may_ask"]
    assert person.post("/me/consents", yes).status_code == 200
    assert person.post("/me/consents", yes).status_code == 200
    assert standing(person, "photo")["state"] == "given"
    assert person.post("/me/consents/withdrawal", {"purpose": "photo"}).status_code == 200
    assert (standing(person, "photo")["state"], standing(person, "photo")["may_ask"]) == ("withdrawn", False)
    again = person.post("/me/consents/withdrawal", {"purpose": "photo"})
    assert (again.status_code, again.get_json()["code"]) == (409, "consent_not_given")
    base = person.post("/me/consents/withdrawal", {"purpose": "base"})
    assert base.get_json()["code"] == "base_consent_needed"
    assert person.post("/me/consents", yes | {"purpose": "base", "answer": "refused"}).status_code == 422
    with world.database.session() as session:
        kept = session.execute(text("SELECT answer, withdrawn_at IS NULL FROM consent ORDER BY id")).all()
    assert [tuple(row) for row in kept] == [("refused", True), ("given", False)]


def test_new_text_of_one_purpose_when_in_force_then_only_that_one_is_asked_again(world: World, owner_url: str) -> None:
    person = world.person()
    for purpose in ("photo", "location"):
        person.post("/me/consents", {"purpose": purpose, "version": 1, "answer": "given"})
    photo = next(row for row in read_notices() if row["purpose"] == "photo")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        import_notices(connection, [photo | {"version": 2, "effective_on": dt.date(2020, 1, 2)}])

    assert (standing(person, "photo")["state"], standing(person, "photo")["may_ask"]) == ("outdated", True)
    assert (standing(person, "location")["state"], standing(person, "location")["may_ask"]) == ("given", False)


def test_full_name_when_agreed_then_on_new_lists_only_and_masked_at_once_when_withdrawn(world: World) -> None:
    person = world.person(name="韦小榕")
    organizer, checker = world.staff("organizer"), world.staff("checker")

    def publish(day: int) -> str:
        claims = claimed(world, [person], minutes=60, day=day)
        verify(checker, *claims)
        return str(disclose(world, organizer, claims[0])["disclosure"]["id"])

    def names(*lists: str) -> list[str]:
        shown = [world.client.get(f"/v1/disclosures/{each}?county_id={COUNTY}").get_json() for each in lists]
        return [line["masked_name"] for detail in shown for line in detail["lines"]]

    before = publish(0)
    person.post("/me/consents", {"purpose": "full_name_public", "version": 1, "answer": "given"})
    after = publish(1)
    assert names(before, after) == ["韦*榕", "韦小榕"]
    person.post("/me/consents/withdrawal", {"purpose": "full_name_public"})

    assert names(before, after) == ["韦*榕", "韦*榕"]
    with world.database.session() as session:
        assert session.execute(text("SELECT DISTINCT masked_name FROM disclosure_line")).scalars().all() == ["韦*榕"]


def test_phone_when_she_says_no_then_only_an_emergency_shows_it(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    with transaction(world.database, now=world.now) as work:
        cipher = world.app.extensions["cipher"]
        work.session.execute(
            text("UPDATE volunteer SET phone_cipher = :cipher WHERE id = :id"),
            {"cipher": cipher.encrypt("13800001234", field="volunteer.phone"), "id": person.volunteer_id},
        )
    look = f"/volunteers/{person.volunteer_id}/phone-views"

    assert organizer.post(look, {"purpose": "activity"}).status_code == 200
    no = {"purpose": "phone", "version": 1, "answer": "refused"}
    assert organizer.post(f"/volunteers/{person.volunteer_id}/consents", no).status_code == 204
    assert standing(person, "phone")["by_somebody_else"]
    assert standing(person, "phone")["on_paper"]
    refused = organizer.post(look, {"purpose": "activity"})
    assert (refused.status_code, refused.get_json()["code"]) == (403, "phone_not_shared")
    assert organizer.post(look, {"purpose": "emergency"}).get_json() == {"phone": "13800001234"}
    assert world.person().post(f"/volunteers/{person.volunteer_id}/consents", no).status_code == 403


def test_versions_when_a_text_changed_then_the_old_one_can_still_be_read(world: World, owner_url: str) -> None:
    old = read_notices()[0]
    later = {**old, "version": 2, "body": "新的告知", "effective_on": dt.date(2020, 1, 2)}
    future = {**old, "version": 3, "body": "还没生效", "effective_on": dt.date(2099, 1, 1)}
    with psycopg.connect(owner_url, autocommit=True) as connection:
        import_notices(connection, [later, future])

    items = world.client.get("/v1/privacy-notices").get_json()["items"]

    assert [(item["purpose"], item["version"]) for item in items][:3] == [
        ("base", 2),
        ("base", 1),
        ("full_name_public", 1),
    ]
    assert items[1]["body"] == old["body"]
