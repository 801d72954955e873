"""Attendance over HTTP. Importing this package declares every operation of the slice."""

from app.attendance.api import marks, organizing, showing
from app.attendance.api.shared import attendance

__all__ = ["attendance", "marks", "organizing", "showing"]
