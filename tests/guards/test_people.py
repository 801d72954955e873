"""Every table that names a person says what becomes of its rows when two registrations are one person."""

from __future__ import annotations

import app.schema_tables  # noqa: F401 - brings every table
from app.personal_data.queries.export import SECTIONS
from app.personal_data.service.merging_rows import MOVES, SETTLED, STAYS
from points.base import Base

NAMED_WITHOUT_KEY = {"attendance", "service_record", "hours_entry"}
"""Tables whose ``volunteer_id`` has no foreign key, because their writers have just locked the person."""
OPENED_BY_PROGRAM = {"guardian", "identity_number"}
"""Encrypted tables, which the program opens for the person."""


def test_tables_that_name_a_person_are_known_to_the_merger_of_registrations() -> None:
    named = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name == "volunteer"
    }
    decided = {table for table, _ in MOVES} | SETTLED | STAYS

    assert (named | NAMED_WITHOUT_KEY) - decided == set(), "say in app/personal_data/merging.sql what moves"
    assert decided <= set(Base.metadata.tables)


def test_columns_that_name_a_person_are_moved_one_by_one() -> None:
    written = {table: " ".join(text for name, text in MOVES if name == table) for table, _ in MOVES}
    silent = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if table.name in written
        for key in table.foreign_key_constraints
        if key.referred_table.name == "volunteer"
        for column in key.columns
        if column.name != "county_id" and column.name not in written[table.name]
    ]

    assert silent == []


def test_tables_that_name_a_person_are_in_what_she_may_take_along() -> None:
    exported = " ".join(" ".join(statement for _, statement in SECTIONS).split())
    named = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name == "volunteer"
    }

    assert {table for table in named | NAMED_WITHOUT_KEY if f" {table} " not in f" {exported} "} <= OPENED_BY_PROGRAM


def test_columns_called_volunteer_are_foreign_keys_or_excused() -> None:
    bare = {
        table.name
        for table in Base.metadata.tables.values()
        if "volunteer_id" in table.columns
        and not any(key.referred_table.name == "volunteer" for key in table.foreign_key_constraints)
    }

    assert bare - NAMED_WITHOUT_KEY - {"subscribe_message"} == set()
