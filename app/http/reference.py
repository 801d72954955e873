"""The API document for machines (``/openapi.json``) and people (``/docs``), and the catalogue of refusals."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, current_app, render_template

from app.core.messages import message
from app.http.endpoint import public_page
from app.http.openapi import document
from app.http.problems import status_of
from points.errors import PointsError

reference = Blueprint("reference", __name__)


@reference.get("/openapi.json")
@public_page
def openapi_json() -> Response:
    """Return the OpenAPI document."""
    return Response(orjson.dumps(_document()), content_type="application/json")


@reference.get("/docs")
@public_page
def readable_page() -> str:
    """Return the same document as a page that works without scripts."""
    return render_template("reference/operations.html", document=_document())


@reference.get("/problems")
@public_page
def problem_catalogue() -> str:
    """Return every refusal with its status and sentence; the ``type`` of a problem document points here."""
    return render_template("reference/problems.html", problems=catalogue())


def catalogue() -> list[dict[str, Any]]:
    """Return every refusal code, its status and what it says."""
    return [
        {
            "code": code,
            "status": int(status_of(kind)),
            "title": message(f"{code}.title"),
            "meaning": (kind.__doc__ or "").strip().split("\n")[0],
        }
        for code, kind in sorted(PointsError.registry.items())
    ]


def _document() -> dict[str, Any]:
    return document(current_app.config["PUBLIC_BASE_URL"])
