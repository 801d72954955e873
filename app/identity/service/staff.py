"""Console accounts: password (Argon2id) and one-time code, with slow-downs that live in PostgreSQL."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.crypto import FieldCipher
from app.core.db import Database
from app.core.totp import enrolment_uri, matching_step
from app.identity.hot import COUNT_FAILURE, FORGET_FAILURES, GIVE_TRY_BACK
from app.identity.models import StaffCredential, Volunteer
from app.identity.refusals import (
    LoginNameTaken,
    PasswordWeak,
    SignInThrottled,
    StaffLoginRefused,
    VolunteerNotActive,
)
from app.identity.service.login import SignedIn
from app.identity.service.people import record_on
from app.identity.service.sessions import begin_session, end_all_sessions

TOTP_FIELD = "staff_credential.totp"
TOTP_SECRET_BYTES = 20
ISSUER = "环保妈妈"
PASSWORD_LENGTH_MIN = 12
COMMON_PASSWORDS = frozenset(
    {"password", "passw0rd", "qwertyuiop", "123456789", "1234567890", "woaini", "iloveyou", "huanbaomama", "admin"}
)

WINDOW = dt.timedelta(minutes=15)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30
TRIES_IN_ALL = 1000

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
"""Hashing takes 19 MiB each; two at a time keep a storm of logins from taking the memory of everybody."""
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True)
class IssuedCredential:
    """What a new console account is told once."""

    login_name: str
    password: str
    totp_uri: str


@dataclass(frozen=True)
class Proof:
    """What somebody offers who wants into the console."""

    login_name: str
    password: str
    totp: str
    address: str


def count_try(database: Database, proof: Proof, *, now: dt.datetime) -> None:
    """Count a try before looking at it: per address, per name, and of everybody together (security.md A9).

    Names nobody has are counted alike, so nothing can be learnt from it. An address that has used up its own tries
    counts against nobody else any more, so it can neither lock every account nor fill the table with names.

    Raises:
        SignInThrottled: one of the limits is reached; it says when to come back.
    """
    for subject, tries_max in _subjects(proof.login_name, proof.address):
        row = database.hot(
            COUNT_FAILURE,
            {"subject_hash": _subject_hash(subject), "now": now, "window_ends_at": now + WINDOW},
        )[0]
        if row[0] > tries_max:
            raise SignInThrottled(retry_after=max(1, int((row[1] - now).total_seconds())))


def forgive(database: Database, proof: Proof) -> None:
    """Take back what :func:`count_try` counted, because the login was right; the name starts anew."""
    unlock(database, proof.login_name)
    shared = [_subject_hash(subject) for subject in (f"address:{proof.address}", "everybody")]
    database.hot(GIVE_TRY_BACK, {"subject_hashes": shared})


def unlock(database: Database, login_name: str) -> bool:
    """Forget the failed tries of a login name; tell whether there were any."""
    return bool(database.hot(FORGET_FAILURES, {"subject_hash": _subject_hash(f"name:{login_name.lower()}")}))


def verify(credential: StaffCredential | None, proof: Proof, *, cipher: FieldCipher, now: dt.datetime) -> int:
    """Return the step of the one-time code if password and code are right; takes as long when they are not.

    Raises:
        StaffLoginRefused: something is wrong, or there is no such account.
    """
    right = password_fits(credential.password_hash if credential else _NOBODY, proof.password)
    sealed = credential.totp_cipher if credential else None
    secret = base64.b32decode(cipher.decrypt(sealed, field=TOTP_FIELD)) if sealed else bytes(TOTP_SECRET_BYTES)
    step = matching_step(secret, proof.totp, now=now)
    if credential is None or not right or step is None or step <= credential.totp_step_used:
        raise StaffLoginRefused()
    return step


def find_credential(session: Session, *, login_name: str) -> StaffCredential | None:
    """Return the console account of a login name, or None."""
    return session.execute(
        select(StaffCredential).where(StaffCredential.login_name == login_name.lower())
    ).scalar_one_or_none()


def sign_in(
    session: Session, credential: StaffCredential, *, step: int, expires_at: dt.datetime, now: dt.datetime
) -> SignedIn:
    """Use up the one-time code and begin a console session.

    Raises:
        StaffLoginRefused: the code was used a moment ago, or the person is not active.
    """
    volunteer = session.get_one(Volunteer, (credential.county_id, credential.volunteer_id))
    if volunteer.state != "active" or not _use_step(session, credential, step):
        raise StaffLoginRefused()
    return SignedIn(volunteer, begin_session(session, volunteer, kind="console", expires_at=expires_at, now=now))


def issue_credential(
    session: Session,
    volunteer: Volunteer,
    *,
    login_name: str,
    password: str | None = None,
    cipher: FieldCipher,
    actor_id: uuid.UUID | None,
    now: dt.datetime,
) -> IssuedCredential:
    """Give a person a console account, or reset hers: a new password (random unless given) and a new secret.

    Every session of hers ends.

    Raises:
        VolunteerNotActive: she is not active.
        LoginNameTaken: somebody else has this name.
        PasswordWeak: the given password is too short or common.
    """
    if volunteer.state != "active":
        raise VolunteerNotActive()
    login_name = login_name.lower()
    other = find_credential(session, login_name=login_name)
    if other is not None and (other.county_id, other.volunteer_id) != (volunteer.county_id, volunteer.id):
        raise LoginNameTaken()
    if password is not None:
        require_strong(password, login_name=login_name)
    chosen = password or secrets.token_urlsafe(12)
    secret = secrets.token_bytes(TOTP_SECRET_BYTES)
    values = {
        "login_name": login_name,
        "password_hash": hash_password(chosen),
        "totp_cipher": cipher.encrypt(base64.b32encode(secret).decode(), field=TOTP_FIELD),
        "totp_step_used": 0,
        "created_at": now,
    }
    session.execute(
        insert(StaffCredential)
        .values(county_id=volunteer.county_id, volunteer_id=volunteer.id, **values)
        .on_conflict_do_update(index_elements=["county_id", "volunteer_id"], set_=values)
    )
    end_all_sessions(session, county_id=volunteer.county_id, volunteer_id=volunteer.id, actor_id=actor_id, now=now)
    record_on(session, volunteer, "staff.credential", actor_id=actor_id, now=now)
    return IssuedCredential(login_name, chosen, enrolment_uri(secret, account=login_name, issuer=ISSUER))


def change_password(
    session: Session, credential: StaffCredential, *, step: int, password: str, now: dt.datetime
) -> None:
    """Set a new password after the old one was proven; every session ends, so that she logs in anew.

    Raises:
        StaffLoginRefused: the one-time code was used a moment ago.
        PasswordWeak: too short or common.
    """
    require_strong(password, login_name=credential.login_name)
    if not _use_step(session, credential, step):
        raise StaffLoginRefused()
    credential.password_hash = hash_password(password)
    volunteer = session.get_one(Volunteer, (credential.county_id, credential.volunteer_id))
    end_all_sessions(session, county_id=volunteer.county_id, volunteer_id=volunteer.id, actor_id=volunteer.id, now=now)
    record_on(session, volunteer, "staff.password", actor_id=volunteer.id, now=now)


def require_strong(password: str, *, login_name: str) -> None:
    """Demand a password that is long and not easily guessed (ASVS V6.2; no rules about kinds of characters).

    Raises:
        PasswordWeak: it is not.
    """
    small = password.lower()
    if (
        len(password) < PASSWORD_LENGTH_MIN
        or login_name in small
        or len(set(small)) < PASSWORD_LENGTH_MIN // 2
        or any(common in small for common in COMMON_PASSWORDS)
    ):
        raise PasswordWeak(length_min=PASSWORD_LENGTH_MIN)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Tell whether a password is the one behind a hash."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def _use_step(session: Session, credential: StaffCredential, step: int) -> bool:
    used = session.execute(
        update(StaffCredential)
        .where(
            StaffCredential.county_id == credential.county_id,
            StaffCredential.volunteer_id == credential.volunteer_id,
            StaffCredential.totp_step_used < step,
        )
        .values(totp_step_used=step)
        .returning(StaffCredential.totp_step_used)
    ).scalar_one_or_none()
    return used is not None


def _subjects(login_name: str, address: str) -> Sequence[tuple[str, int]]:
    return (
        (f"address:{address}", TRIES_PER_ADDRESS),
        (f"name:{login_name.lower()}", TRIES_PER_NAME),
        ("everybody", TRIES_IN_ALL),
    )


def _subject_hash(subject: str) -> bytes:
    return hashlib.sha256(subject.encode()).digest()
