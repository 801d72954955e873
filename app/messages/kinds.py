"""Every kind of message, what its sentence needs, and which subscribe message carries it outside.

A kind has ``inbox.<kind>.title`` and ``inbox.<kind>.text`` in the catalogue. The suffix of a parameter says how it is
read: ``…_id`` a person, ``…_at`` an instant, ``…_on`` a business date, ``minutes``, ``…points`` hundredths of a point;
anything else is a short public text about a thing, never about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What somebody is told."""

    ACTIVITY_CANCELLED = "activity_cancelled"
    PLACE_PROMOTED = "place_promoted"
    ACTIVITY_SOON = "activity_soon"
    SIGN_UP_AGREED = "sign_up_agreed"
    SIGN_UP_REFUSED = "sign_up_refused"
    SIGNED_UP_BY_OTHER = "signed_up_by_other"
    ATTENDANCE_BY_OTHER = "attendance_by_other"
    REVIEW_DUE = "review_due"
    RECORD_VERIFIED = "record_verified"
    RECORD_REJECTED = "record_rejected"
    DISPUTE_UPHELD = "dispute_upheld"
    DISPUTE_DISMISSED = "dispute_dismissed"
    OBJECTION_RAISED = "objection_raised"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_DISMISSED = "objection_dismissed"
    OBJECTION_ANSWERED = "objection_answered"
    POINTS_SETTLED = "points_settled"
    POINTS_EXPIRING = "points_expiring"
    ORDER_PLACED = "order_placed"
    ORDER_BY_OTHER = "order_by_other"
    ORDER_EXPIRING = "order_expiring"
    REMINDER_UNSENT = "reminder_unsent"
    TEXT_BLOCKED = "text_blocked"
    PHOTO_BLOCKED = "photo_blocked"
    ROSTER_GAPS = "roster_gaps"
    SUBSTITUTION_ASKED = "substitution_asked"
    SUBSTITUTION_ACCEPTED = "substitution_accepted"
    SUBSTITUTION_DECLINED = "substitution_declined"
    ACTIVITY_APPROVED = "activity_approved"
    ACTIVITY_SENT_BACK = "activity_sent_back"
    ACTIVITY_CHANGED = "activity_changed"
    MERGE_PROPOSED = "merge_proposed"
    MERGE_DONE = "merge_done"
    MERGE_DECLINED = "merge_declined"
    BINDING_CHANGED = "binding_changed"
    BINDING_OF_MEMBER = "binding_of_member"
    CORRECTION_DUE = "correction_due"
    PHOTO_WITHDRAWN = "photo_withdrawn"
    TEAM_REQUEST_OPEN = "team_request_open"
    TEAM_REQUEST_APPROVED = "team_request_approved"
    TEAM_REQUEST_REFUSED = "team_request_refused"
    TEAM_MEMBER_REMOVED = "team_member_removed"
    TEAM_LED = "team_led"
    TEAM_LEADER_VACANT = "team_leader_vacant"
    TEAM_FILING_DUE = "team_filing_due"
    TEAM_FILING_ACCEPTED = "team_filing_accepted"
    TEAM_FILING_RETURNED = "team_filing_returned"
    PROXY_GRANTED = "proxy_granted"
    PROXY_RECORDED = "proxy_recorded"
    PROXY_ENDED = "proxy_ended"
    HOUSEHOLD_JOIN_ASKED = "household_join_asked"
    HOUSEHOLD_JOINED = "household_joined"
    HOUSEHOLD_JOIN_REFUSED = "household_join_refused"
    HOUSEHOLD_SPLIT = "household_split"
    HOUSEHOLD_MERGED = "household_merged"
    HOUSEHOLD_MOVED = "household_moved"
    HOUSEHOLD_MOVED_COUNTY = "household_moved_county"
    GOODS_COLLECTED_BY_OTHER = "goods_collected_by_other"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"


@dataclass(frozen=True)
class Form:
    """What a kind needs: its parameters, what it is about, and the purpose of the subscribe message if there is one."""

    params: tuple[str, ...]
    subject: str | None
    purpose: str | None = None


