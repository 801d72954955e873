"""Everything kept about a person, section by section in her own language."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

ROWS_MOST = 10_000

SECTIONS: tuple[tuple[str, str], ...] = (
    (
        "本人",
        """
        SELECT v.name AS 姓名, v.kind AS 身份, v.birth_on AS 出生日期, v.village_code AS 村, v.state AS 状态,
            v.suspended_reason AS 停用原因, v.national_volunteer_no AS 全国志愿者编号, v.joined_on AS 登记日期,
            v.guardian_consent_at AS 监护人同意时间, k.openid AS 微信标识, k.bound_at AS 微信绑定时间
        FROM volunteer v
        LEFT JOIN wechat_account k ON k.county_id = v.county_id AND k.volunteer_id = v.id
        WHERE v.county_id = :county_id AND v.id = :volunteer_id
        """,
    ),
    (
        "选填信息",
        """
        SELECT sex AS 性别, residence AS 居住区域, service_kinds AS 服务类别,
            service_times AS 可服务时间, skills AS 特长
        FROM volunteer_profile WHERE county_id = :county_id AND volunteer_id = :volunteer_id
        """,
    ),
    (
        "同意记录",
        """
        SELECT c.purpose AS 事项, n.title AS 告知, c.version AS 版本, c.answer AS 答复, c.on_paper AS 纸面,
            c.answered_at AS 时间, c.withdrawn_at AS 撤回时间
        FROM consent c JOIN privacy_notice n ON n.purpose = c.purpose AND n.version = c.version
        WHERE c.county_id = :county_id AND c.volunteer_id = :volunteer_id ORDER BY c.id
        """,
    ),
    (
        "家庭",
        """
        SELECT h.code AS 家庭编号, m.joined_at AS 加入, m.left_at AS 离开
        FROM household_membership m JOIN household h ON h.county_id = m.county_id AND h.id = m.household_id
        WHERE m.county_id = :county_id AND m.volunteer_id = :volunteer_id ORDER BY m.id
        """,
    ),
    (
        "报名",
        """
        SELECT a.title AS 活动, s.state AS 状态, s.created_at AS 时间
        FROM sign_up s JOIN shift t ON t.county_id = s.county_id AND t.id = s.shift_id
        JOIN activity a ON a.county_id = t.county_id AND a.id = t.activity_id
        WHERE s.county_id = :county_id AND s.volunteer_id = :volunteer_id ORDER BY s.id
        """,
    ),
    (
        "签到签退",
        """
        SELECT a.title AS 活动, t.in_at AS 签到, t.in_means AS 签到方式, t.out_at AS 签退, t.out_means AS 签退方式
        FROM attendance t JOIN activity a ON a.county_id = t.county_id AND a.id = t.activity_id
        WHERE t.county_id = :county_id AND t.volunteer_id = :volunteer_id ORDER BY t.id
        """,
    ),
    (
        "服务记录",
        """
        SELECT a.title AS 活动, r.local_date AS 日期, r.minutes AS 分钟,
            (r.points / 100.0)::numeric(12,2)::text AS 积分,
            r.state AS 状态, r.origin AS 来源
        FROM service_record r JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
        WHERE r.county_id = :county_id AND r.volunteer_id = :volunteer_id ORDER BY r.id
        """,
    ),
    (
        "工时账",
        """
        SELECT local_date AS 日期, minutes AS 分钟, origin AS 来源 FROM hours_entry
        WHERE county_id = :county_id AND volunteer_id = :volunteer_id ORDER BY id
        """,
    ),
    (
        "家庭积分账（本人在家期间）",
        """
        SELECT p.occurred_on AS 日期, p.kind AS 事由,
            ((CASE WHEN p.target_household_id = m.household_id THEN p.points ELSE -p.points END) / 100.0)
                ::numeric(12,2)::text AS 积分
        FROM household_membership m
        JOIN posting p ON p.county_id = m.county_id AND m.household_id IN (p.source_household_id, p.target_household_id)
            AND p.recorded_at >= m.joined_at AND (m.left_at IS NULL OR p.recorded_at <= m.left_at)
        WHERE m.county_id = :county_id AND m.volunteer_id = :volunteer_id ORDER BY p.id
        """,
    ),
    (
        "兑换",
        """
        SELECT placed_at AS 时间, (points / 100.0)::numeric(12,2)::text AS 积分, state AS 状态,
            fulfilled_at AS 领取时间, collected_by AS 领取人
        FROM redemption_order
        WHERE county_id = :county_id AND (placed_by = :volunteer_id OR on_behalf_of = :volunteer_id) ORDER BY id
        """,
    ),
    (
        "代办委托",
        """
        SELECT CASE WHEN volunteer_id = :volunteer_id THEN '别人替我' ELSE '我替别人' END AS 方向, scope AS 事项,
            starts_on AS 开始, ends_on AS 结束, on_paper AS 纸面, revoked_at AS 提前结束
        FROM proxy
        WHERE county_id = :county_id AND (volunteer_id = :volunteer_id OR proxy_id = :volunteer_id) ORDER BY id
        """,
    ),
    (
        "别人替我办或查看我",
        """
        SELECT at AS 时间, action AS 事项 FROM audit_entry
        WHERE county_id = :county_id AND (on_behalf_of = :volunteer_id
            OR (subject_id = :volunteer_id AND actor_id IS DISTINCT FROM :volunteer_id)) ORDER BY id
        """,
    ),
    (
        "站内消息",
        """
        SELECT kind AS 种类, created_at AS 时间, read_at AS 已读 FROM inbox_message
        WHERE county_id = :county_id AND volunteer_id = :volunteer_id ORDER BY id
        """,
    ),
    (
        "登录设备",
        """
        SELECT kind AS 种类, created_at AS 登录, last_seen_at AS 最近使用, revoked_at AS 退出 FROM login_session
        WHERE county_id = :county_id AND volunteer_id = :volunteer_id ORDER BY created_at
        """,
    ),
    (
        "更正请求",
        """
        SELECT about AS 事项, words AS 内容, requested_at AS 时间, state AS 结果, answer AS 答复 FROM correction_request
        WHERE county_id = :county_id AND volunteer_id = :volunteer_id ORDER BY id
        """,
    ),
)


def everything_about(
    session: Session, *, county_id: str, volunteer_id: uuid.UUID
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return all that is kept about a person, titles with their rows, at most 10,000 each (个人信息保护法 art. 45)."""
    who = {"county_id": county_id, "volunteer_id": volunteer_id, "most": ROWS_MOST}
    found = []
    for title, statement in SECTIONS:
        rows = session.execute(text(statement.replace("::", r"\:\:") + " LIMIT :most"), who).mappings()
        found.append((title, [{name: _plain(value) for name, value in row.items()} for row in rows]))
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value
