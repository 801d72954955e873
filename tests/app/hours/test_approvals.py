"""Who may approve what, and what she is told."""

from __future__ import annotations

import uuid

import pytest

from tests.served import claimed, collect, count, disclose, record, record_of, serve, settled, verify
from tests.world import COUNTY, OTHER_VILLAGE, VILLAGE, Person, World


def result(person: Person, record_id: object) -> tuple[int, str]:
    """Return status and code of a single approval."""
    answer = verify(person, record_id)
    body = answer.get_json()
    return answer.status_code, body["code"] if "code" in body else body["items"][0]["result"]


def test_single_record_that_cannot_be_approved_is_a_typed_refusal(world: World) -> None:
    mother = world.person(roles={"organizer": VILLAGE})
    sister = world.person(household_id=mother.household_id, roles={"checker": VILLAGE})
    elsewhere = world.person(roles={"checker": OTHER_VILLAGE})
    [claim] = claimed(world, [mother])

    assert result(mother, claim) == (403, "own_record")
    assert result(sister, claim) == (403, "own_household")
    assert result(elsewhere, claim) == (403, "forbidden")
    assert result(world.person(), claim) == (403, "forbidden")
    assert result(world.staff("supervisor"), claim) == (403, "forbidden")
    assert result(world.staff("checker"), uuid.uuid4()) == (404, "not_found")
    assert result(world.staff("checker", place_code="450223", county_id="450223"), claim) == (404, "not_found")
    stranger = Person(world, mother.volunteer_id, None, "450222." + "x" * 43)
    assert result(stranger, claim) == (401, "not_signed_in")
    assert record(world, claim)["state"] == "claimed"
    assert count(world, "SELECT count(*) FROM decision WHERE action = 'verify'") == 0

    checker = world.staff("checker")
    assert result(checker, claim) == (200, "verified")
    assert result(checker, claim) == (200, "already_verified")
    assert result(world.staff("organizer"), claim) == (200, "already_verified")
    decision = "SELECT count(*) FROM decision WHERE action = 'verify' AND trace->'steps' <> '[]'"
    assert count(world, decision) == 1
    assert count(world, "SELECT count(*) FROM audit_entry WHERE action = 'service_record.verify'") == 1


