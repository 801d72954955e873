"""Scoring rules (积分规则): one person drafts, another publishes, a day or more before they apply."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from app.clock import local_midnight
from app.core import audit
from app.core.actor import Actor
from app.places.models import Site
from points.errors import NotFound
from points.scoring import store
from points.scoring.rulebook import RuleVersion
from points.scoring.store import StoredRule


def draft_rule(session: Session, actor: Actor, *, county_id: str, rule: RuleVersion, now: dt.datetime) -> StoredRule:
    """Store the next draft for the county or one of its sites.

    Raises:
        NotFound: there is no such site in this county.
        NotAllowed: the caller drafts no rules there.
        RuleWithoutClasses: it has no difficulty class.
    """
    actor.require("rule.draft", place_code=place_of(session, county_id=county_id, site_id=rule.site_id))
    stored = store.draft(session, county_id=county_id, rule=rule, drafted_by=actor.volunteer_id, now=now)
    _note(session, actor, stored, county_id=county_id, action="draft", now=now)
    return stored


def publish_rule(session: Session, actor: Actor, *, county_id: str, rule_id: uuid.UUID, now: dt.datetime) -> StoredRule:
    """Publish a draft as the second person; it can never be edited again.

    Raises:
        NotFound: there is no such version in this county.
        NotAllowed: the caller publishes no rules there.
        RuleAlreadyPublished: it is public already.
        RuleNeedsSecondPerson: the caller drafted it.
        RulePublishedTooLate: it would apply within 24 hours.
    """
    stored = store.get_rule(session, county_id=county_id, rule_id=rule_id)
    actor.require("rule.publish", place_code=place_of(session, county_id=county_id, site_id=stored.rule.site_id))
    published = store.publish(
        session,
        county_id=county_id,
        rule_id=rule_id,
        approved_by=actor.volunteer_id,
        effective_from=local_midnight(stored.rule.effective_on),
        now=now,
    )
    _note(session, actor, published, county_id=county_id, action="publish", now=now)
    return published


def place_of(session: Session, *, county_id: str, site_id: uuid.UUID | None) -> str:
    """Return the place a rule is for: the site's village, or the whole county.

    Raises:
        NotFound: there is no such site in this county.
    """
    if site_id is None:
        return county_id
    site = session.get(Site, (county_id, site_id))
    if site is None:
        raise NotFound()
    return site.village_code


def _note(session: Session, actor: Actor, stored: StoredRule, *, county_id: str, action: str, now: dt.datetime) -> None:
    audit.record(
        session,
        county_id=county_id,
        actor_id=actor.volunteer_id,
        action=f"scoring_rule.{action}",
        subject_kind="scoring_rule",
        subject_id=stored.rule.id,
        now=now,
        facts={"version": stored.rule.version, "effective_on": stored.rule.effective_on.isoformat()},
    )
