"""What ends for a person who leaves a county, whether for good or for another one."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.activities.service.leaving import withdraw_from_all
from app.households.models import JoinRequest
from app.households.service.proxies import end_all
from app.identity.models import PaperCard, Volunteer
from app.identity.service.sessions import end_all_sessions
from app.privacy.models import Consent
from app.privacy.service import end_all_effects
from app.teams.service.leaving import leave_all_teams


def end_what_stands(session: Session, volunteer: Volunteer, *, actor_id: uuid.UUID, now: dt.datetime) -> None:
    """End proxies, sessions, promises, teams, requests and cards, and every consent with what it allowed."""
    county_id, person = volunteer.county_id, volunteer.id
    end_all(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    end_all_sessions(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    withdraw_from_all(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    leave_all_teams(session, county_id=county_id, volunteer_id=person, actor_id=actor_id, now=now)
    session.execute(
        update(Consent)
        .where(
            Consent.county_id == county_id,
            Consent.volunteer_id == person,
            Consent.answer == "given",
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by=actor_id)
    )
    session.execute(
        update(JoinRequest)
        .where(JoinRequest.county_id == county_id, JoinRequest.volunteer_id == person, JoinRequest.state == "open")
        .values(state="withdrawn", decided_by=actor_id, decided_at=now)
    )
    session.execute(
        update(PaperCard)
        .where(PaperCard.county_id == county_id, PaperCard.volunteer_id == person, PaperCard.state == "active")
        .values(state="returned", closed_at=now)
    )
    end_all_effects(session, county_id=county_id, volunteer_id=person, now=now)
