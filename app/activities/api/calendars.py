"""One's own activities in the phone's calendar: the secret address, and the feed behind it."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, current_app

from app import clock
from app.activities.api.shared import ID, activities
from app.activities.calendar import calendar_text
from app.activities.schemas.substitutions import CalendarLinkView
from app.activities.service import calendars
from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.messages import message
from app.http.endpoint import Call, operation, public_page
from app.http.schemas import Done
from points.errors import NotFound

FRESH_SECONDS = 900


@operation(
    activities,
    "query",
    "GET",
    "/me/calendar-link",
    action="self.read",
    summary="我的日历地址",
    returns=CalendarLinkView,
    answer={
        "url": "https://points.example.org/calendar/450222-019470b27c1e7c3a9f002f7f5a1c0001-AbCdEfGhIjKlMnOpQrStUv.ics",
        "made_at": "2026-11-21T08:00:00Z",
    },
)
def show_calendar_link(call: Call[Any]) -> CalendarLinkView:
    """Show the secret address of one's calendar, if one was made; whoever knows it reads one's activities."""
    link = calendars.find_link(call.session, county_id=call.actor.county_id, volunteer_id=call.actor.volunteer_id)
    if link is None:
        return CalendarLinkView(url=None, made_at=None)
    base = str(current_app.config["PUBLIC_BASE_URL"]).rstrip("/")
    token = calendars.token_of(link, cipher=_cipher())
    return CalendarLinkView(url=f"{base}/calendar/{token}.ics", made_at=link.made_at)


@operation(
    activities,
    "command",
    "POST",
    "/me/calendar-link",
    action="self.change",
    summary="生成日历地址",
    returns=Done,
    status=201,
    keyed=True,
    answer={"id": ID},
)
def make_calendar_link(call: Call[Any]) -> Done:
    """Make a new secret address; an earlier one stops working. Read it with GET: it is in no stored answer."""
    return Done(id=calendars.make_link(call.session, actor=call.actor, now=call.now).id)


@operation(
    activities,
    "command",
    "POST",
    "/me/calendar-link/revocation",
    action="self.change",
    summary="停用日历地址",
    returns=None,
    refusals=(NotFound,),
    keyed=True,
)
def revoke_calendar_link(call: Call[Any]) -> None:
    """Make the secret address stop working."""
    calendars.revoke_link(call.session, actor=call.actor, now=call.now)


@activities.get("/calendar/<token>.ics")
@public_page
def read_calendar(token: str) -> Response:
    """Give one person's activities to whoever knows the secret address, as iCalendar."""
    now = clock.utc_now()
    database = cast("Database", current_app.extensions["database"])
    with database.session() as session:
        link = calendars.open_link(session, token, cipher=_cipher())
        text = calendar_text(calendars.entries_of(session, link, now=now), name=message("calendar.name"), now=now)
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = f"private, max-age={FRESH_SECONDS}"
    response.headers["Content-Disposition"] = 'inline; filename="activities.ics"'
    return response


def _cipher() -> FieldCipher:
    found: FieldCipher = current_app.extensions["cipher"]
    return found