FORMS: Final[dict[Kind, Form]] = {
    Kind.ACTIVITY_CANCELLED: Form(("title", "place", "starts_at"), "activity", "sign_up_result"),
    Kind.PLACE_PROMOTED: Form(("title", "place", "starts_at"), "activity", "sign_up_result"),
    Kind.ACTIVITY_SOON: Form(("title", "place", "hint", "starts_at"), "activity", "activity_reminder"),
    Kind.SIGN_UP_AGREED: Form(("title", "place", "starts_at"), "activity", "sign_up_result"),
    Kind.SIGN_UP_REFUSED: Form(("title", "place", "starts_at"), "activity", "sign_up_result"),
    Kind.SIGNED_UP_BY_OTHER: Form(("title", "starts_at", "actor_id"), "activity"),
    Kind.ATTENDANCE_BY_OTHER: Form(("title", "served_on", "actor_id"), "activity"),
    Kind.REVIEW_DUE: Form(("count", "due_on"), None),
    Kind.RECORD_VERIFIED: Form(("title", "served_on", "minutes", "points"), "service_record"),
    Kind.RECORD_REJECTED: Form(("title", "served_on"), "service_record"),
    Kind.DISPUTE_UPHELD: Form(("title", "served_on"), "service_record"),
    Kind.DISPUTE_DISMISSED: Form(("title", "served_on"), "service_record"),
    Kind.OBJECTION_RAISED: Form(("title", "served_on", "answer_on"), "service_record"),
    Kind.OBJECTION_UPHELD: Form(("title", "served_on"), "service_record"),
    Kind.OBJECTION_DISMISSED: Form(("title", "served_on"), "service_record"),
    Kind.OBJECTION_ANSWERED: Form(("title", "served_on"), None),
    Kind.POINTS_SETTLED: Form(("title", "served_on", "points", "balance_points"), "service_record", "points_change"),
    Kind.POINTS_EXPIRING: Form(("period", "lapses_on", "balance_points"), "points_expiry", "points_change"),
    Kind.ORDER_PLACED: Form(("goods", "place", "points", "until_at"), "redemption_order", "redemption_result"),
    Kind.ORDER_BY_OTHER: Form(("goods", "points", "actor_id"), "redemption_order"),
    Kind.ORDER_EXPIRING: Form(("goods", "place", "until_at"), "redemption_order", "redemption_result"),
    Kind.REMINDER_UNSENT: Form(("purpose",), None),
    Kind.TEXT_BLOCKED: Form(("content",), None),
    Kind.PHOTO_BLOCKED: Form(("title",), "activity"),
    Kind.SUBSTITUTION_ASKED: Form(("title", "starts_at", "actor_id"), "activity"),
    Kind.SUBSTITUTION_ACCEPTED: Form(("title", "starts_at", "actor_id"), "activity"),
    Kind.SUBSTITUTION_DECLINED: Form(("title", "starts_at", "actor_id"), "activity"),
    Kind.ACTIVITY_APPROVED: Form(("title", "starts_at"), "activity"),
    Kind.ACTIVITY_SENT_BACK: Form(("title", "starts_at"), "activity"),
    Kind.ACTIVITY_CHANGED: Form(("title", "place", "starts_at"), "activity", "sign_up_result"),
    Kind.ROSTER_GAPS: Form(("title", "count", "first_on"), "duty_roster"),
    Kind.MERGE_PROPOSED: Form(("answer_on",), "person_merge"),
    Kind.MERGE_DONE: Form((), "person_merge"),
    Kind.MERGE_DECLINED: Form((), "person_merge"),
    Kind.BINDING_CHANGED: Form(("until_at",), None),
    Kind.BINDING_OF_MEMBER: Form(("member_id", "until_at"), None),
    Kind.CORRECTION_DUE: Form(("count", "due_on"), None),
    Kind.PHOTO_WITHDRAWN: Form(("title",), "activity"),
    Kind.TEAM_REQUEST_OPEN: Form(("title", "member_id"), "team"),
    Kind.TEAM_REQUEST_APPROVED: Form(("title",), "team"),
    Kind.TEAM_REQUEST_REFUSED: Form(("title",), "team"),
    Kind.TEAM_MEMBER_REMOVED: Form(("title",), "team"),
    Kind.TEAM_LED: Form(("title",), "team"),
    Kind.TEAM_LEADER_VACANT: Form(("title",), "team"),
    Kind.TEAM_FILING_DUE: Form(("title", "due_on"), "team"),
    Kind.TEAM_FILING_ACCEPTED: Form(("title",), "team"),
    Kind.TEAM_FILING_RETURNED: Form(("title",), "team"),
    Kind.PROXY_GRANTED: Form(("person_id", "scope", "ends_on"), "proxy"),
    Kind.PROXY_RECORDED: Form(("actor_id", "helper_id", "scope", "ends_on"), "proxy"),
    Kind.PROXY_ENDED: Form(("person_id", "helper_id", "scope"), "proxy"),
    Kind.HOUSEHOLD_JOIN_ASKED: Form(("member_id",), "household"),
    Kind.HOUSEHOLD_JOINED: Form((), "household"),
    Kind.HOUSEHOLD_JOIN_REFUSED: Form((), "household"),
    Kind.HOUSEHOLD_SPLIT: Form(("points",), "household"),
    Kind.HOUSEHOLD_MERGED: Form(("points",), "household"),
    Kind.HOUSEHOLD_MOVED: Form(("place",), "household"),
    Kind.HOUSEHOLD_MOVED_COUNTY: Form(("place", "points"), "household"),
    Kind.GOODS_COLLECTED_BY_OTHER: Form(("goods",), "redemption_order"),
    Kind.ROLE_GRANTED: Form(("role", "place", "starts_on"), None),
    Kind.ROLE_ENDED: Form(("role", "place"), None),
}
"""A guard test holds this table and the catalogue together."""
