"""Console accounts over HTTP: password and one-time code."""

from __future__ import annotations

from app import clock
from app.core.permissions import PUBLIC
from app.core.transaction import transaction
from app.http.endpoint import Call, operation
from app.http.problems import NotSignedIn
from app.http.schemas import CountyQuery
from app.identity.api.blueprint import address, cipher, identity, lifetimes
from app.identity.api.shared import person_of
from app.identity.models import StaffCredential
from app.identity.queries import resolve_actor
from app.identity.refusals import (
    LoginNameTaken,
    OwnRole,
    PasswordWeak,
    RoleAboveYou,
    SignInThrottled,
    StaffLoginRefused,
    VolunteerNotActive,
)
from app.identity.schemas.login import PasswordBody, StaffLoginBody, StaffLoginView
from app.identity.schemas.people import StaffCredentialBody, StaffCredentialView
from app.identity.service import staff
from app.identity.service.roles import require_stands_above
from points.errors import NotFound


@operation(
    identity,
    "outward",
    "POST",
    "/staff-login",
    action=PUBLIC,
    summary="工作人员登录",
    body=StaffLoginBody,
    returns=StaffLoginView,
    refusals=(StaffLoginRefused, SignInThrottled),
    example={"login_name": "wei.county", "password": "three words and more", "totp": "123456"},
    answer={"token": "450222." + "x" * 43, "expires_at": "2026-11-21T08:30:00Z"},
)
def staff_log_in(call: Call[StaffLoginBody]) -> StaffLoginView:
    """Log in with name, password and one-time code. What was wrong is not said, and each code works once."""
    body = call.body
    proof = staff.Proof(body.login_name, body.password, body.totp, address())
    staff.count_try(call.database, proof, now=clock.utc_now())
    with call.database.session() as session:
        credential = staff.find_credential(session, login_name=body.login_name)
    now = clock.utc_now()
    step = staff.verify(credential, proof, cipher=cipher(), now=now)
    assert credential is not None
    with transaction(call.database, now=now) as work:
        expires_at = lifetimes().expiry("console", now=now)
        done = staff.sign_in(work.session, credential, step=step, expires_at=expires_at, now=now)
    staff.forgive(call.database, proof)
    return StaffLoginView(token=done.session.token, expires_at=done.session.expires_at)


@operation(
    identity,
    "outward",
    "PUT",
    "/me/password",
    action="self.change",
    summary="改密码",
    body=PasswordBody,
    returns=None,
    refusals=(NotFound, StaffLoginRefused, SignInThrottled, PasswordWeak),
    example={"password": "three words and more", "totp": "123456", "new_password": "four other words here"},
)
def change_password(call: Call[PasswordBody]) -> None:
    """Change the password of one's console account; every session ends afterwards."""
    credential = _own_credential(call)
    proof = staff.Proof(credential.login_name, call.body.password, call.body.totp, address())
    now = clock.utc_now()
    staff.count_try(call.database, proof, now=now)
    step = staff.verify(credential, proof, cipher=cipher(), now=now)
    with transaction(call.database, now=now) as work:
        kept = work.session.get_one(StaffCredential, (credential.county_id, credential.volunteer_id))
        staff.change_password(work.session, kept, step=step, password=call.body.new_password, now=now)
    staff.forgive(call.database, proof)


@operation(
    identity,
    "command",
    "POST",
    "/volunteers/<uuid:volunteer_id>/staff-credential",
    action="role.grant",
    summary="开通电脑端账号",
    body=StaffCredentialBody,
    query=CountyQuery,
    returns=StaffCredentialView,
    status=201,
    refusals=(NotFound, OwnRole, RoleAboveYou, VolunteerNotActive, LoginNameTaken),
    example={"login_name": "wei.county"},
    answer={
        "login_name": "wei.county",
        "password": "shown once",
        "totp_uri": "otpauth://totp/x?secret=shown-once",
    },
)
def issue_staff_credential(call: Call[StaffCredentialBody]) -> StaffCredentialView:
    """Open or reset a person's console account; password and secret are shown this once and not kept.

    Sent twice, the second answer simply replaces the first.
    """
    volunteer = person_of(call, "role.grant", lock=True)
    require_stands_above(call.session, call.actor, volunteer, now=call.now)
    issued = staff.issue_credential(
        call.session,
        volunteer,
        login_name=call.body.login_name,
        cipher=cipher(),
        actor_id=call.actor.volunteer_id,
        now=call.now,
    )
    return StaffCredentialView(login_name=issued.login_name, password=issued.password, totp_uri=issued.totp_uri)


def _own_credential(call: Call[PasswordBody]) -> StaffCredential:
    assert call.token is not None
    county_id, token_hash = call.token
    with call.database.session() as session:
        actor = resolve_actor(session, county_id=county_id, token_hash=token_hash, now=clock.utc_now())
        if actor is None:
            raise NotSignedIn()
        found = session.get(StaffCredential, (county_id, actor.volunteer_id))
    if found is None:
        raise NotFound()
    return found
