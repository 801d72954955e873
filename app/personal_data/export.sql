-- Everything kept about a person, section by section: a heading in her own language, then its statement.
-- `:ids` are her registration and those that were merged into it. What is encrypted is added by the program.

-- 本人
SELECT v.name AS 姓名, v.kind AS 身份, v.birth_on AS 出生日期, v.village_code AS 村, v.state AS 状态,
    v.suspended_reason AS 停用原因, v.national_volunteer_no AS 全国志愿者编号, v.joined_on AS 登记日期,
    v.guardian_consent_at AS 监护人同意时间, k.openid AS 微信标识, k.bound_at AS 微信绑定时间
FROM volunteer v
LEFT JOIN wechat_account k ON k.county_id = v.county_id AND k.volunteer_id = v.id
WHERE v.county_id = :county_id AND v.id = ANY (CAST(:ids AS uuid[]));

-- 选填信息
SELECT sex AS 性别, residence AS 居住区域, service_kinds AS 服务类别, service_times AS 可服务时间, skills AS 特长,
    ethnic_group AS 民族, education AS 文化程度, political_status AS 政治面貌
FROM volunteer_profile WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[]));

-- 登记申请
SELECT requested_at AS 时间, outcome AS 结果, decided_at AS 答复时间, reason AS 原因
FROM registration WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[]));

-- 登记合并
SELECT proposed_at AS 提出, evidence AS 依据, reason AS 说明, state AS 结果, survivor_answer AS 保留的一份的答复,
    other_answer AS 并入的一份的答复, decided_at AS 办结, moved AS 并过来的内容
FROM person_merge WHERE county_id = :county_id AND (survivor_id = ANY (CAST(:ids AS uuid[])) OR other_id = ANY (CAST(:ids AS uuid[]))) ORDER BY id;

-- 曾在外县登记
SELECT former_county_id AS 原县区, moved_at AS 迁来时间
FROM former_registration WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[]));

-- 换绑
SELECT cause AS 事项, began_at AS 时间, until_at AS 到, outcome AS 结果, ended_at AS 结束
FROM binding_hold WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 纸卡
SELECT card_suffix AS 末四位, state AS 状态, issued_at AS 发卡, closed_at AS 停用
FROM paper_card WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 职务
SELECT role AS 职务, place_code AS 范围, starts_on AS 开始, ends_on AS 结束
FROM role_grant WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 电脑端账号
SELECT login_name AS 登录名, created_at AS 建立
FROM staff_credential WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[]));

-- 同意记录
SELECT c.purpose AS 事项, n.title AS 告知, c.version AS 版本, c.answer AS 答复, c.on_paper AS 纸面,
    c.answered_at AS 时间, c.withdrawn_at AS 撤回时间
FROM consent c JOIN privacy_notice n ON n.purpose = c.purpose AND n.version = c.version
WHERE c.county_id = :county_id AND c.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY c.id;

-- 家庭
SELECT h.code AS 家庭编号, m.joined_at AS 加入, m.left_at AS 离开
FROM household_membership m JOIN household h ON h.county_id = m.county_id AND h.id = m.household_id
WHERE m.county_id = :county_id AND m.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY m.id;

-- 加入家庭的申请
SELECT h.code AS 家庭编号, j.state AS 结果, j.requested_at AS 时间, j.decided_at AS 答复
FROM join_request j JOIN household h ON h.county_id = j.county_id AND h.id = j.household_id
WHERE j.county_id = :county_id AND j.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY j.id;

-- 志愿服务队
SELECT t.name AS 队伍, m.joined_on AS 加入, m.left_on AS 离开, m.left_by AS 离开方式, t.leader_id = m.volunteer_id AS 领队
FROM team_member m JOIN team t ON t.county_id = m.county_id AND t.id = m.team_id
WHERE m.county_id = :county_id AND m.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY m.id;

-- 入队和退队的申请
SELECT t.name AS 队伍, r.kind AS 事项, r.reason AS 说明, r.state AS 结果, r.requested_at AS 时间, r.decision_reason AS 答复
FROM team_request r JOIN team t ON t.county_id = r.county_id AND t.id = r.team_id
WHERE r.county_id = :county_id AND r.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY r.id;

-- 报名
SELECT a.title AS 活动, s.state AS 状态, s.created_at AS 时间
FROM sign_up s JOIN shift t ON t.county_id = s.county_id AND t.id = s.shift_id
JOIN activity a ON a.county_id = t.county_id AND a.id = t.activity_id
WHERE s.county_id = :county_id AND s.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY s.id;

-- 替班
SELECT a.title AS 活动, CASE WHEN s.to_volunteer_id = ANY (CAST(:ids AS uuid[])) THEN '请我替班' ELSE '我请人替班' END AS 方向,
    s.state AS 结果, s.offered_at AS 时间, s.answered_at AS 答复
FROM substitution s
JOIN sign_up g ON g.county_id = s.county_id AND g.id = s.sign_up_id
JOIN shift t ON t.county_id = g.county_id AND t.id = g.shift_id
JOIN activity a ON a.county_id = t.county_id AND a.id = t.activity_id
WHERE s.county_id = :county_id AND (s.to_volunteer_id = ANY (CAST(:ids AS uuid[])) OR g.volunteer_id = ANY (CAST(:ids AS uuid[]))) ORDER BY s.id;

