"""Every route says who may call it, and every operation is documented with examples that are true."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from app.core.permissions import ALLOWED, PUBLIC
from app.http.endpoint import OPERATIONS, PUBLIC_PAGES, Operation
from app.http.openapi import document, refusals_of
from app.http.schemas import PageQuery
from scripts.export_openapi import exports

KEYLESS_POSTS = {
    "log in, log out and end sessions: repeating them is harmless by nature": {
        "log_in",
        "register",
        "log_out",
        "end_session",
        "staff_log_in",
    },
    "a second call makes a second secret and ends the first; a stored answer would keep the secret": {
        "issue_card",
        "issue_staff_credential",
    },
    "it only shows, and each showing is written down": {
        "get_code_key",
        "reveal_phone",
        "open_minor_data",
        "open_guardian",
        "preview_roster",
    },
    "answers with a secret that must not be kept; a second one replaces or refuses the first": {
        "issue_card",
        "issue_staff_credential",
        "reveal_phone",
    },
    "they only show, with a code or a card that belongs into no address": {"look_up_order", "quote_order"},
    "what was read stays read, however often it is said": {"mark_inbox_read"},
    "verification answers with each record's state, so sending it again says the same": {"verify_records"},
}


def test_every_route_declares_who_may_call_it(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not hasattr(app.view_functions[rule.endpoint], "operation")
        and app.view_functions[rule.endpoint] not in PUBLIC_PAGES
    ]

    assert silent == []


def test_only_get_post_put_delete_are_used(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}

    assert methods <= {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"}


@pytest.mark.parametrize("declared", OPERATIONS, ids=lambda declared: declared.name)
def test_operation_is_documented_with_true_examples(declared: Operation) -> None:
    assert declared.description.endswith("."), "the docstring is a sentence"
    assert declared.action == PUBLIC or declared.action in ALLOWED
    if declared.body is not None and declared.body.model_fields:
        assert declared.example is not None
        declared.body.model_validate(json.loads(json.dumps(declared.example)))
    if declared.returns is not None:
        assert declared.answer is not None
        assert declared.answer.keys() <= set(declared.returns.model_fields)
        required = {name for name, field in declared.returns.model_fields.items() if field.is_required()}
        assert required <= declared.answer.keys()


@pytest.mark.parametrize(
    "declared", [op for op in OPERATIONS if op.method == "POST"], ids=lambda declared: declared.name
)
def test_post_demands_a_key_unless_it_is_harmless_by_nature(declared: Operation) -> None:
    assert declared.keyed or any(declared.name in names for names in KEYLESS_POSTS.values())


def test_keyless_posts_all_exist() -> None:
    names = {op.name for op in OPERATIONS}

    assert {name for group in KEYLESS_POSTS.values() for name in group} <= names


def test_every_policy_row_is_used_by_a_route() -> None:
    assert set(ALLOWED) - {op.action for op in OPERATIONS} == set()


def test_get_never_opens_a_transaction_that_writes() -> None:
    assert [op.name for op in OPERATIONS if op.method == "GET" and op.kind in {"command", "outward"}] == []


def test_lists_have_a_maximum() -> None:
    for declared in OPERATIONS:
        if declared.returns is not None and "next_cursor" in declared.returns.model_fields:
            assert declared.query is not None
            assert issubclass(declared.query, PageQuery)


def test_document_names_every_refusal_of_every_operation() -> None:
    written = document("https://points.example.org")

    for declared in OPERATIONS:
        path = declared.path.replace("<uuid:", "{").replace("<int:", "{").replace("<", "{").replace(">", "}")
        responses = json.dumps(written["paths"][path][declared.method.lower()]["responses"])
        for kind in refusals_of(declared):
            assert f"`{kind.code}`" in responses


@pytest.mark.parametrize("path", list(exports()), ids=lambda path: path.name)
def test_exported_document_is_up_to_date(path) -> None:
    assert path.read_text(encoding="utf-8") == exports()[path], "run scripts/export_openapi.py and commit the result"
