"""One's own activities in the phone's calendar."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlsplit

from app.activities.calendar import Entry, calendar_text
from tests.app.activities.plans import sign_up
from tests.world import Person, World


def address_of(person: Person) -> str:
    person.post("/me/calendar-link")
    return urlsplit(person.get("/me/calendar-link").get_json()["url"]).path


def test_calendar_shows_what_was_promised_and_what_was_called_off(world: World) -> None:
    coming = world.activity(starts_in=dt.timedelta(hours=5))
    other = world.activity(coming.organizer, starts_in=dt.timedelta(hours=30))
    unsigned = world.activity(coming.organizer, starts_in=dt.timedelta(hours=50))
    person = world.person()
    for activity in (coming, other):
        sign_up(person, str(activity.id))
    coming.organizer.post(f"/activities/{other.id}/cancellation", {"reason": "下雨，改期"})

    answer = world.client.get(address_of(person))
    text = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert text.count("BEGIN:VEVENT") == 2
    assert [line for line in text.splitlines() if line.startswith("STATUS")] == ["STATUS:CONFIRMED", "STATUS:CANCELLED"]
    assert f"DTSTART:{coming.starts_at:%Y%m%dT%H%M%SZ}" in text
    assert str(unsigned.id) not in text


def test_address_is_secret_replaced_by_a_new_one_and_revocable(world: World) -> None:
    person, other = world.person(), world.person()

    nothing = person.get("/me/calendar-link").get_json()
    first = address_of(person)
    shown_again = urlsplit(person.get("/me/calendar-link").get_json()["url"]).path
    works = world.client.get(first).status_code
    second = address_of(person)
    old = world.client.get(first).status_code
    forged = [
        second.replace(person.county_id, "450224"),
        second[:-6] + "AA.ics",
        second.replace(second.split("-")[1], uuid.uuid4().hex),
        "/calendar/x.ics",
        address_of(other).rsplit("-", 1)[0] + "-" + second.rsplit("-", 1)[1],
    ]
    codes = [world.client.get(path).status_code for path in forged]
    revoked = person.post("/me/calendar-link/revocation")
    twice = person.post("/me/calendar-link/revocation")

    assert nothing == {"url": None, "made_at": None}
    assert first == shown_again != second
    assert (works, old) == (200, 404)
    assert codes == [404] * 5
    assert (revoked.status_code, twice.status_code) == (204, 404)
    assert world.client.get(second).status_code == 404


def test_text_escapes_folds_and_never_cuts_a_character() -> None:
    now = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
    title = "清河道；带手套,\n雨鞋\\" * 8
    entry = Entry(uuid.UUID(int=1), title, "村口", "当心\r\nEND:VCALENDAR", now, now + dt.timedelta(hours=2), False, 3)

    raw = calendar_text([entry], name="我的志愿活动", now=now).encode()
    lines = raw.split(b"\r\n")
    unfolded = raw.decode().replace("\r\n ", "")

    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert raw.count(b"\r\nEND:VCALENDAR\r\n") == 1
    assert "SUMMARY:" + "清河道；带手套\\,\\n雨鞋\\\\" * 8 in unfolded
    assert "DTSTART:20261121T080000Z" in unfolded
