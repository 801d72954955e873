"""What is written about a team for everybody to read, and what hides it until it was found good (ADR 0015)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.content.service.asking import Asked
from app.content.service.checking import hand_in, when_decided
from app.core.actor import Actor
from app.core.messages import message
from app.teams.models import Team

DESCRIPTION: Final = "team"
DISSOLUTION: Final = "team_dissolution"


def words_of(name: str, *more: str | None) -> str:
    """Return everything that people read of a team: its name, its unit, what other services it does."""
    return "\n".join(each for each in (name, *more) if each)


def public_name(team: Team) -> str:
    """Return the name that everybody may read: while the words wait for a look, only that they do."""
    return message("team.name_waiting") if team.words_hidden else team.name


def hand_in_words(session: Session, team: Team, *, actor: Actor, now: dt.datetime, asked: Asked) -> None:
    """Hand in what people read of a team."""
    words = words_of(team.name, team.unit_name, team.other_kind)
    _hand_in(session, DESCRIPTION, team, words, actor=actor, now=now, asked=asked)


def hand_in_reason(session: Session, team: Team, *, actor: Actor, now: dt.datetime, asked: Asked) -> None:
    """Hand in why a team was dissolved."""
    _hand_in(session, DISSOLUTION, team, team.dissolve_reason or "", actor=actor, now=now, asked=asked)


def _hand_in(
    session: Session, kind: str, team: Team, words: str, *, actor: Actor, now: dt.datetime, asked: Asked
) -> None:
    hand_in(
        session,
        kind,
        county_id=team.county_id,
        subject_id=team.id,
        author_id=actor.volunteer_id,
        village_code=max(team.scope, team.county_id, key=len),
        words=words,
        now=now,
        asked=asked,
    )


def _hide_words(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    of_team = (Team.county_id == county_id, Team.id == subject_id)
    session.execute(update(Team).where(*of_team).values(words_hidden=state != "visible"))


def _hide_reason(session: Session, *, county_id: str, subject_id: uuid.UUID, state: str, now: dt.datetime) -> None:
    of_team = (Team.county_id == county_id, Team.id == subject_id)
    session.execute(update(Team).where(*of_team).values(reason_hidden=state != "visible"))


when_decided(DESCRIPTION, _hide_words)
when_decided(DISSOLUTION, _hide_reason)
