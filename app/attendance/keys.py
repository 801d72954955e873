"""Keys behind the codes (签到码密钥): derived from one secret of the service, so that no code needs a look-up.

The key of an activity never changes, for the organizer's phone computes codes with it where there is no network.
The key of a person holds for one business date: a copied one is worthless tomorrow.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from points.attendance.codes import derive_activity_key, derive_personal_key


@dataclass(frozen=True)
class CodeKeys:
    """Hands out keys. ``secret`` is the service's lookup key; what is derived from it here serves check-in alone."""

    secret: bytes

    def of_activity(self, *, county_id: str, short_id: str) -> bytes:
        """Return the key of an activity's rotating codes, digits and poster."""
        return derive_activity_key(self._master("activity"), county_id=county_id, short_id=short_id)

    def of_person(self, *, county_id: str, volunteer_id: uuid.UUID, on: dt.date) -> bytes:
        """Return the key of a person's codes on a business date."""
        master = self._master(f"person:{on.isoformat()}")
        return derive_personal_key(master, county_id=county_id, volunteer_id=volunteer_id)

    def _master(self, purpose: str) -> bytes:
        return hmac.digest(self.secret, f"check-in-codes/1:{purpose}".encode(), hashlib.sha256)
