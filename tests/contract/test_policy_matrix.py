"""Every operation × every role: who holds no role for an action is refused before anything else happens."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest

from app.core.permissions import ALLOWED, PUBLIC, Role
from app.embedded.postgres import Server
from app.http.endpoint import OPERATIONS, Operation
from tests.contract.examples import example_of
from tests.contract.village import tokens_of_every_role, village
from tests.world import World

GUARDED = [op for op in OPERATIONS if op.action != PUBLIC]
PER_RECORD = {"verify_records"}  # answers for each record by itself; tested with the hours
ARGUMENTS = {"village_code": "450222100201", "place_code": "450222100201", "year": "2026", "city_code": "4502"}
REFUSED = [
    (op, role)
    for op in GUARDED
    if Role.VOLUNTEER not in ALLOWED[op.action] and op.name not in PER_RECORD
    for role in Role
    if role not in ALLOWED[op.action]
]


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[World]:
    """One village for the whole module."""
    with village(server) as made:
        yield made


@pytest.fixture(scope="module")
def tokens(world: World) -> dict[str, str]:
    """A bearer token for every role."""
    return tokens_of_every_role(world)


@pytest.mark.parametrize(("declared", "role"), REFUSED, ids=lambda value: getattr(value, "name", str(value)))
def test_role_without_permission_is_refused(
    declared: Operation, role: Role, world: World, tokens: dict[str, str]
) -> None:
    answer = _call(world, declared, {"Authorization": f"Bearer {tokens[role]}"})

    if declared.kind == "hot":  # one statement: what is not the caller's to see is not found
        assert answer.get_json()["code"] in {"forbidden", "not_found"}
    else:
        assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("declared", GUARDED, ids=lambda declared: declared.name)
@pytest.mark.parametrize(
    "authorization", [None, "Bearer", "Bearer 450222.x", f"Bearer 450222.{'A' * 43}", f"Basic 450222.{'A' * 43}"]
)
def test_without_a_session_nothing_is_answered(declared: Operation, authorization: str | None, world: World) -> None:
    answer = _call(world, declared, {} if authorization is None else {"Authorization": authorization})

    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")


def _call(world: World, declared: Operation, headers: dict[str, str]):
    path = re.sub(r"<uuid:\w+>", lambda _: str(uuid.uuid4()), declared.path)
    path = re.sub(r"<\w+>", "450222100201", re.sub(r"<int:\w+>", "1", path))
    query = {}
    if declared.query is not None:
        for name, field in declared.query.model_fields.items():
            if field.is_required():
                query[name] = str(uuid.uuid4()) if "UUID" in str(field.annotation) else ARGUMENTS.get(name, "450222")
    return world.client.open(
        path,
        method=declared.method,
        query_string=query,
        **example_of(declared),
        headers={**headers, "Idempotency-Key": uuid.uuid4().hex},
    )
