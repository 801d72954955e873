"""Access tokens: two families, expiry, rotation, and who may ask."""

from wechat_sandbox.identities import DEMO_APPID, DEMO_SECRET

ANY_API = "/wxaapi/newtmpl/getcategory"


def classic(platform):
    return platform.get("/cgi-bin/token", grant_type="client_credential", appid=DEMO_APPID, secret=DEMO_SECRET)


def test_stable_token_when_asked_again_then_same_with_remaining_life(sandbox, platform):
    sandbox.post("clock", freeze=True)
    first = platform.stable_token()
    sandbox.post("clock", advance_s=100)

    second = platform.stable_token()

    assert second["access_token"] == first["access_token"]
    assert (first["expires_in"], second["expires_in"]) == (7200, 7100)
    assert len(first["access_token"]) >= 110
    assert "errcode" not in first


def test_stable_token_when_less_than_five_minutes_remain_then_new_one_and_both_valid(sandbox, platform):
    sandbox.post("clock", freeze=True)
    old = platform.token()
    sandbox.post("clock", advance_s=6900)

    new = platform.token()

    assert new != old
    assert [platform.get(ANY_API, access_token=token)["errcode"] for token in (old, new)] == [0, 0]


def test_stable_token_when_forced_then_old_one_dies_but_not_twice_in_thirty_seconds(sandbox, platform):
    sandbox.post("clock", freeze=True)
    old = platform.token()
    new = platform.stable_token(force_refresh=True)["access_token"]
    sandbox.post("clock", advance_s=29)

    again = platform.stable_token(force_refresh=True)["access_token"]

    assert new != old
    assert again == new
    assert platform.get(ANY_API, access_token=old)["errcode"] == 40001


def test_stable_token_when_forced_more_than_twenty_times_a_day_then_refused(sandbox, platform):
    codes = []
    for _ in range(21):
        sandbox.post("clock", advance_s=31)
        codes.append(platform.stable_token(force_refresh=True).get("errcode"))

    assert codes == [None] * 20 + [45009]


def test_classic_token_when_renewed_then_previous_lives_five_minutes_and_older_ones_die(sandbox, platform):
    sandbox.post("clock", freeze=True)
    first, second, third = (classic(platform)["access_token"] for _ in range(3))

    codes = [platform.get(ANY_API, access_token=token)["errcode"] for token in (first, second, third)]
    sandbox.post("clock", advance_s=300)
    late = platform.get(ANY_API, access_token=second)["errcode"]

    assert codes == [40001, 0, 0]
    assert late == 40001


def test_families_when_one_is_renewed_then_the_other_is_untouched(sandbox, platform):
    stable = platform.token()
    classic(platform)
    classic(platform)

    assert platform.get(ANY_API, access_token=stable)["errcode"] == 0


def test_token_when_missing_malformed_unknown_or_expired_then_its_own_code(sandbox, platform):
    sandbox.post("clock", freeze=True)
    token = platform.token()
    codes = [platform.get(ANY_API, access_token=wrong)["errcode"] for wrong in ("", "short", "x" * 40)]

    sandbox.post("clock", advance_s=7200)
    newest_expired = platform.get(ANY_API, access_token=token)["errcode"]
    platform.token()
    superseded = platform.get(ANY_API, access_token=token)["errcode"]

    assert codes == [41001, 40014, 40001]
    assert (newest_expired, superseded) == (42001, 40001)


def test_token_when_killed_by_admin_then_rejected_and_replaced(sandbox, platform):
    token = platform.token()
    sandbox.post("token/kill", family="stable")

    assert platform.get(ANY_API, access_token=token)["errcode"] == 40001
    assert platform.token() != token


def test_credentials_when_wrong_then_each_mistake_has_its_code(sandbox, platform):
    wrong = [{"grant_type": "x"}, {"appid": ""}, {"secret": ""}, {"appid": "wx0"}, {"secret": "no"}]
    codes = [platform.stable_token(**change)["errcode"] for change in wrong]

    sandbox.post("app", secret_frozen=True)
    frozen = platform.stable_token()["errcode"]

    assert codes == [40002, 41002, 41004, 40013, 40125]
    assert frozen == 40243


def test_whitelist_when_caller_is_not_on_it_then_refused_with_the_address(sandbox, platform):
    sandbox.post("app", ip_whitelist=["10.0.0.*"])
    refused = platform.stable_token()
    sandbox.post("app", ip_whitelist=["127.0.0.0/8"])

    assert refused["errcode"] == 40164
    assert "invalid ip 127.0.0.1" in refused["errmsg"]
    assert "access_token" in platform.stable_token()
