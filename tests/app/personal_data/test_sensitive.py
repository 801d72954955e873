"""ID numbers, backgrounds and guardians: optional, under a consent of their own, shown least, forgotten first."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import text

from app.core.transaction import transaction
from app.personal_data.numbers import birth_of, clean_number, masked_number
from app.personal_data.service.sensitive import forget_guardians_of_grown, forget_unkept_numbers
from app.personal_data.vocabulary import ETHNIC_GROUPS
from tests.world import COUNTY, OTHER_VILLAGE, Person, World

NUMBER = "11010519491231002X"
BORN_1970 = "450222197001010011"


def checked(seventeen: str) -> str:
    """Return a number with the last sign that fits."""
    for sign in "0123456789X":
        try:
            return clean_number(seventeen + sign)
        except ValueError:
            continue
    raise AssertionError(seventeen)


def born(world: World, person: Person, day: str, *, joined: str = "2026-01-01") -> None:
    """Write down a birth date, with a guardian's consent where one is needed."""
    with transaction(world.database, now=world.now) as work:
        work.session.execute(
            text(
                "UPDATE volunteer SET birth_on = :day, joined_on = :joined, guardian_consent_at = now() WHERE id = :id"
            ),
            {"day": day, "joined": joined, "id": person.volunteer_id},
        )


def rows(world: World, table: str) -> int:
    with world.database.session() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("text_", [NUMBER, "110105 19491231 002x", " 11010519491231002X "])
def test_number_when_written_in_any_way_then_is_the_one_of_the_standards_example(text_: str) -> None:
    assert clean_number(text_) == NUMBER
    assert birth_of(NUMBER) == dt.date(1949, 12, 31)
    assert masked_number(NUMBER) == "**************002X"


@pytest.mark.parametrize(
    "text_", ["110105194912310021", "11010519491301002X", "1101051949123100", "０10105194912310020", "x" * 18]
)
def test_number_when_a_sign_or_the_date_is_wrong_then_is_none(text_: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the promise is just this
        clean_number(text_)


def test_peoples_are_fifty_six_and_one_for_everybody_else() -> None:
    assert len(set(ETHNIC_GROUPS)) == 57


def test_id_number_when_the_county_keeps_them_then_is_sealed_masked_found_again_and_erasable(world: World) -> None:
    person, twin, organizer = world.person(), world.person(), world.staff("organizer")
    county = world.staff("county_staff", place_code=COUNTY)
    number = checked("45022219700101001")
    body = {"number": number.lower(), "notice_version": 1}
    refused = person.put("/me/id-number", body)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "id_numbers_off")
    policy = {"activity_approval": False, "forming_teams_count": True}
    assert county.put("/county-policy", policy | {"id_numbers": True}).get_json()["id_numbers"] is True

    assert person.put("/me/id-number", {"number": number}).get_json()["code"] == "consent_needed"
    assert person.put("/me/id-number", body | {"number": number[:-1] + "9"}).get_json()["code"] == "id_number_invalid"
    assert person.put("/me/id-number", body | {"number": NUMBER}).get_json()["code"] == "id_number_mismatch"
    assert person.put("/me/id-number", body | {"notice_version": 7}).get_json()["code"] == "notice_outdated"
    assert person.put("/me/id-number", body).status_code == 204
    paper = f"/volunteers/{twin.volunteer_id}/id-number"
    assert world.staff("organizer", place_code=OTHER_VILLAGE).put(paper, body).status_code == 403
    assert organizer.put(paper, body).status_code == 204

    shown = person.get("/me/id-number").get_json()
    assert (shown["county_keeps"], shown["masked"], shown["on_paper"]) == (True, "*" * 14 + number[-4:], False)
    assert twin.get("/me/id-number").get_json()["on_paper"] is True
    pair = organizer.get("/volunteers/duplicates").get_json()["items"]
    assert [item["evidence"] for item in pair] == [["same_id_number"]]
    exported = {part["title"]: part["rows"] for part in person.get("/me/export").get_json()["sections"]}
    assert exported["身份证号"][0]["身份证号"] == number
    with world.database.session() as session:
        kept = session.execute(text("SELECT number_cipher, number_hash FROM identity_number LIMIT 1")).one()
        trail = session.execute(text("SELECT facts::text FROM audit_entry")).scalars().all()
    assert number.encode() not in bytes(kept.number_cipher) + bytes(kept.number_hash)
    assert number not in "".join(trail)
    assert number not in json.dumps(organizer.get(f"/volunteers/{twin.volunteer_id}").get_json())

    assert person.delete("/me/id-number").status_code == 204
    assert person.get("/me/id-number").get_json()["masked"] is None
    assert twin.post("/me/consents/withdrawal", {"purpose": "id_number"}).status_code == 200
    assert rows(world, "identity_number") == 0, "withdrawing forgets at once"
    person.put("/me/id-number", body)
    county.put("/county-policy", policy)
    with transaction(world.database, now=world.now) as work:
        assert forget_unkept_numbers(work.session, now=work.now) == 1


