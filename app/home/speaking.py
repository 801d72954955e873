"""What the first screen says aloud (读给我听): short sentences with days in words and points without zeros."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.clock import local_date, to_local
from app.core.messages import message
from app.messages.wording import day_in_words
from points.amounts import Points, display_points


def spoken(overview: RowMapping, activities: Sequence[Mapping[str, Any]], *, now: dt.datetime) -> list[str]:
    """Return the sentences about the household's points, the next activity and the next redemption day."""
    sentences = [*_points(overview, now=now), _activity(activities, now=now)]
    if overview["day_id"] is not None:
        sentences.append(
            message("home.spoken.day", day=_moment(overview["opens_at"], now=now), place=overview["place"])
        )
    return sentences


def _points(overview: RowMapping, *, now: dt.datetime) -> list[str]:
    if overview["household_id"] is None:
        return [message("home.spoken.no_household")]
    found = [message("home.spoken.spendable", points=display_points(Points(overview["spendable"] or 0)))]
    if overview["pending"] and overview["disclosed_until"] is not None:
        last_instant = overview["disclosed_until"] - dt.timedelta(seconds=1)
        last = day_in_words(local_date(last_instant), today=local_date(now))
        found.append(message("home.spoken.disclosed", points=display_points(Points(overview["pending"])), day=last))
    elif overview["pending"]:
        found.append(message("home.spoken.pending", points=display_points(Points(overview["pending"]))))
    if overview["held"]:
        found.append(message("home.spoken.held", points=display_points(Points(overview["held"]))))
    return found


def _activity(activities: Sequence[Mapping[str, Any]], *, now: dt.datetime) -> str:
    standing = [each for each in activities if each["state"] == "published"]
    mine = [each for each in standing if each["my_sign_up"] == "signed_up" or each["my_attendance"] == "checked_in"]
    for each in [*mine, *standing]:
        part = "checked_in" if each["my_attendance"] == "checked_in" else each["my_sign_up"] or "none"
        return message(
            "home.spoken.activity",
            when=_moment(each["starts_at"], now=now),
            place=each["place_name"],
            title=each["title"],
            part=message(f"home.spoken.part.{part}"),
        )
    return message("home.spoken.no_activity")


def _moment(instant: dt.datetime, *, now: dt.datetime) -> str:
    local, today = to_local(instant), local_date(now)
    days = (local.date() - today).days
    day = {0: message("home.spoken.today"), 1: message("home.spoken.tomorrow")}.get(days)
    return f"{day or day_in_words(local.date(), today=today)} {local.hour}:{local.minute:02d}"
