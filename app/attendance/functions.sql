-- Marks (签到、签退): the only pen of the attendance table for scans, used by the hot paths and by offline uploads.
-- Both functions answer with a refusal code and its facts, or with the row as JSON, and never raise for a refusal.
-- A person's marks are serialised by an advisory lock on her id, so two phones cannot check her in twice; places of a
-- shift are guarded by the conditional update of shift.taken and by its CHECK.

CREATE OR REPLACE FUNCTION instant_text(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

CREATE OR REPLACE FUNCTION local_time_text(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI');

-- The row as it goes over the wire; plpgsql, because it is the last step of the hot path and plans nothing.
CREATE OR REPLACE FUNCTION mark_json(
    the_row attendance, the_short_id text, the_title text, shift_starts_at timestamptz, shift_ends_at timestamptz
) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN json_build_object(
        'id', the_row.id, 'activity_id', the_row.activity_id, 'short_id', the_short_id, 'title', the_title,
        'shift_id', the_row.shift_id,
        'shift_starts_at', instant_text(shift_starts_at), 'shift_ends_at', instant_text(shift_ends_at),
        'in_at', instant_text(the_row.in_at), 'in_means', the_row.in_means, 'in_mode', the_row.in_mode,
        'out_at', instant_text(the_row.out_at), 'out_means', the_row.out_means, 'out_mode', the_row.out_mode,
        'minutes', CASE WHEN the_row.out_at IS NOT NULL THEN greatest(0, floor(extract(epoch FROM
            least(the_row.out_at, shift_ends_at) - greatest(the_row.in_at, shift_starts_at)) / 60))::integer END,
        'children_count', the_row.children_count, 'confirmed', the_row.confirmed, 'flags', the_row.flags,
        'undone', the_row.undone_at IS NOT NULL);
END $$;

CREATE OR REPLACE FUNCTION attendance_json(the_row attendance) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT mark_json(the_row, a.short_id, a.title, s.starts_at, s.ends_at)
    FROM activity a
    JOIN shift s ON s.county_id = a.county_id AND s.id = the_row.shift_id
    WHERE a.county_id = the_row.county_id AND a.id = the_row.activity_id
$$;

-- What stands in the way before any shift is looked at: the person, the activity, a code used before, too many guesses.
CREATE OR REPLACE FUNCTION mark_obstacle(
    the_county text, the_volunteer uuid, the_actor uuid, the_activity activity, the_means text, the_mode text,
    the_code_hash bytea, the_now timestamptz
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE person record;
BEGIN
    SELECT state, household_id INTO person
    FROM volunteer WHERE county_id = the_county AND id = the_volunteer;
    RETURN CASE
        WHEN person.state IS NULL OR person.state = 'left' THEN 'person_unknown'
        WHEN person.state = 'suspended' THEN 'account_suspended'
        WHEN person.state = 'registered' THEN 'account_not_confirmed'
        WHEN person.household_id IS NULL THEN 'household_missing'
        WHEN the_activity.id IS NULL OR the_activity.state = 'draft' THEN 'activity_not_open'
        WHEN the_activity.state = 'cancelled' THEN 'activity_cancelled'
        WHEN the_activity.state = 'closed' AND the_mode = 'online' THEN 'activity_closed'
        WHEN the_means = 'poster' AND NOT the_activity.poster_claims THEN 'poster_not_accepted'
        WHEN the_code_hash IS NOT NULL AND personal_code_used(the_county, the_code_hash) THEN 'personal_code_used'
        WHEN the_means = 'digits' AND wrong_guesses(the_county, the_actor, the_now) >= 10 THEN 'too_many_requests'
    END;
END $$;

CREATE OR REPLACE FUNCTION obstacle_facts(the_refusal text, the_county text, the_volunteer uuid) RETURNS json
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE the_refusal
        WHEN 'account_suspended' THEN (SELECT json_build_object('reason', suspended_reason) FROM volunteer
            WHERE county_id = the_county AND id = the_volunteer)
        WHEN 'too_many_requests' THEN json_build_object('retry_after', 900)
        ELSE '{}'
    END;
END $$;

-- The registration that a merged one goes on under; a phone without network may not know of it yet.
CREATE OR REPLACE FUNCTION merged_person(the_county text, the_volunteer uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT merged_into_id FROM volunteer WHERE county_id = the_county AND id = the_volunteer
$$;

-- Distance is a sensitive fact (个人信息保护法 art. 28): without a standing consent to location it is not kept.
CREATE OR REPLACE FUNCTION location_agreed(the_county text, the_volunteer uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM consent WHERE county_id = the_county AND volunteer_id = the_volunteer
        AND purpose = 'location' AND answer = 'given' AND withdrawn_at IS NULL)
$$;

CREATE OR REPLACE FUNCTION personal_code_used(the_county text, the_code_hash bytea) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM personal_code_use WHERE county_id = the_county AND code_hash = the_code_hash)
$$;

CREATE OR REPLACE FUNCTION wrong_guesses(the_county text, the_actor uuid, the_now timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM failed_scan WHERE county_id = the_county AND actor_id = the_actor
      AND at > the_now - interval '15 minutes' AND reason IN ('spoken_code_wrong', 'code_forged')
$$;

CREATE OR REPLACE FUNCTION check_in(
    the_county text, the_id uuid, the_volunteer uuid, the_short_id text, the_at timestamptz, the_now timestamptz,
    the_means text, the_mode text, the_nonce text, the_actor uuid, the_confirmed boolean, the_children integer,
    the_flags text[], the_reason text, the_code_hash bytea, early interval,
    OUT refusal text, OUT facts json, OUT replayed boolean, OUT answer json
) LANGUAGE plpgsql AS $$
DECLARE
    what activity;
    mine attendance;
    other record;
    chosen record;
    holds_place boolean := false;
    survivor uuid;
BEGIN
    facts := '{}';
    replayed := false;
    PERFORM pg_advisory_xact_lock(hashtextextended('attendance:' || the_volunteer::text, 0));
    SELECT * INTO what FROM activity WHERE county_id = the_county AND short_id = the_short_id;
    SELECT * INTO mine FROM attendance WHERE county_id = the_county AND in_nonce = the_nonce;
    IF FOUND THEN
        IF mine.volunteer_id IN (the_volunteer, merged_person(the_county, the_volunteer))
            AND mine.activity_id = what.id THEN
            replayed := true;
            answer := attendance_json(mine);
        ELSE
            refusal := 'key_reused';
        END IF;
        RETURN;
    END IF;
    refusal := mark_obstacle(
        the_county, the_volunteer, the_actor, what, the_means, the_mode, the_code_hash, the_now);
    survivor := CASE WHEN refusal = 'person_unknown' THEN merged_person(the_county, the_volunteer) END;
    IF survivor IS NOT NULL THEN
        SELECT again.refusal, again.facts, again.replayed, again.answer INTO refusal, facts, replayed, answer
        FROM check_in(the_county, the_id, survivor, the_short_id, the_at, the_now, the_means, the_mode, the_nonce,
            the_actor, the_confirmed, the_children, the_flags, the_reason, the_code_hash, early) again;
        RETURN;
    END IF;
    IF refusal IS NOT NULL THEN
        facts := obstacle_facts(refusal, the_county, the_volunteer);
        RETURN;
    END IF;
    IF 'far_away' = ANY (the_flags) AND NOT location_agreed(the_county, the_volunteer) THEN
        the_flags := array_remove(the_flags, 'far_away');
    END IF;
    -- Few people have another mark near this moment; one index says so for a fraction of what the join costs.
    IF EXISTS (
        SELECT FROM attendance a WHERE a.county_id = the_county AND a.volunteer_id = the_volunteer
          AND a.undone_at IS NULL AND a.in_at > the_at - interval '2 days' AND a.in_at < the_at + interval '1 day'
    ) THEN
        SELECT a.activity_id = what.id AS same, a.in_at, t.title INTO other
        FROM attendance a
        JOIN shift s ON s.county_id = a.county_id AND s.id = a.shift_id
        JOIN activity t ON t.county_id = a.county_id AND t.id = a.activity_id
        WHERE a.county_id = the_county AND a.volunteer_id = the_volunteer AND a.undone_at IS NULL
          AND a.in_at > the_at - interval '2 days' AND a.in_at < the_at + interval '1 day'
          AND CASE WHEN a.activity_id = what.id THEN a.out_at IS NULL AND the_at < s.ends_at
                   -- live scans overtake each other by moments, so whoever is in elsewhere is in elsewhere
                   ELSE (a.in_at <= the_at OR the_mode = 'online') AND the_at < coalesce(a.out_at, s.ends_at) END
        ORDER BY same DESC LIMIT 1;
        IF FOUND THEN
            refusal := CASE WHEN other.same THEN 'already_checked_in' ELSE 'overlapping_service' END;
            facts := json_build_object('title', other.title, 'in_at', local_time_text(other.in_at));
            RETURN;
        END IF;
    END IF;
    SELECT s.id, s.starts_at, s.ends_at, g.state AS sign_up_state INTO chosen
    FROM shift s
    LEFT JOIN sign_up g ON g.county_id = s.county_id AND g.shift_id = s.id AND g.volunteer_id = the_volunteer
    WHERE s.county_id = the_county AND s.activity_id = what.id
      AND the_at >= s.starts_at - early AND the_at <= s.ends_at
      AND NOT EXISTS (SELECT FROM attendance a WHERE a.county_id = the_county AND a.shift_id = s.id
                      AND a.volunteer_id = the_volunteer AND a.undone_at IS NULL)
    ORDER BY g.state = 'signed_up' DESC NULLS LAST, the_at >= s.starts_at DESC, s.starts_at, s.id LIMIT 1;
    IF NOT FOUND THEN
        SELECT a.in_at, a.out_at INTO other FROM attendance a
        JOIN shift s ON s.county_id = a.county_id AND s.id = a.shift_id
        WHERE a.county_id = the_county AND a.activity_id = what.id AND a.volunteer_id = the_volunteer
          AND a.undone_at IS NULL AND the_at >= s.starts_at - early AND the_at <= s.ends_at LIMIT 1;
        refusal := CASE WHEN NOT FOUND THEN 'outside_window' WHEN other.out_at IS NULL THEN 'already_checked_in'
            ELSE 'already_checked_out' END;
        facts := CASE WHEN refusal = 'outside_window'
            THEN json_build_object('opens_at', local_time_text(what.starts_at - early),
                                   'closes_at', local_time_text(what.ends_at))
            ELSE json_build_object('title', what.title, 'in_at', local_time_text(other.in_at),
                                   'out_at', local_time_text(other.out_at)) END;
        RETURN;
    END IF;
    IF chosen.sign_up_state IS DISTINCT FROM 'signed_up' THEN
        UPDATE shift SET taken = taken + 1
        WHERE county_id = the_county AND id = chosen.id AND taken < capacity;
        holds_place := FOUND;
        IF NOT FOUND AND the_mode = 'online' AND the_means IN ('rotating', 'digits', 'poster') THEN
            refusal := 'shift_full';
            RETURN;
        END IF;
    END IF;
    INSERT INTO attendance AS a (county_id, id, activity_id, shift_id, volunteer_id, in_at, in_means, in_mode, in_nonce,
        in_by, confirmed, walk_in, children_count, flags, reason, recorded_at)
    VALUES (the_county, the_id, what.id, chosen.id, the_volunteer, the_at, the_means, the_mode, the_nonce, the_actor,
        the_confirmed, holds_place, the_children,
        CASE WHEN holds_place OR chosen.sign_up_state = 'signed_up' THEN the_flags
             ELSE the_flags || 'over_capacity'::text END,
        the_reason, the_now)
    ON CONFLICT DO NOTHING RETURNING a.* INTO mine;
    IF NOT FOUND THEN
        UPDATE shift SET taken = taken - 1 WHERE holds_place AND county_id = the_county AND id = chosen.id;
        refusal := 'key_reused';
        RETURN;
    END IF;
    IF the_code_hash IS NOT NULL THEN
        INSERT INTO personal_code_use (county_id, code_hash, used_at) VALUES (the_county, the_code_hash, the_now);
    END IF;
    answer := mark_json(mine, what.short_id, what.title, chosen.starts_at, chosen.ends_at);
END $$;

-- A check-out that was made without network comes after the service closed the mark at the end of the shift. The
-- closed mark is undone and a fresh one takes its place, so that an open claim on it is withdrawn and made anew; once
-- its minutes are disclosed nothing is reopened.
CREATE OR REPLACE FUNCTION reopen_closed(
    the_county text, the_activity uuid, the_volunteer uuid, the_id uuid, the_now timestamptz
) RETURNS attendance LANGUAGE plpgsql AS $$
DECLARE
    closed attendance;
    fresh attendance;
BEGIN
    SELECT a.* INTO closed FROM attendance a
    WHERE a.county_id = the_county AND a.activity_id = the_activity AND a.volunteer_id = the_volunteer
      AND a.undone_at IS NULL AND a.out_means = 'closing' AND NOT minutes_stand(the_county, a.id)
    ORDER BY a.in_at DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE attendance SET undone_at = the_now, undone_by = the_volunteer, undo_reason = 'check_out_uploaded_late',
        in_nonce = in_nonce || ':closed'
    WHERE county_id = the_county AND id = closed.id;
    fresh := closed;
    fresh.id := the_id;
    fresh.out_at := NULL;
    fresh.out_means := NULL;
    fresh.out_mode := NULL;
    fresh.claimed_at := NULL;
    fresh.flags := array_remove(closed.flags, 'check_out_forgotten');
    INSERT INTO attendance SELECT fresh.*;
    RETURN fresh;
END $$;

-- Whether the minutes of an attendance are before the public or beyond: then they are corrected, not undone.
CREATE OR REPLACE FUNCTION minutes_stand(the_county text, the_attendance uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM service_record WHERE county_id = the_county AND attendance_id = the_attendance
        AND state IN ('disclosed', 'disputed', 'settled'))
$$;

CREATE OR REPLACE FUNCTION check_out(
    the_county text, the_id uuid, the_volunteer uuid, the_short_id text, the_at timestamptz, the_now timestamptz,
    the_means text, the_mode text, the_nonce text, the_actor uuid, the_confirmed boolean,
    the_flags text[], the_reason text, the_code_hash bytea, late interval,
    OUT refusal text, OUT facts json, OUT replayed boolean, OUT answer json
) LANGUAGE plpgsql AS $$
DECLARE
    what activity;
    mine attendance;
    planned record;
    left_at timestamptz;
    survivor uuid;
BEGIN
    facts := '{}';
    replayed := false;
    PERFORM pg_advisory_xact_lock(hashtextextended('attendance:' || the_volunteer::text, 0));
    SELECT * INTO what FROM activity WHERE county_id = the_county AND short_id = the_short_id;
    SELECT * INTO mine FROM attendance WHERE county_id = the_county AND out_nonce = the_nonce;
    IF FOUND THEN
        IF mine.volunteer_id IN (the_volunteer, merged_person(the_county, the_volunteer))
            AND mine.activity_id = what.id THEN
            replayed := true;
            answer := attendance_json(mine);
        ELSE
            refusal := 'key_reused';
        END IF;
        RETURN;
    END IF;
    -- Who was suspended while she served may still leave.
    refusal := nullif(mark_obstacle(
        the_county, the_volunteer, the_actor, what, the_means, the_mode, the_code_hash, the_now), 'account_suspended');
    survivor := CASE WHEN refusal = 'person_unknown' THEN merged_person(the_county, the_volunteer) END;
    IF survivor IS NOT NULL THEN
        SELECT again.refusal, again.facts, again.replayed, again.answer INTO refusal, facts, replayed, answer
        FROM check_out(the_county, the_id, survivor, the_short_id, the_at, the_now, the_means, the_mode, the_nonce,
            the_actor, the_confirmed, the_flags, the_reason, the_code_hash, late) again;
        RETURN;
    END IF;
    IF refusal IS NOT NULL THEN
        facts := obstacle_facts(refusal, the_county, the_volunteer);
        RETURN;
    END IF;
    IF 'far_away' = ANY (the_flags) AND NOT location_agreed(the_county, the_volunteer) THEN
        the_flags := array_remove(the_flags, 'far_away');
    END IF;
    SELECT a.* INTO mine FROM attendance a
    WHERE a.county_id = the_county AND a.activity_id = what.id AND a.volunteer_id = the_volunteer
      AND a.undone_at IS NULL AND a.out_at IS NULL
    ORDER BY a.in_at <= the_at DESC, a.in_at DESC LIMIT 1;
    IF NOT FOUND AND the_mode <> 'online' THEN
        mine := reopen_closed(the_county, what.id, the_volunteer, the_id, the_now);
    END IF;
    IF mine.id IS NULL THEN
        SELECT a.* INTO mine FROM attendance a
        WHERE a.county_id = the_county AND a.activity_id = what.id AND a.volunteer_id = the_volunteer
          AND a.undone_at IS NULL ORDER BY a.in_at DESC LIMIT 1;
        refusal := CASE WHEN FOUND THEN 'already_checked_out' ELSE 'not_checked_in' END;
        facts := json_build_object('title', what.title, 'in_at', local_time_text(mine.in_at),
            'out_at', local_time_text(mine.out_at));
        RETURN;
    END IF;
    SELECT starts_at, ends_at INTO planned FROM shift WHERE county_id = the_county AND id = mine.shift_id;
    IF the_at > planned.ends_at + late AND the_mode = 'online' THEN
        refusal := 'outside_window';
        facts := json_build_object('opens_at', local_time_text(mine.in_at),
            'closes_at', local_time_text(planned.ends_at + late));
        RETURN;
    END IF;
    left_at := greatest(mine.in_at, least(the_at, planned.ends_at + late));
    UPDATE attendance a SET out_at = left_at, out_means = the_means, out_mode = the_mode, out_nonce = the_nonce,
        out_by = the_actor, confirmed = a.confirmed AND the_confirmed,
        reason = coalesce(the_reason, a.reason),
        flags = ARRAY(SELECT DISTINCT flag FROM unnest(a.flags || the_flags
            || CASE WHEN left_at <> the_at THEN ARRAY['clamped_to_window'] ELSE '{}' END
            || CASE WHEN EXISTS (
                SELECT FROM attendance b
                WHERE b.county_id = the_county AND b.volunteer_id = the_volunteer AND b.id <> a.id
                  AND b.undone_at IS NULL AND b.in_at > a.in_at - interval '2 days' AND b.in_at < left_at
                  AND coalesce(b.out_at, b.in_at) > a.in_at) THEN ARRAY['overlap'] ELSE '{}' END) flag ORDER BY flag)
    WHERE a.county_id = the_county AND a.id = mine.id
    RETURNING a.* INTO mine;
    IF the_code_hash IS NOT NULL THEN
        INSERT INTO personal_code_use (county_id, code_hash, used_at) VALUES (the_county, the_code_hash, the_now);
    END IF;
    answer := mark_json(mine, what.short_id, what.title, planned.starts_at, planned.ends_at);
END $$;