def test_bulk_approval_answers_each_record_and_changes_only_what_it_may(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    people = [world.person() for _ in range(3)]
    claims = claimed(world, [*people, organizer])
    checker = world.staff("checker")
    checker.post(f"/service-records/{claims[0]}/rejection", {"reason": "没有来。"})
    unknown = uuid.uuid4()

    answer = verify(organizer, *claims, unknown).get_json()["items"]

    assert [(item["record_id"], item["result"]) for item in answer] == [
        (str(claims[0]), "already_decided"),
        (str(claims[1]), "verified"),
        (str(claims[2]), "verified"),
        (str(claims[3]), "own_record"),
        (str(unknown), "not_found"),
    ]
    assert [item["result"] for item in verify(organizer, *claims[1:3]).get_json()["items"]] == ["already_verified"] * 2
    assert verify(organizer, claims[1], claims[1]).status_code == 422
    assert verify(organizer, *[uuid.uuid4() for _ in range(101)]).status_code == 422
    assert verify(organizer).status_code == 422


@pytest.mark.parametrize(
    ("minutes", "first", "second"),
    [(480, "verified", "already_verified"), (481, "awaiting_second", "verified"), (720, "awaiting_second", "verified")],
)
def test_long_day_needs_a_second_person(world: World, minutes: int, first: str, second: str) -> None:
    checker, another = world.staff("checker"), world.staff("county_staff", place_code=COUNTY)
    [claim] = claimed(world, [world.person()], minutes=minutes)

    assert result(another, claim) == (403, "forbidden")  # county staff only comes second
    assert result(checker, claim) == (200, first)
    assert result(checker, claim) == (200, first if first == "awaiting_second" else "already_verified")
    waiting = [item["id"] for item in another.get("/service-records/awaiting-second").get_json()["items"]]
    assert waiting == ([str(claim)] if minutes > 480 else [])
    assert result(another, claim)[1] == second
    assert record(world, claim)["state"] == "verified"
    assert count(world, "SELECT count(*) FROM decision WHERE action = 'first_verify'") == (minutes > 480)


def test_day_beyond_twelve_hours_is_approved_by_nobody(world: World) -> None:
    checker = world.staff("checker")
    [claim] = claimed(world, [world.person()], minutes=721)

    assert result(checker, claim) == (409, "not_assessed")

    found = record(world, claim)
    assert (found["points"], found["flags"], found["anomalous"]) == (0, ["daily_minutes_refused"], True)
    items = checker.get("/service-records").get_json()["items"]
    assert [item["notes"] for item in items] == [["这一天超过 12 小时，不能通过"]]


def test_manual_entry_is_never_approved_by_whoever_wrote_it(world: World) -> None:
    organizer = world.person(roles={"organizer": VILLAGE})
    activity = serve(world, [], minutes=120)
    entry = {
        "volunteer_id": str(world.person().volunteer_id),
        "in_at": activity.starts_at.isoformat(),
        "out_at": activity.ends_at.isoformat(),
        "reason": "手机没电，在场的人都看见了。",
    }
    answer = organizer.post(f"/activities/{activity.id}/attendances", entry)
    assert answer.status_code == 201, answer.get_json()
    collect(world)
    [claim] = world.staff("checker").get("/service-records").get_json()["items"]

    assert (claim["origin"], claim["anomalous"], claim["minutes"]) == ("manual", True, 120)
    assert {"manual", "backfill"} <= set(claim["flags"])
    assert result(organizer, claim["id"]) == (403, "own_entry")
    assert result(world.staff("organizer"), claim["id"]) == (200, "verified")


def test_queue_shows_what_needs_a_look_first_and_pages_through_everything(world: World) -> None:
    people = [world.person() for _ in range(5)]
    claims = claimed(world, people, minutes=60)
    [long] = claimed(world, [world.person()], minutes=500, day=1)
    checker = world.staff("checker")

    seen, cursor = [], None
    while True:
        page = checker.get("/service-records", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        seen += [(item["id"], item["anomalous"], item["needs_second"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen[0] == (str(long), True, True)
    assert {each[0] for each in seen[1:]} == {str(claim) for claim in claims}
    assert len(seen) == 6
    assert checker.get("/service-records", cursor="x" * 40).get_json()["code"] == "cursor_invalid"
    assert world.staff("checker", place_code=OTHER_VILLAGE).get("/service-records").get_json()["items"] == []
    assert world.person().get("/service-records").status_code == 403


def test_claims_older_than_ten_working_days_are_reported(world: World) -> None:
    # RC-21: an activity on Friday 13 February 2026 is due on 5 March, the long New Year holiday in between
    [claim] = claimed(world, [world.person()], day=-141)
    checker = world.staff("checker")

    found = record(world, claim)
    assert (found["local_date"].isoformat(), found["due_on"].isoformat()) == ("2026-02-13", "2026-03-05")
    assert checker.get("/service-records/overdue").get_json() == {"items": []}

    world.advance(days=21)
    assert checker.get("/service-records/overdue").get_json()["items"] == [
        {"village_code": VILLAGE, "records": 1, "oldest_due_on": "2026-03-05", "estimated": False}
    ]
    overdue = checker.get("/service-records", overdue="true").get_json()["items"]
    assert [(item["id"], item["overdue"]) for item in overdue] == [(str(claim), True)]


def test_refusal_is_told_with_its_reason_and_cannot_be_approved_after(world: World) -> None:
    mother, checker = world.person(), world.staff("checker")
    [claim] = claimed(world, [mother])

    answer = checker.post(f"/service-records/{claim}/rejection", {"reason": "签到表上没有找到。"}, key="reject-once")
    again = checker.post(f"/service-records/{claim}/rejection", {"reason": "签到表上没有找到。"}, key="reject-once")

    assert answer.get_json()["state"] == "rejected"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert result(checker, claim) == (409, "already_decided")
    story = mother.get(f"/service-records/{claim}").get_json()["decisions"]
    assert [(each["label"], each["reason"]) for each in story] == [("退回", "签到表上没有找到。")]
    assert world.person().get(f"/service-records/{claim}").status_code == 403
    assert mother.post(f"/service-records/{claim}/rejection", {"reason": "x"}).status_code == 403


def test_closing_an_activity_checks_everybody_out_and_claims_at_once(world: World) -> None:
    there, forgot = world.person(), world.person()
    organizer = world.person(roles={"organizer": VILLAGE})
    activity = world.activity(organizer)
    world.check_in(there, activity)
    world.check_in(forgot, activity)
    assert world.person().post(f"/activities/{activity.id}/closing", {}).status_code == 403
    world.travel_to(activity.ends_at)
    world.check_out(there, activity)

    answer = organizer.post(f"/activities/{activity.id}/closing", {"unregistered_headcount": 3})

    assert answer.get_json() == {"activity_id": str(activity.id), "checked_out": 1, "claimed": 2}
    assert "check_out_forgotten" in record_of(world, forgot)["flags"]
    assert "check_out_forgotten" not in record_of(world, there)["flags"]
    again = organizer.post(f"/activities/{activity.id}/closing", {})
    assert again.get_json() == {"activity_id": str(activity.id), "checked_out": 0, "claimed": 0}
    ahead = world.activity(organizer, starts_in=(activity.ends_at - activity.starts_at))
    assert organizer.post(f"/activities/{ahead.id}/closing", {}).get_json()["code"] == "activity_not_open"


def test_settled_records_cannot_be_reopened_or_disclosed_again(world: World) -> None:
    checker = world.staff("checker")
    [claim] = settled(world, [world.person()], checker=checker)

    assert result(checker, claim) == (200, "already_verified")
    assert checker.post(f"/service-records/{claim}/reopening", {"reason": "x"}).get_json()["code"] == (
        "illegal_transition"
    )
    site = {"site_id": str(record(world, claim)["site_id"])}
    assert world.staff("organizer").post("/disclosures", site).get_json()["code"] == "nothing_to_disclose"


def test_disclosure_needs_something_approved(world: World) -> None:
    checker = world.staff("checker")
    [claim] = claimed(world, [world.person()])
    organizer = world.staff("organizer")
    site = {"site_id": str(record(world, claim)["site_id"])}

    assert organizer.post("/disclosures", site).get_json()["code"] == "nothing_to_disclose"
    verify(checker, claim)
    assert disclose(world, organizer, claim)["lines"][0]["place"] == 1
