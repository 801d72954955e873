"""The blueprint of the disclosure slice and what its operations share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from app.disclosure.models import Disclosure
from app.disclosure.schemas import DisclosureView
from app.http.endpoint import Call
from app.settings import Settings
from points.errors import NotFound

disclosures = Blueprint("disclosures", __name__)

DISCLOSURE_EXAMPLE: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000301",
    "county_id": "450222",
    "site_id": "0197f0aa-0000-7000-8000-000000000103",
    "village_code": "450222100201",
    "number": 2,
    "opens_at": "2026-11-22T01:00:00Z",
    "closes_at": "2026-11-27T16:00:00Z",
    "closes_estimated": False,
    "working_days": 5,
    "rule_summary": "积分 = 时长 × 每小时 4 分 × 难度 + 到场 2 分",
    "content_hash": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
    "state": "open",
}
LINE_EXAMPLE: dict[str, Any] = {
    "id": "0197f0aa-0000-7000-8000-000000000302",
    "place": 1,
    "household_code": "48302751",
    "masked_name": "韦*榕",
    "activity_title": "清理村口沟渠",
    "difficulty_name": "清沟渠",
    "factor_percent": 120,
    "local_date": "2026-11-21",
    "minutes": 150,
    "points": "14.00",
    "origin": "scan",
    "standing": "standing",
}


def settings() -> Settings:
    """Return the settings of the application."""
    found = current_app.config["SETTINGS"]
    assert isinstance(found, Settings)
    return found


def county_of(call: Call[Any]) -> str:
    """Return the county the call is about, which some role of the caller reaches unless it is her own.

    Raises:
        NotFound: it is a foreign county.
    """
    county_id = call.county_id
    if county_id != call.actor.county_id and not any(
        county_id.startswith(grant.place_code) for grant in call.actor.grants
    ):
        raise NotFound()
    return county_id


def disclosure_view(disclosure: Disclosure) -> DisclosureView:
    """Return a list as it travels on the wire."""
    return DisclosureView(
        id=disclosure.id,
        county_id=disclosure.county_id,
        site_id=disclosure.site_id,
        village_code=disclosure.village_code,
        number=disclosure.number,
        opens_at=disclosure.opens_at,
        closes_at=disclosure.closes_at,
        closes_estimated=disclosure.closes_estimated,
        working_days=disclosure.working_days,
        rule_summary=disclosure.rule_summary,
        content_hash=disclosure.content_hash.hex(),
        state="open" if disclosure.state == "open" else "settled",
    )
