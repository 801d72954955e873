-- What goes over when two registrations of one person become one, statement by statement in this order.
-- A row goes over unless the survivor has its like; what still stands under the other id afterwards ends as when
-- somebody leaves. Every statement may run again. `:survivor` goes on, `:other` was merged into it.

-- substitution
UPDATE substitution t
SET state = 'withdrawn', answered_by = :actor, answered_at = :now
FROM sign_up g
WHERE t.county_id = :county_id AND t.state = 'offered' AND g.county_id = t.county_id AND g.id = t.sign_up_id
    AND t.to_volunteer_id IN (:survivor, :other) AND g.volunteer_id IN (:survivor, :other);

-- sign_up
WITH revived AS (
    UPDATE sign_up s
    SET state = t.state, post_id = t.post_id, cancelled_at = NULL
    FROM sign_up t
    WHERE t.county_id = :county_id AND t.volunteer_id = :other
        AND t.state IN ('signed_up', 'under_review', 'waitlisted') AND s.county_id = t.county_id
        AND s.shift_id = t.shift_id AND s.volunteer_id = :survivor AND s.state IN ('cancelled', 'refused')
    RETURNING s.shift_id
)
UPDATE sign_up t
SET state = 'cancelled', cancelled_at = :now
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND t.shift_id IN (SELECT shift_id FROM revived);

-- sign_up
UPDATE sign_up t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM sign_up o WHERE o.county_id = t.county_id AND o.shift_id = t.shift_id AND
        o.volunteer_id = :survivor);

-- attendance
UPDATE attendance t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM attendance o WHERE o.county_id = t.county_id AND o.shift_id = t.shift_id AND
        o.volunteer_id = :survivor AND o.undone_at IS NULL AND t.undone_at IS NULL);

-- substitution
UPDATE substitution t
SET to_volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.to_volunteer_id = :other;

-- roster_duty
UPDATE roster_duty t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM roster_duty o WHERE o.county_id = t.county_id AND o.roster_id = t.roster_id AND
        o.shift_number = t.shift_number AND o.volunteer_id = :survivor);

-- roster_duty
UPDATE roster_duty t
SET substitute_id = :survivor
WHERE t.county_id = :county_id AND t.substitute_id = :other;

-- joint_organizer
UPDATE joint_organizer t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM joint_organizer o WHERE o.county_id = t.county_id AND o.activity_id = t.activity_id
        AND o.volunteer_id = :survivor);

-- joint_organizer
DELETE FROM joint_organizer t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- calendar_link
UPDATE calendar_link t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM calendar_link o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor AND
        o.revoked_at IS NULL AND t.revoked_at IS NULL);

-- photo_person
UPDATE photo_person t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM photo_person o WHERE o.county_id = t.county_id AND o.photo_id = t.photo_id AND
        o.volunteer_id = :survivor);

-- photo_person
DELETE FROM photo_person t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- checked_text
UPDATE checked_text t
SET author_id = :survivor
WHERE t.county_id = :county_id AND t.author_id = :other
    AND NOT EXISTS (SELECT FROM checked_text o WHERE o.county_id = t.county_id AND o.id = t.id AND o.decided_by =
        :survivor);

-- team
UPDATE team t
SET leader_id = CASE t.leader_id WHEN :other THEN :survivor ELSE t.leader_id END,
    deputy_id = CASE WHEN t.leader_id IN (:survivor, :other) AND t.deputy_id IN (:survivor, :other) THEN NULL
        WHEN t.deputy_id = :other THEN :survivor ELSE t.deputy_id END
WHERE t.county_id = :county_id AND :other IN (t.leader_id, t.deputy_id);

-- team_member
UPDATE team_member t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM team_member o WHERE o.county_id = t.county_id AND o.team_id = t.team_id AND
        o.volunteer_id = :survivor AND o.left_on IS NULL AND t.left_on IS NULL);

-- team_request
UPDATE team_request t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM team_request o WHERE o.county_id = t.county_id AND o.team_id = t.team_id AND
        o.volunteer_id = :survivor AND o.state = 'open' AND t.state = 'open');

-- join_request
UPDATE join_request t
SET state = 'withdrawn', decided_by = :actor, decided_at = :now
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND t.state = 'open';

-- join_request
UPDATE join_request t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- proxy
UPDATE proxy
SET revoked_by = :actor, revoked_at = :now
WHERE county_id = :county_id AND revoked_at IS NULL AND ((volunteer_id = :other AND proxy_id = :survivor) OR
    (volunteer_id = :survivor AND proxy_id = :other));

