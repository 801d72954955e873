-- Service records, rules and disclosures guard themselves: whatever the application forgets is refused here.

-- The state table of points/hours/states.py as law; a test holds both together.
CREATE OR REPLACE FUNCTION record_may_become(p_before text, p_disputed_from text, p_after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_before
        WHEN 'claimed' THEN p_after IN ('verified', 'rejected', 'corrected', 'disputed')
        WHEN 'verified' THEN p_after IN ('disclosed', 'settled', 'rejected', 'corrected', 'disputed')
        WHEN 'disclosed' THEN p_after IN ('settled', 'rejected', 'corrected', 'disputed')
        WHEN 'settled' THEN p_after IN ('corrected', 'disputed')
        WHEN 'rejected' THEN p_after IN ('corrected', 'disputed')
        WHEN 'disputed' THEN p_after IN (p_disputed_from, 'corrected')
        ELSE false
    END
$$;

-- A registration that turned out to be a second one of somebody goes on under her first one.
CREATE OR REPLACE FUNCTION merged_into(p_county_id text, p_other uuid, p_survivor uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM volunteer v
        WHERE v.county_id = p_county_id AND v.id = p_other AND v.merged_into_id = p_survivor)
$$;

CREATE OR REPLACE FUNCTION guard_service_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'claimed' THEN
            PERFORM refuse('illegal_transition', jsonb_build_object('state', NEW.state, 'action', 'insert'));
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state AND NOT record_may_become(OLD.state, OLD.disputed_from, NEW.state) THEN
        PERFORM refuse('illegal_transition', jsonb_build_object('state', OLD.state, 'action', NEW.state));
    END IF;
    IF (NEW.county_id, NEW.id, NEW.attendance_id, NEW.revision, NEW.household_id, NEW.activity_id,
        NEW.local_date, NEW.started_at, NEW.ended_at, NEW.origin, NEW.recorded_by, NEW.created_at)
        IS DISTINCT FROM
       (OLD.county_id, OLD.id, OLD.attendance_id, OLD.revision, OLD.household_id, OLD.activity_id,
        OLD.local_date, OLD.started_at, OLD.ended_at, OLD.origin, OLD.recorded_by, OLD.created_at)
        OR (NEW.volunteer_id <> OLD.volunteer_id AND NOT merged_into(OLD.county_id, OLD.volunteer_id, NEW.volunteer_id))
    THEN
        RAISE EXCEPTION 'a service record never changes whom, when and where it is about' USING ERRCODE = '42501';
    END IF;
    IF OLD.state NOT IN ('claimed', 'verified')
        AND (NEW.minutes, NEW.points, NEW.rule_id, NEW.trace, NEW.usage, NEW.verified_by, NEW.verified_at)
            IS DISTINCT FROM
            (OLD.minutes, OLD.points, OLD.rule_id, OLD.trace, OLD.usage, OLD.verified_by, OLD.verified_at) THEN
        RAISE EXCEPTION 'the numbers of a published record are frozen' USING ERRCODE = '42501';
    END IF;
    IF (NEW.verified_by IS DISTINCT FROM OLD.verified_by OR NEW.first_verified_by IS DISTINCT FROM OLD.first_verified_by)
        AND EXISTS (
            SELECT FROM volunteer v
            WHERE v.county_id = NEW.county_id AND v.id IN (NEW.verified_by, NEW.first_verified_by)
              AND v.household_id = NEW.household_id
        ) THEN
        PERFORM refuse('own_household');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_service_record BEFORE INSERT OR UPDATE ON service_record
FOR EACH ROW EXECUTE FUNCTION guard_service_record();
CREATE OR REPLACE TRIGGER keep_service_record BEFORE DELETE ON service_record
FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A published rule version is history: neither it nor its classes and sources change.
CREATE OR REPLACE FUNCTION guard_scoring_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'published' THEN
        RAISE EXCEPTION 'a published rule version is never edited' USING ERRCODE = '42501';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION guard_scoring_rule_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := coalesce(to_jsonb(OLD), to_jsonb(NEW));
BEGIN
    IF EXISTS (
        SELECT FROM scoring_rule r
        WHERE r.county_id = part->>'county_id' AND r.id = (part->>'rule_id')::uuid AND r.state = 'published'
    ) THEN
        RAISE EXCEPTION 'a published rule version is never edited' USING ERRCODE = '42501';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE TRIGGER guard_scoring_rule BEFORE UPDATE OR DELETE ON scoring_rule
FOR EACH ROW EXECUTE FUNCTION guard_scoring_rule();
CREATE OR REPLACE TRIGGER guard_difficulty_class BEFORE INSERT OR UPDATE OR DELETE ON difficulty_class
FOR EACH ROW EXECUTE FUNCTION guard_scoring_rule_part();
CREATE OR REPLACE TRIGGER guard_point_source BEFORE INSERT OR UPDATE OR DELETE ON point_source
FOR EACH ROW EXECUTE FUNCTION guard_scoring_rule_part();

-- A published list stays as it was printed; only the fact that it is settled is added.
CREATE OR REPLACE FUNCTION guard_disclosure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR (to_jsonb(NEW) - 'state' - 'settled_at') <> (to_jsonb(OLD) - 'state' - 'settled_at') THEN
        RAISE EXCEPTION 'a published list is never edited' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_disclosure BEFORE UPDATE ON disclosure
FOR EACH ROW EXECUTE FUNCTION guard_disclosure();
CREATE OR REPLACE TRIGGER keep_disclosure BEFORE DELETE ON disclosure
FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- An objection is ruled on once.
CREATE OR REPLACE FUNCTION guard_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR (NEW.line_id, NEW.raised_by, NEW.text) IS DISTINCT FROM (OLD.line_id, OLD.raised_by, OLD.text) THEN
        RAISE EXCEPTION 'an objection is ruled on once' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_objection BEFORE UPDATE ON objection
FOR EACH ROW EXECUTE FUNCTION guard_objection();
CREATE OR REPLACE TRIGGER keep_objection BEFORE DELETE ON objection
FOR EACH ROW EXECUTE FUNCTION refuse_change();
