"""Fields nobody may set: every column of every table, sent along with every request, is refused (A4)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

import app.schema_tables  # noqa: F401 - every table is known
from app.http.endpoint import OPERATIONS, Operation
from points.base import Base

COLUMNS = sorted({column.name for table in Base.metadata.tables.values() for column in table.columns})
WRITES = [op for op in OPERATIONS if op.body is not None]


@pytest.mark.parametrize("declared", WRITES, ids=lambda declared: declared.name)
def test_columns_cannot_be_set_from_outside(declared: Operation) -> None:
    assert declared.body is not None
    known = set(declared.body.model_fields)
    foreign = {name: 1 for name in [*COLUMNS, "openid", "role", "is_admin", "__proto__"] if name not in known}

    with pytest.raises(ValidationError) as refused:
        declared.body.model_validate((declared.example or {}) | foreign)

    assert {str(e["loc"][0]) for e in refused.value.errors() if e["type"] == "extra_forbidden"} == set(foreign)
