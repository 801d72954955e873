-- A site never spends more than its grant, whoever writes the row: the site is locked while the sum is taken.
CREATE OR REPLACE FUNCTION guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE left_fen bigint;
BEGIN
    SELECT s.grant_fen INTO left_fen FROM site s WHERE s.county_id = NEW.county_id AND s.id = NEW.site_id FOR UPDATE;
    left_fen := left_fen - (SELECT coalesce(sum(CASE WHEN g.reverses_id IS NULL THEN g.amount_fen ELSE -g.amount_fen END), 0)
        FROM grant_spending g WHERE g.county_id = NEW.county_id AND g.site_id = NEW.site_id);
    IF NEW.reverses_id IS NULL AND NEW.amount_fen > left_fen THEN
        PERFORM refuse('grant_exceeded',
            jsonb_build_object('left_yuan', left_fen / 100 || '.' || lpad((left_fen % 100)::text, 2, '0')));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER within_grant BEFORE INSERT ON grant_spending FOR EACH ROW EXECUTE FUNCTION guard_grant();
