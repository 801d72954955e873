"""The example of an operation as it travels."""

from __future__ import annotations

import io
from typing import Any

from app.http.endpoint import Operation


def example_of(declared: Operation) -> dict[str, Any]:
    """Return the operation's own example as JSON, or as a form whose files hold a few bytes."""
    if declared.body is None:
        return {}
    example = declared.example or {}
    if not declared.upload:
        return {"json": example}
    files = {name for name, field in declared.body.model_fields.items() if field.annotation is bytes}
    form = {name: (io.BytesIO(b"x"), name) if name in files else str(value) for name, value in example.items()}
    return {"data": form, "content_type": "multipart/form-data"}
