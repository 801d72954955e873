"""People, households, cards, roles and sessions."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, PointsColumn, Ref, new_id


class Household(Base):
    """A household (家庭户) whose members pool their points."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("county_id", "code"),
        CheckConstraint("left(village_code, 6) = county_id", name="village_in_county"),
        CheckConstraint("state IN ('active','closed')", name="state"),
        CheckConstraint("redeem_by IN ('head','adults')", name="redeem_by"),
        CheckConstraint("order_limit > 0", name="order_limit"),
        CheckConstraint("merged_into_id IS NULL OR (state = 'closed' AND merged_into_id <> id)", name="merged"),
        ForeignKeyConstraint(["county_id", "merged_into_id"], ["household.county_id", "household.id"]),
        Index("ix_household_village", "county_id", "village_code", "code"),
        Index("ix_household_merged", "county_id", "id", postgresql_where="merged_into_id IS NOT NULL"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    code: Mapped[str]
    village_code: Mapped[str] = mapped_column(String(12))
    head_volunteer_id: Mapped[Ref | None]
    redeem_by: Mapped[str]
    order_limit: Mapped[PointsColumn | None]
    state: Mapped[str]
    merged_into_id: Mapped[Ref | None]
    created_at: Mapped[Instant]


class Volunteer(Base):
    """A person known to the programme: serves, helps run it, or both."""

    __tablename__ = "volunteer"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        CheckConstraint("kind IN ('mother','family','staff')", name="kind"),
        CheckConstraint("state IN ('registered','active','suspended','left')", name="state"),
        CheckConstraint("(state = 'suspended') = (suspended_reason IS NOT NULL)", name="suspension_has_reason"),
        CheckConstraint("birth_on IS NULL OR birth_on + interval '14 years' <= joined_on", name="age_14"),
        CheckConstraint(
            "birth_on IS NULL OR birth_on + interval '18 years' <= joined_on OR guardian_consent_at IS NOT NULL",
            name="guardian_consent",
        ),
        CheckConstraint(
            "merged_into_id IS NULL OR (state = 'left' AND household_id IS NULL AND merged_into_id <> id)",
            name="merged",
        ),
        ForeignKeyConstraint(["county_id", "merged_into_id"], ["volunteer.county_id", "volunteer.id"]),
        Index("ix_volunteer_household", "county_id", "household_id"),
        Index("ix_volunteer_merged", "county_id", "merged_into_id", postgresql_where="merged_into_id IS NOT NULL"),
        Index("ix_volunteer_village", "county_id", "village_code", "name_pinyin"),
        Index("ix_volunteer_phone_hash", "county_id", "phone_hash"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    household_id: Mapped[Ref | None]
    kind: Mapped[str]
    name: Mapped[str]
    name_pinyin: Mapped[str]
    birth_on: Mapped[dt.date | None]
    guardian_consent_at: Mapped[Instant | None]
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    village_code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str]
    suspended_reason: Mapped[str | None]
    national_volunteer_no: Mapped[str | None]
    merged_into_id: Mapped[Ref | None]
    """The registration that goes on for the same person; this one holds nothing any more and resolves to it."""
    joined_on: Mapped[dt.date]
    created_at: Mapped[Instant]


class HouseholdMembership(Base):
    """Who belonged to which household, from when until when; rows are closed, never edited away."""

    __tablename__ = "household_membership"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        Index(
            "uq_household_membership_open",
            "county_id",
            "volunteer_id",
            unique=True,
            postgresql_where="left_at IS NULL",
        ),
        Index("ix_household_membership_household", "county_id", "household_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    household_id: Mapped[Ref]
    volunteer_id: Mapped[Ref]
    joined_at: Mapped[Instant]
    left_at: Mapped[Instant | None]


class Registration(Base):
    """A person's own application, until an organizer decides; a household asked for is joined only then."""

    __tablename__ = "registration"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        ForeignKeyConstraint(["county_id", "household_id"], ["household.county_id", "household.id"]),
        CheckConstraint("outcome IN ('confirmed','refused')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    household_id: Mapped[Ref | None]
    requested_at: Mapped[Instant]
    outcome: Mapped[str | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[Instant | None]
    reason: Mapped[str | None]


class WeChatAccount(Base):
    """Which volunteer stands behind an openid. Global: the openid is all we know at login."""

    __tablename__ = "wechat_account"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("county_id", "volunteer_id"),
        UniqueConstraint("unionid"),
    )

    openid: Mapped[str] = mapped_column(primary_key=True)
    unionid: Mapped[str | None]
    county_id: Mapped[str] = mapped_column(String(6))
    volunteer_id: Mapped[Ref]
    bound_at: Mapped[Instant]


class LoginCode(Base):
    """A WeChat login code that was exchanged, so that two taps with one code both succeed."""

    __tablename__ = "login_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    openid: Mapped[str]
    unionid: Mapped[str | None]
    used_at: Mapped[Instant]


class PendingRegistration(Base):
    """A WeChat user who logged in but is not registered yet; the ticket stands in for the openid."""

    __tablename__ = "pending_registration"

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    openid: Mapped[str]
    unionid: Mapped[str | None]
    expires_at: Mapped[Instant]


class LoginSession(Base):
    """An opaque bearer token (stored hashed) of a volunteer; revocable at once."""

    __tablename__ = "login_session"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("kind IN ('miniprogram','console')", name="kind"),
        UniqueConstraint("county_id", "id"),
        Index("ix_login_session_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, default=new_id, server_default=text("gen_random_uuid()"))
    volunteer_id: Mapped[Ref]
    kind: Mapped[str]
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


class BindingHold(Base):
    """A new phone number or a new WeChat stands behind a person: for a day she exchanges only at the counter.

    The number before is kept until the hold ends, so that who was bound before can take it back (security A10).
    """

    __tablename__ = "binding_hold"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint("cause IN ('phone','wechat','merger')", name="cause"),
        CheckConstraint("outcome IN ('confirmed','cancelled','lapsed')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("outcome IS NULL OR phone_before_cipher IS NULL", name="forgotten_when_ended"),
        Index("uq_binding_hold_open", "county_id", "volunteer_id", unique=True, postgresql_where="outcome IS NULL"),
        Index("ix_binding_hold_until", "until_at", postgresql_where="outcome IS NULL"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    cause: Mapped[str]
    phone_before_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    began_at: Mapped[Instant]
    until_at: Mapped[Instant]
    outcome: Mapped[str | None]
    ended_by: Mapped[uuid.UUID | None]
    ended_at: Mapped[Instant | None]


class PaperCard(Base):
    """A paper card with a QR code for a person without a phone; only the hash of its code is kept."""

    __tablename__ = "paper_card"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("county_id", "card_hash"),
        CheckConstraint("state IN ('active','lost','returned')", name="state"),
        Index(
            "uq_paper_card_one_active",
            "county_id",
            "volunteer_id",
            unique=True,
            postgresql_where="state = 'active'",
        ),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    card_hash: Mapped[bytes] = mapped_column(LargeBinary)
    card_suffix: Mapped[str]
    volunteer_id: Mapped[Ref]
    state: Mapped[str]
    issued_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]


class RoleGrant(Base):
    """A role held by a person for one place in the tree and everything below it, from a day until a day."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        CheckConstraint(
            "role IN ('organizer','checker','shop_keeper','supervisor','county_staff','city_staff','administrator')",
            name="role",
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on - 1", name="dates"),
        Index("ix_role_grant_volunteer", "county_id", "volunteer_id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    volunteer_id: Mapped[Ref]
    role: Mapped[str]
    place_code: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    granted_by: Mapped[uuid.UUID | None]
    granted_at: Mapped[Instant]


class StaffCredential(Base):
    """Login name, password hash and second factor of a person who also works at a PC."""

    __tablename__ = "staff_credential"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "volunteer_id"], ["volunteer.county_id", "volunteer.id"]),
        UniqueConstraint("login_name"),
    )

    county_id: Mapped[CountyId]
    volunteer_id: Mapped[Id]
    login_name: Mapped[str]
    password_hash: Mapped[str]
    totp_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    totp_step_used: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[Instant]


class SignInThrottle(Base):
    """Failed console logins of one account name, one address, or everybody together; survives the loss of Redis."""

    __tablename__ = "sign_in_throttle"

    subject_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tries: Mapped[int]
    window_ends_at: Mapped[Instant]


class RosterImport(Base):
    """A roster file that was taken in; the same content again changes nothing."""

    __tablename__ = "roster_import"

    county_id: Mapped[CountyId]
    content_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    people: Mapped[int]
    imported_at: Mapped[Instant]
