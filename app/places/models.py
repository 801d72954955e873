"""Divisions, demonstration sites (示范点), their grants, and pickup points (兑换点)."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from points.base import Base, CountyId, Id, Instant, Ref


class Division(Base):
    """One row of the official administrative divisions; global, because codes are the same for everybody."""

    __tablename__ = "division"
    __table_args__ = (Index("ix_division_parent_code_code", "parent_code", "code"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str]
    pinyin: Mapped[str]


class SiteQuota(Base):
    """How many sites a county may create in a year and the grant of each, from annex 1 of the city's notice."""

    __tablename__ = "site_quota"
    __table_args__ = (CheckConstraint("places >= 0 AND grant_fen >= 0", name="not_negative"),)

    county_id: Mapped[CountyId]
    year: Mapped[int] = mapped_column(primary_key=True)
    places: Mapped[int]
    grant_fen: Mapped[int]


class Site(Base):
    """A demonstration site (示范点): a village that runs the programme in a given year."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("county_id", "village_code", "year"),
        CheckConstraint("disclosure_days BETWEEN 0 AND 10", name="disclosure_days"),
        CheckConstraint("left(village_code, 6) = county_id", name="village_in_county"),
        CheckConstraint("state IN ('active','closed')", name="state"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    village_code: Mapped[str] = mapped_column(String(12))
    year: Mapped[int]
    name: Mapped[str]
    contact_volunteer_id: Mapped[Ref | None]
    grant_fen: Mapped[int]
    disclosure_days: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[Instant]


class GrantSpending(Base):
    """One spending of a site's activity grant (活动经费) with its receipt, or the reversal of a wrong one."""

    __tablename__ = "grant_spending"
    __table_args__ = (
        ForeignKeyConstraint(["county_id", "site_id"], ["site.county_id", "site.id"]),
        ForeignKeyConstraint(["county_id", "reverses_id"], ["grant_spending.county_id", "grant_spending.id"]),
        UniqueConstraint("county_id", "reverses_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        Index("ix_grant_spending_site", "county_id", "site_id", "id"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    site_id: Mapped[Ref]
    amount_fen: Mapped[int]
    purpose: Mapped[str]
    receipt_no: Mapped[str]
    reverses_id: Mapped[Ref | None]
    spent_on: Mapped[dt.date]
    recorded_by: Mapped[uuid.UUID]
    recorded_at: Mapped[Instant]


class PickupPoint(Base):
    """A place where goods are handed over (兑换点)."""

    __tablename__ = "pickup_point"
    __table_args__ = (
        UniqueConstraint("county_id", "village_code", "name"),
        CheckConstraint("left(village_code, 6) = county_id", name="village_in_county"),
    )

    county_id: Mapped[CountyId]
    id: Mapped[Id]
    village_code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[Instant]


class CountyPolicy(Base):
    """What a county decides for all its villages; without a row the defaults hold.

    ``activity_approval``: an organizer's activity is seen only after the county has approved it.
    ``forming_teams_count``: squads of fewer than five count in row 7 of annex 3 (forms.md §3.3: by default they do).
    ``id_numbers``: ID numbers may be kept, encrypted (志愿服务条例 art. 7 does not demand them: off by default).
    """

    __tablename__ = "county_policy"

    county_id: Mapped[CountyId]
    activity_approval: Mapped[bool]
    forming_teams_count: Mapped[bool]
    id_numbers: Mapped[bool]
    changed_by: Mapped[Ref]
    changed_at: Mapped[Instant]