-- 值守
SELECT r.name AS 值守表, d.shift_number AS 班次, d.post_name AS 岗位
FROM roster_duty d JOIN duty_roster r ON r.county_id = d.county_id AND r.id = d.roster_id
WHERE d.county_id = :county_id AND d.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY d.roster_id, d.shift_number;

-- 联合主办
SELECT a.title AS 活动, o.added_at AS 时间
FROM joint_organizer o JOIN activity a ON a.county_id = o.county_id AND a.id = o.activity_id
WHERE o.county_id = :county_id AND o.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY o.activity_id;

-- 日历
SELECT made_at AS 生成, revoked_at AS 停用
FROM calendar_link WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 签到签退
SELECT a.title AS 活动, t.in_at AS 签到, t.in_means AS 签到方式, t.out_at AS 签退, t.out_means AS 签退方式
FROM attendance t JOIN activity a ON a.county_id = t.county_id AND a.id = t.activity_id
WHERE t.county_id = :county_id AND t.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY t.id;

-- 服务记录
SELECT a.title AS 活动, r.local_date AS 日期, r.minutes AS 分钟,
    (r.points / 100.0)::numeric(12,2)::text AS 积分,
    r.state AS 状态, r.origin AS 来源
FROM service_record r JOIN activity a ON a.county_id = r.county_id AND a.id = r.activity_id
WHERE r.county_id = :county_id AND r.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY r.id;

-- 工时账
SELECT local_date AS 日期, minutes AS 分钟, origin AS 来源 FROM hours_entry
WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 家庭积分账（本人在家期间）
SELECT p.occurred_on AS 日期, p.kind AS 事由,
    ((CASE WHEN p.target_household_id = m.household_id THEN p.points ELSE -p.points END) / 100.0)
        ::numeric(12,2)::text AS 积分
FROM household_membership m
JOIN posting p ON p.county_id = m.county_id AND m.household_id IN (p.source_household_id, p.target_household_id)
    AND p.recorded_at >= m.joined_at AND (m.left_at IS NULL OR p.recorded_at <= m.left_at)
WHERE m.county_id = :county_id AND m.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY p.id;

-- 兑换
SELECT placed_at AS 时间, (points / 100.0)::numeric(12,2)::text AS 积分, state AS 状态,
    fulfilled_at AS 领取时间, collected_by AS 领取人
FROM redemption_order
WHERE county_id = :county_id AND (placed_by = ANY (CAST(:ids AS uuid[])) OR on_behalf_of = ANY (CAST(:ids AS uuid[]))) ORDER BY id;

-- 代办委托
SELECT CASE WHEN volunteer_id = ANY (CAST(:ids AS uuid[])) THEN '别人替我' ELSE '我替别人' END AS 方向, scope AS 事项,
    starts_on AS 开始, ends_on AS 结束, on_paper AS 纸面, revoked_at AS 提前结束
FROM proxy
WHERE county_id = :county_id AND (volunteer_id = ANY (CAST(:ids AS uuid[])) OR proxy_id = ANY (CAST(:ids AS uuid[]))) ORDER BY id;

-- 别人替我办或查看我
SELECT at AS 时间, action AS 事项 FROM audit_entry
WHERE county_id = :county_id AND (on_behalf_of = ANY (CAST(:ids AS uuid[]))
    OR (subject_id = ANY (CAST(:ids AS uuid[])) AND NOT coalesce(actor_id = ANY (CAST(:ids AS uuid[])), false))) ORDER BY id;

-- 有我的照片
SELECT a.title AS 活动, p.state AS 状态, p.uploaded_at AS 上传
FROM photo_person w
JOIN activity_photo p ON p.county_id = w.county_id AND p.id = w.photo_id
JOIN activity a ON a.county_id = p.county_id AND a.id = p.activity_id
WHERE w.county_id = :county_id AND w.volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY p.id;

-- 我写的文字
SELECT kind AS 种类, words AS 内容, state AS 状态, submitted_at AS 时间
FROM checked_text WHERE county_id = :county_id AND author_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 我提的异议
SELECT text AS 内容, raised_at AS 时间, state AS 结果, ruling AS 答复
FROM objection WHERE county_id = :county_id AND raised_by = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 站内消息
SELECT kind AS 种类, created_at AS 时间, read_at AS 已读 FROM inbox_message
WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;

-- 微信消息
SELECT purpose AS 事项, remaining AS 还可发送, last_answer AS 最近的选择, answered_at AS 时间
FROM message_consent WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[]));

-- 登录设备
SELECT kind AS 种类, created_at AS 登录, last_seen_at AS 最近使用, revoked_at AS 退出 FROM login_session
WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY created_at;

-- 更正请求
SELECT about AS 事项, words AS 内容, requested_at AS 时间, due_on AS 答复期限, state AS 结果, answer AS 答复
FROM correction_request WHERE county_id = :county_id AND volunteer_id = ANY (CAST(:ids AS uuid[])) ORDER BY id;
