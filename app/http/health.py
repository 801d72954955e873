"""Whether the service is alive and can reach its database; for the start script, the container and the proxy."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.http.endpoint import public_page

health = Blueprint("health", __name__)


@health.get("/healthz")
@public_page
def healthz() -> Response:
    """Answer 200 while the database answers, else 503."""
    database = cast("Database", current_app.extensions["database"])
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response('{"status":"degraded"}', status=503, content_type="application/json")
    return Response('{"status":"ok"}', content_type="application/json")