-- proxy
UPDATE proxy t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM proxy o WHERE o.county_id = t.county_id AND (o.id = t.id AND o.proxy_id = :survivor)
        OR (o.proxy_id = t.proxy_id AND o.scope = t.scope AND o.volunteer_id = :survivor AND o.revoked_at IS NULL
        AND t.revoked_at IS NULL));

-- proxy
UPDATE proxy t
SET proxy_id = :survivor
WHERE t.county_id = :county_id AND t.proxy_id = :other
    AND NOT EXISTS (SELECT FROM proxy o WHERE o.county_id = t.county_id AND (o.id = t.id AND o.volunteer_id =
        :survivor) OR (o.volunteer_id = t.volunteer_id AND o.scope = t.scope AND o.proxy_id = :survivor AND
        o.revoked_at IS NULL AND t.revoked_at IS NULL));

-- correction_request
UPDATE correction_request t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM correction_request o WHERE o.county_id = t.county_id AND o.id = t.id AND
        o.answered_by = :survivor);

-- volunteer_profile
UPDATE volunteer_profile t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM volunteer_profile o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- volunteer_profile
DELETE FROM volunteer_profile t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- guardian
UPDATE guardian t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM guardian o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- guardian
DELETE FROM guardian t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- identity_number
UPDATE identity_number t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM identity_number o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- identity_number
DELETE FROM identity_number t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- former_registration
UPDATE former_registration t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM former_registration o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- role_grant
UPDATE role_grant t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM role_grant o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor AND
        o.role = t.role AND o.place_code = t.place_code AND (o.ends_on IS NULL OR o.ends_on >= :today) AND
        (t.ends_on IS NULL OR t.ends_on >= :today));

-- role_grant
UPDATE role_grant t
SET ends_on = greatest(t.starts_on - 1, CAST(:today AS date) - 1)
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND (t.ends_on IS NULL OR t.ends_on >= :today);

-- inbox_message
INSERT INTO inbox_message (county_id, volunteer_id, id, kind, event, subject_id, params, created_at, read_at)
SELECT t.county_id, :survivor, t.id, t.kind, t.event, t.subject_id, t.params, t.created_at, t.read_at FROM
    inbox_message t
WHERE t.county_id = :county_id AND t.volunteer_id = :other
ON CONFLICT DO NOTHING;

-- inbox_message
DELETE FROM inbox_message t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- site
UPDATE site
SET contact_volunteer_id = :survivor
WHERE county_id = :county_id AND contact_volunteer_id = :other;

-- activity
UPDATE activity
SET organizer_id = :survivor
WHERE county_id = :county_id AND organizer_id = :other;

-- paper_card
UPDATE paper_card t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM paper_card o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor AND
        o.state = 'active' AND t.state = 'active');

-- paper_card
UPDATE paper_card t
SET state = 'returned', closed_at = :now
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND t.state = 'active';

-- How she logs in: the survivor's WeChat and console account win; where she has none, the other's become hers.

-- message_consent
UPDATE message_consent t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM message_consent o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor
    AND EXISTS (SELECT FROM wechat_account w WHERE w.county_id = :county_id AND w.volunteer_id = :survivor));

-- message_consent
DELETE FROM message_consent t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- login_session
UPDATE login_session t
SET revoked_at = :now
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND t.revoked_at IS NULL
    AND EXISTS (SELECT FROM wechat_account w WHERE w.county_id = :county_id AND w.volunteer_id = :survivor) AND
        t.kind = 'miniprogram';

-- login_session
UPDATE login_session t
SET revoked_at = :now
WHERE t.county_id = :county_id AND t.volunteer_id = :other AND t.revoked_at IS NULL AND t.kind = 'console'
    AND EXISTS (SELECT FROM staff_credential s WHERE s.county_id = :county_id AND s.volunteer_id = :survivor);

-- login_session
UPDATE login_session t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- staff_credential
UPDATE staff_credential t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM staff_credential o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- staff_credential
DELETE FROM staff_credential t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;

-- wechat_account
UPDATE wechat_account t
SET volunteer_id = :survivor
WHERE t.county_id = :county_id AND t.volunteer_id = :other
    AND NOT EXISTS (SELECT FROM wechat_account o WHERE o.county_id = t.county_id AND o.volunteer_id = :survivor);

-- wechat_account
DELETE FROM wechat_account t
WHERE t.county_id = :county_id AND t.volunteer_id = :other;