def test_background_when_told_then_only_under_its_own_consent_and_gone_with_it(world: World) -> None:
    person, organizer = world.person(), world.staff("organizer")
    told: dict[str, Any] = {"ethnic_group": "壮", "education": "junior", "political_status": "masses", "skills": "山歌"}
    refused = person.put("/me/profile", told)
    assert (refused.get_json()["code"], refused.get_json()["params"]) == ("consent_needed", {"purpose": "background"})
    assert person.put("/me/profile", told | {"ethnic_group": "火星"}).status_code == 422
    assert person.put("/me/profile", told | {"background_notice_version": 1}).status_code == 204
    assert person.put("/me/profile", told | {"education": "senior"}).status_code == 204
    shown = person.get("/me/profile").get_json()
    assert (shown["ethnic_group"], shown["education"], shown["political_status"]) == ("壮", "senior", "masses")
    assert person.post("/me/consents/withdrawal", {"purpose": "background"}).status_code == 200
    shown = person.get("/me/profile").get_json()
    assert (shown["ethnic_group"], shown["education"], shown["skills"]) == (None, None, "山歌")
    other = world.person()
    path = f"/volunteers/{other.volunteer_id}/profile"
    assert organizer.put(path, told | {"background_notice_version": 1}).status_code == 204
    said = {item["purpose"]: item for item in other.get("/me/consents").get_json()["items"]}["background"]
    assert (said["state"], said["on_paper"], said["by_somebody_else"]) == ("given", True, True)


def test_guardian_when_of_a_minor_then_is_sealed_shown_with_a_reason_and_forgotten_at_18(world: World) -> None:
    world.travel_to(dt.datetime(2026, 7, 4, 1, tzinfo=dt.UTC))
    child, organizer = world.person(name="韦小妹"), world.staff("organizer")
    body = {"name": "韦大山", "relation": "father", "phone": "13800000001"}
    assert child.put("/me/guardian", body).get_json()["code"] == "not_a_minor"
    born(world, child, "2010-05-01")
    assert child.put("/me/guardian", body | {"relation": "neighbour"}).status_code == 422
    assert organizer.put(f"/volunteers/{child.volunteer_id}/guardian", body).status_code == 204
    mine = child.get("/me/guardian").get_json()
    assert (mine["name"], mine["phone"], mine["on_paper"]) == ("韦大山", "*******0001", True)
    opened = organizer.post(f"/volunteers/{child.volunteer_id}/guardian-views", {"purpose": "emergency"})
    assert opened.get_json()["phone"] == "13800000001"
    exported = {part["title"]: part["rows"] for part in child.get("/me/export").get_json()["sections"]}
    assert exported["监护人"][0]["手机号"] == "13800000001"
    with transaction(world.database, now=world.now) as work:
        assert forget_guardians_of_grown(work.session, now=work.now) == 0
    world.travel_to(dt.datetime(2028, 5, 1, 1, tzinfo=dt.UTC))
    with transaction(world.database, now=world.now) as work:
        assert forget_guardians_of_grown(work.session, now=work.now) == 1


def test_minor_when_looked_at_then_only_with_a_reason_that_the_supervisor_sees(world: World) -> None:
    child, grown, organizer = world.person(name="韦小妹"), world.person(name="覃阿姨"), world.staff("organizer")
    born(world, child, "2010-05-01")
    path = f"/volunteers/{child.volunteer_id}"
    closed = organizer.get(path).get_json()
    assert (closed["is_minor"], closed["name"], closed["birth_on"]) == (True, "韦小妹", None)
    listed = {item["name"]: item["is_minor"] for item in organizer.get("/volunteers").get_json()["items"]}
    assert (listed["韦小妹"], listed["覃阿姨"]) == (True, False)
    assert organizer.post(f"{path}/data-views", {}).status_code == 422
    assert organizer.post(f"{path}/data-views", {"purpose": "curiosity"}).status_code == 422
    opened = organizer.post(f"{path}/data-views", {"purpose": "activity"}).get_json()
    assert opened["birth_on"] == "2010-05-01"
    organizer.post(f"/volunteers/{grown.volunteer_id}/data-views", {"purpose": "activity"})

    supervisor = world.staff("supervisor")
    looks = supervisor.get("/data-looks").get_json()["items"]
    assert [(look["action"], look["purpose"], look["volunteer_name"], look["is_minor"]) for look in looks] == [
        ("minor.view", "activity", "韦*妹", True)
    ]
    assert looks[0]["actor_id"] == str(organizer.volunteer_id)
    assert supervisor.get("/data-looks", action="phone.reveal").get_json()["items"] == []
    assert world.staff("supervisor", place_code=OTHER_VILLAGE).get("/data-looks").get_json()["items"] == []
    assert organizer.get("/data-looks").status_code == 403


def test_account_when_closed_then_guardian_number_and_merged_names_are_gone(world: World) -> None:
    elder, again = world.person(name="欧阳小妹"), world.person(name="欧阳小妹")
    organizer, checker = world.staff("organizer"), world.staff("checker")
    pair = {"survivor_id": str(elder.volunteer_id), "other_id": str(again.volunteer_id), "reason": "欧阳小妹只有一位"}
    merge_id = organizer.post("/volunteer-merges", pair).get_json()["id"]
    assert checker.post(f"/volunteer-merges/{merge_id}/confirmation").status_code == 204
    assert elder.put("/me/profile", {"ethnic_group": "壮", "background_notice_version": 1}).status_code == 204
    assert elder.post("/me/account-closing", {"confirm": "注销账号"}).status_code == 204
    with world.database.session() as session:
        names = session.execute(text("SELECT name FROM volunteer")).scalars().all()
        words = session.execute(text("SELECT reason FROM person_merge")).scalars().all()
    assert [name for name in names if "欧阳" in name] == []
    assert words == [""]
    assert rows(world, "volunteer_profile") == 0
