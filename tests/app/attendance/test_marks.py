"""Check-in and check-out over HTTP, in every way and with every refusal."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import text

from app.attendance.keys import CodeKeys
from points.attendance.codes import check_in_code, spoken_code
from points.attendance.printed import poster_code
from tests.world import OTHER_VILLAGE, Person, PublishedActivity, World


def key_of(world: World, activity: PublishedActivity) -> bytes:
    keys = CodeKeys(world.app.config["SETTINGS"].lookup_key)
    return keys.of_activity(county_id=activity.county_id, short_id=activity.short_id)


def digits_of(world: World, activity: PublishedActivity) -> str:
    return spoken_code(key_of(world, activity), county_id=activity.county_id, short_id=activity.short_id, at=world.now)


def failures(world: World) -> list[str]:
    with world.database.session() as session:
        return list(session.execute(text("SELECT reason FROM failed_scan ORDER BY at, id")).scalars())


def rows(world: World) -> int:
    with world.database.session() as session:
        return session.execute(text("SELECT count(*) FROM attendance")).scalar_one()


def test_check_in_and_out_by_rotating_code_counts_the_minutes_inside_the_shift(world: World) -> None:
    activity = world.activity()
    person = world.person()

    came = person.post("/check-ins", {"code": world.code_of(activity), "children_count": 2})
    world.advance(minutes=45)
    left = person.post("/check-outs", {"code": world.code_of(activity)})

    assert came.status_code == 201, came.get_json()
    assert came.get_json()["out_at"] is None
    assert left.status_code == 201, left.get_json()
    assert left.get_json()["id"] == came.get_json()["id"]
    assert left.get_json()["minutes"] in {44, 45}
    assert left.get_json()["children_count"] == 2
    assert left.get_json()["flags"] == []


def test_request_sent_again_after_its_code_expired_is_answered_with_the_same_row(world: World) -> None:
    activity = world.activity()
    person = world.person()
    body = {"code": world.code_of(activity)}

    first = person.post("/check-ins", body, key="one-key-0001")
    world.advance(minutes=10)
    again = person.post("/check-ins", body, key="one-key-0001")
    world.advance(days=1)
    tomorrow = person.post("/check-ins", body, key="one-key-0001")

    assert [again.status_code, tomorrow.status_code] == [201, 201]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.get_json() == first.get_json() == tomorrow.get_json()
    assert rows(world) == 1
    assert failures(world) == []


def test_key_of_one_person_or_activity_used_for_another_is_refused(world: World) -> None:
    one, other = world.activity(), world.activity(starts_in=dt.timedelta(minutes=-5))
    person, somebody = world.person(), world.person()
    world_answer = person.post("/check-ins", {"code": world.code_of(one)}, key="shared-key-1")

    elsewhere = person.post("/check-ins", {"code": world.code_of(other)}, key="shared-key-1")
    stolen = somebody.post("/check-ins", {"code": world.code_of(one)}, key="shared-key-1")

    assert world_answer.status_code == 201
    assert [answer.get_json()["code"] for answer in (elsewhere, stolen)] == ["key_reused", "key_reused"]
    assert rows(world) == 1


def test_screenshot_forgery_and_code_of_another_activity_are_refused_and_kept(world: World) -> None:
    activity, other = world.activity(), world.activity()
    person = world.person()
    old = world.code_of(activity, at=world.now - dt.timedelta(minutes=2))
    good = world.code_of(activity)
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")

    answers = [
        person.post("/check-ins", {"code": old}),
        person.post("/check-ins", {"code": forged}),
        person.post("/check-ins", {"code": good, "short_id": other.short_id}),
        person.post("/check-ins", {"code": "https://example.org/"}),
        person.post("/check-ins", {"code": "123456"}),
        person.post("/check-ins", {"code": "450205" + good[6:]}),
    ]

    expected = [
        "code_expired",
        "code_forged",
        "code_wrong_activity",
        "code_malformed",
        "activity_not_named",
        "activity_elsewhere",
    ]
    assert [answer.get_json()["code"] for answer in answers] == expected
    assert answers[0].get_json()["detail"] == "屏幕上的码一会儿一换，请对着新的再扫。"
    assert failures(world) == expected
    assert rows(world) == 0


def test_person_twice_or_in_wrong_order_is_told_what_stands(world: World) -> None:
    activity = world.activity()
    person = world.person()

    early_out = person.post("/check-outs", {"code": world.code_of(activity)})
    world.check_in(person, activity)
    twice = person.post("/check-ins", {"code": world.code_of(activity)})
    world.advance(minutes=30)
    world.check_out(person, activity)
    out_again = person.post("/check-outs", {"code": world.code_of(activity)})
    in_again = person.post("/check-ins", {"code": world.code_of(activity)})

    assert [a.get_json()["code"] for a in (early_out, twice, out_again, in_again)] == [
        "not_checked_in",
        "already_checked_in",
        "already_checked_out",
        "already_checked_out",
    ]
    assert "已经签到" in twice.get_json()["detail"]
    assert failures(world) == ["not_checked_in", "already_checked_in", "already_checked_out", "already_checked_out"]


def test_window_state_of_activity_and_person_are_checked(world: World) -> None:
    later = world.activity(starts_in=dt.timedelta(hours=2))
    over = world.activity(starts_in=dt.timedelta(hours=-5), lasts=dt.timedelta(hours=1))
    running = world.activity()
    suspended = world.person(state="suspended")
    registered = world.person(state="registered")
    staff = world.person(kind="staff")
    person = world.person()
    with world.database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE activity SET state = 'cancelled', cancelled_at = now(), cancel_reason = '下雨' WHERE id = :id"
            ),
            {"id": later.id},
        )

    codes = [
        who.post("/check-ins", {"code": world.code_of(what)}).get_json()["code"]
        for who, what in [
            (person, later),
            (person, over),
            (suspended, running),
            (registered, running),
            (staff, running),
        ]
    ]

    assert codes == [
        "activity_cancelled",
        "outside_window",
        "account_suspended",
        "account_not_confirmed",
        "household_missing",
    ]
    assert rows(world) == 0


def test_draft_cannot_be_attended_even_with_its_code(world: World) -> None:
    draft = world.activity(publish=False)

    answer = world.person().post("/check-ins", {"code": world.code_of(draft)})

    assert answer.get_json()["code"] == "activity_not_open"


def test_check_in_opens_half_an_hour_before_and_early_minutes_do_not_count(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=31), lasts=dt.timedelta(minutes=60))
    person = world.person()

    too_early = person.post("/check-ins", {"code": world.code_of(activity)})
    world.advance(minutes=2)
    world.check_in(person, activity)
    world.advance(minutes=29 + 60 + 30)
    left = person.post("/check-outs", {"code": world.code_of(activity)}).get_json()

    assert too_early.get_json()["code"] == "outside_window"
    assert left["minutes"] == 60


def test_full_shift_refuses_walk_ins_but_never_who_signed_up(world: World) -> None:
    activity = world.activity(capacity=2)
    promised, walked_in, too_late = world.person(), world.person(), world.person()
    signed = promised.post(f"/activities/{activity.id}/sign-ups", {"shift_id": str(activity.shift_ids[0])})

    world.check_in(walked_in, activity)
    refused = too_late.post("/check-ins", {"code": world.code_of(activity)})
    world.check_in(promised, activity)

    assert signed.status_code == 201
    assert refused.get_json()["code"] == "shift_full"
    assert rows(world) == 2


def test_second_shift_follows_the_first_and_signed_up_shift_comes_before_any_other(world: World) -> None:
    activity = world.activity(starts_in=dt.timedelta(minutes=-5), lasts=dt.timedelta(hours=2), shifts=2)
    person = world.person()

    first = person.post("/check-ins", {"code": world.code_of(activity)}).get_json()
    world.advance(minutes=57)
    world.check_out(person, activity)
    second = person.post("/check-ins", {"code": world.code_of(activity)}).get_json()

    assert first["shift_id"] == str(activity.shift_ids[0])
    assert second["shift_id"] == str(activity.shift_ids[1])


def test_check_in_elsewhere_while_still_at_another_activity_is_refused(world: World) -> None:
    here, there = world.activity(), world.activity()
    person = world.person()
    world.check_in(person, here)

    both = person.post("/check-ins", {"code": world.code_of(there)})
    world.check_out(person, here)
    after = person.post("/check-ins", {"code": world.code_of(there)})

    assert both.get_json()["code"] == "overlapping_service"
    assert after.status_code == 201


def test_six_digits_work_with_the_named_activity_and_guessing_is_stopped(world: World) -> None:
    activity = world.activity()
    honest, guesser = world.person(), world.person()
    right = digits_of(world, activity)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    came = honest.post("/check-ins", {"code": right, "short_id": activity.short_id})
    guesses = [guesser.post("/check-ins", {"code": wrong, "short_id": activity.short_id}) for _ in range(11)]
    lucky = guesser.post("/check-ins", {"code": digits_of(world, activity), "short_id": activity.short_id})
    by_scan = guesser.post("/check-ins", {"code": world.code_of(activity)})

    assert came.get_json()["in_means"] == "digits"
    assert [guess.get_json()["code"] for guess in guesses[:10]] == ["spoken_code_wrong"] * 10
    assert guesses[10].get_json()["code"] == "too_many_requests"
    assert lucky.status_code == 429
    assert lucky.headers["Retry-After"] == "900"
    assert by_scan.status_code == 201


def test_poster_is_only_a_claim_until_the_organizer_confirms(world: World) -> None:
    activity, without = world.activity(poster_claims=True), world.activity()
    person = world.person()
    code = poster_code(key_of(world, activity), county_id=activity.county_id, short_id=activity.short_id)
    not_here = poster_code(key_of(world, without), county_id=without.county_id, short_id=without.short_id)

    refused = person.post("/check-ins", {"code": not_here})
    claimed = person.post("/check-ins", {"code": code}).get_json()
    own_claim = activity.organizer.post("/check-ins", {"code": code}).get_json()
    path = f"/activities/{activity.id}/confirmations"
    own = activity.organizer.post(path, {"attendance_ids": [own_claim["id"]]})
    confirmed = activity.organizer.post(path, {"attendance_ids": [claimed["id"]]})
    again = activity.organizer.post(path, {"attendance_ids": [claimed["id"]]})

    assert refused.get_json()["code"] == "poster_not_accepted"
    assert claimed["confirmed"] is False
    assert own.get_json()["code"] == "own_attendance"
    assert confirmed.get_json() == {"confirmed": 1}
    assert again.get_json()["code"] == "nothing_to_confirm"


def test_distance_is_a_flag_and_never_a_gate(world: World) -> None:
    activity = world.activity()

    asked, silent = world.person(), world.person()
    asked.post("/me/consents", {"purpose": "location", "version": 1, "answer": "given"})

    far = asked.post("/check-ins", {"code": world.code_of(activity), "distance_meters": 5000})
    near = world.person().post("/check-ins", {"code": world.code_of(activity), "distance_meters": 20})
    unasked = silent.post("/check-ins", {"code": world.code_of(activity), "distance_meters": 5000})

    assert far.get_json()["flags"] == ["far_away"]
    assert near.get_json()["flags"] == []
    assert (unasked.status_code, unasked.get_json()["flags"]) == (201, []), "without consent nothing is kept"
    assert asked.post("/me/consents/withdrawal", {"purpose": "location"}).status_code == 200
    again = asked.post("/check-outs", {"code": world.code_of(activity), "distance_meters": 5000})
    assert "far_away" not in again.get_json()["flags"], "what was kept is forgotten with the consent"


def test_unknown_and_ended_sessions_leave_nothing_behind(world: World) -> None:
    activity = world.activity()
    stranger = Person(world, uuid.uuid4(), None, "450222." + "A" * 43)

    good = stranger.post("/check-ins", {"code": world.code_of(activity)})
    bad = stranger.post("/check-ins", {"code": "nonsense"})

    assert [good.status_code, bad.status_code] == [401, 401]
    assert failures(world) == []


def test_failed_scans_of_one_person_are_kept_up_to_a_limit(world: World) -> None:
    person = world.person()

    for number in range(105):
        assert person.post("/check-ins", {"code": f"nonsense {number}"}).status_code == 422

    assert len(failures(world)) == 100


@pytest.mark.parametrize("direction", ["in", "out"])
def test_hostile_texts_are_refused_without_a_fault(world: World, direction: str) -> None:
    activity = world.activity()
    person = world.person()
    good = world.code_of(activity)
    short = activity.short_id
    texts = [
        "'; DROP TABLE attendance; --",
        "\u202e签到",
        "9" * 300,
        good + "\x00",
        good.replace(".", "．"),
        f"450222.{short}.9999999999.0000000000000000",
        "P.450222.7ZZZZZZZZZZZZZZZZZZZZZZZZZ.9999999999.0000000000000000",
        "K.450222.0000000000000000.00",
        f"E450222{short}.0000000000000000",
        "{}",
        "١٢٣٤٥٦",
    ]

    answers = [
        person.post(f"/check-{direction}s", {"code": hostile, "short_id": short}, key=f"hostile-{number:04d}")
        for number, hostile in enumerate(texts)
    ]
    scans = [
        activity.organizer.post(f"/activities/{activity.id}/scans", {"payload": hostile, "direction": direction})
        for hostile in texts
    ]

    for answer in [*answers, *scans]:
        assert 400 <= answer.status_code < 500, answer.get_json()
        assert answer.get_json()["title"]
    assert rows(world) == 0


def test_organizer_scans_personal_code_once(world: World) -> None:
    activity = world.activity()
    person = world.person(name="韦小梅")
    path = f"/activities/{activity.id}/scans"
    code = person.get("/me/check-in-code").get_json()["code"]

    came = activity.organizer.post(path, {"payload": code, "direction": "in"}, key="scan-in-0001")
    replay = activity.organizer.post(path, {"payload": code, "direction": "in"}, key="scan-in-0001")
    used = activity.organizer.post(path, {"payload": code, "direction": "out"})
    world.advance(minutes=30)
    old = activity.organizer.post(path, {"payload": code, "direction": "out"})
    left = activity.organizer.post(path, {"payload": world.own_code_of(person), "direction": "out"})

    assert came.status_code == 201, came.get_json()
    assert came.get_json()["name"] == "韦小梅"
    assert came.get_json()["attendance"]["in_means"] == "personal"
    assert replay.get_json() == came.get_json()
    assert used.get_json()["code"] == "personal_code_used"
    assert old.get_json()["code"] == "code_expired"
    assert left.get_json()["attendance"]["out_at"] is not None


def test_only_an_organizer_of_the_place_may_scan_people(world: World) -> None:
    activity = world.activity()
    person = world.person()
    stranger = world.person(roles={"organizer": OTHER_VILLAGE})
    path = f"/activities/{activity.id}/scans"
    body = {"payload": world.own_code_of(person), "direction": "in"}

    refused = [
        stranger.post(path, body).status_code,
        person.post(path, body).status_code,
        activity.organizer.post(f"/activities/{uuid.uuid4()}/scans", body).status_code,
    ]

    assert refused == [403, 403, 404]
    assert failures(world) == []
    assert rows(world) == 0


def test_paper_card_is_scanned_and_a_lost_one_is_not(world: World) -> None:
    from app.core.crypto import token_hash
    from points.attendance.printed import new_paper_card
    from points.base import new_id

    activity = world.activity()
    person = world.person()
    card, lost = (new_paper_card("450222", entropy=bytes([number]) * 10) for number in (1, 2))
    with world.database.engine.begin() as connection:
        for which, state in ((card, "active"), (lost, "lost")):
            connection.execute(
                text(
                    "INSERT INTO paper_card (county_id, id, card_hash, card_suffix, volunteer_id, state, issued_at)"
                    " VALUES ('450222', :id, :hash, 'XXXX', :person, :state, now())"
                ),
                {"id": new_id(), "hash": token_hash(which.code), "person": person.volunteer_id, "state": state},
            )
    path = f"/activities/{activity.id}/scans"

    unknown = activity.organizer.post(path, {"payload": lost.code, "direction": "in"})
    came = activity.organizer.post(path, {"payload": card.code.lower(), "direction": "in"})

    assert unknown.get_json()["code"] == "card_unknown"
    assert came.get_json()["attendance"]["in_means"] == "card"
    assert failures(world) == ["card_unknown"]


def test_code_shown_by_the_organizer_is_the_one_that_counts(world: World) -> None:
    activity = world.activity()
    shown = activity.organizer.get(f"/activities/{activity.id}/code").get_json()
    key = activity.organizer.post(f"/activities/{activity.id}/code-key").get_json()
    offline = check_in_code(
        bytes.fromhex(key["key"]), county_id=key["county_id"], short_id=key["short_id"], at=world.now
    )

    by_screen = world.person().post("/check-ins", {"code": shown["code"]})
    by_phone = world.person().post("/check-ins", {"code": offline})
    by_voice = world.person().post("/check-ins", {"code": shown["digits"], "short_id": key["short_id"]})
    curious = world.person().get(f"/activities/{activity.id}/code")
    neighbour = world.staff("organizer", place_code=OTHER_VILLAGE).post(f"/activities/{activity.id}/code-key")

    assert [by_screen.status_code, by_phone.status_code, by_voice.status_code] == [201, 201, 201]
    assert shown["svg"].startswith("<svg")
    assert 1 <= shown["seconds_left"] <= 15
    assert curious.status_code == 403
    assert neighbour.status_code == 404
    with world.database.session() as session:
        assert (
            session.execute(text("SELECT count(*) FROM audit_entry WHERE action = 'activity.code_key'")).scalar_one()
            == 1
        )
