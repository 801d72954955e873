-- The only pen of units and stock movements (D9). The application's role may call these functions but cannot write the
-- tables itself. Lock order everywhere: household account, then order, then units by (item, best-before, id).

-- Books a delivery and makes one row per piece. The same receipt number never counts twice.
CREATE OR REPLACE FUNCTION receive_lot(
    p_county_id text, p_lot_id uuid, p_item_id uuid, p_donor_id uuid, p_receipt_no text, p_unit_ids uuid[],
    p_unit_value_fen integer, p_value_basis text, p_best_before date, p_funding_source text,
    p_actor_id uuid, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO lot (county_id, id, item_id, donor_id, receipt_no, quantity, unit_value_fen, value_basis, best_before,
        funding_source, received_by, received_at)
    VALUES (p_county_id, p_lot_id, p_item_id, p_donor_id, p_receipt_no, cardinality(p_unit_ids), p_unit_value_fen,
        p_value_basis, p_best_before, p_funding_source, p_actor_id, p_now)
    ON CONFLICT (county_id, receipt_no) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM refuse('receipt_no_taken', jsonb_build_object('receipt_no', p_receipt_no));
    END IF;
    INSERT INTO unit (county_id, id, lot_id, item_id, best_before, state, order_id)
    SELECT p_county_id, one, p_lot_id, p_item_id, coalesce(p_best_before, 'infinity'), 'available', NULL
    FROM unnest(p_unit_ids) AS one;
    INSERT INTO stock_movement (county_id, lot_id, reference, kind, quantity, actor_id, recorded_at)
    VALUES (p_county_id, p_lot_id, 'lot:' || p_lot_id, 'receive', cardinality(p_unit_ids), p_actor_id, p_now);
END $$;

-- Returns the ids of up to p_quantity available pieces, earliest best-before first, expired ones never, all locked.
-- First nobody is waited for. If that finds too few, what was locked is let go and the pieces are locked in order,
-- waiting for others who may yet give theirs back: so nobody is told "sold out" while a piece may come free, and two
-- orders for several pieces cannot wait for each other.
CREATE OR REPLACE FUNCTION lock_units(p_county_id text, p_item_id uuid, p_quantity integer, p_today date) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE found_units uuid[];
BEGIN
    BEGIN
        found_units := ARRAY(
            SELECT id FROM unit
            WHERE county_id = p_county_id AND item_id = p_item_id AND state = 'available' AND best_before >= p_today
            ORDER BY best_before, id LIMIT p_quantity FOR UPDATE SKIP LOCKED);
        IF cardinality(found_units) < p_quantity THEN
            RAISE EXCEPTION USING ERRCODE = 'YB002';
        END IF;
        RETURN found_units;
    EXCEPTION WHEN SQLSTATE 'YB002' THEN
        RETURN ARRAY(
            SELECT id FROM unit
            WHERE county_id = p_county_id AND item_id = p_item_id AND state = 'available' AND best_before >= p_today
            ORDER BY best_before, id LIMIT p_quantity FOR UPDATE);
    END;
END $$;

-- Takes pieces for an order, or refuses (out_of_stock).
CREATE OR REPLACE FUNCTION reserve_units(
    p_county_id text, p_item_id uuid, p_item_name text, p_quantity integer, p_order_id uuid, p_today date,
    p_actor_id uuid, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE found_units uuid[];
BEGIN
    IF p_quantity = 1 THEN
        -- One piece needs no second thought about what is already held, so the common case has no subtransaction.
        found_units := ARRAY(
            SELECT id FROM unit
            WHERE county_id = p_county_id AND item_id = p_item_id AND state = 'available' AND best_before >= p_today
            ORDER BY best_before, id LIMIT 1 FOR UPDATE SKIP LOCKED);
    END IF;
    IF found_units IS NULL OR cardinality(found_units) = 0 THEN
        found_units := lock_units(p_county_id, p_item_id, p_quantity, p_today);
    END IF;
    IF cardinality(found_units) < p_quantity THEN
        PERFORM refuse('out_of_stock', jsonb_build_object('item', p_item_name, 'wanted', p_quantity));
    END IF;
    WITH taken AS (
        UPDATE unit SET state = 'reserved', order_id = p_order_id
        WHERE county_id = p_county_id AND id = ANY (found_units) RETURNING lot_id
    )
    INSERT INTO stock_movement (county_id, lot_id, reference, kind, quantity, actor_id, recorded_at)
    SELECT p_county_id, lot_id, 'order:' || p_order_id || ':reserve', 'reserve', count(*), p_actor_id, p_now
    FROM taken GROUP BY lot_id;
END $$;

-- Moves all pieces of an order on: 'release' gives them back to the shelf, 'issue' hands them over, 'return' takes them
-- back after hand-over, 'write_off' does so for goods that can no longer be given out.
CREATE OR REPLACE FUNCTION move_units(
    p_county_id text, p_order_id uuid, p_kind text, p_actor_id uuid, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    held uuid[];
    new_state text := CASE p_kind WHEN 'issue' THEN 'issued' WHEN 'write_off' THEN 'written_off' ELSE 'available' END;
    kinds text[] := CASE p_kind WHEN 'write_off' THEN ARRAY['return', 'write_off'] ELSE ARRAY[p_kind] END;
BEGIN
    held := ARRAY(SELECT id FROM unit WHERE county_id = p_county_id AND order_id = p_order_id
        ORDER BY item_id, best_before, id FOR UPDATE);
    WITH moved AS (
        UPDATE unit SET state = new_state, order_id = CASE WHEN new_state = 'issued' THEN p_order_id END
        WHERE county_id = p_county_id AND id = ANY (held) RETURNING lot_id
    ), counted AS (
        SELECT lot_id, count(*) AS quantity FROM moved GROUP BY lot_id
    )
    INSERT INTO stock_movement (county_id, lot_id, reference, kind, quantity, actor_id, recorded_at)
    SELECT p_county_id, lot_id, 'order:' || p_order_id || ':' || one_kind, one_kind, quantity, p_actor_id, p_now
    FROM counted, unnest(kinds) AS one_kind;
END $$;

-- Ends a stocktake. Confirming writes the difference: missing pieces off, found pieces in (their ids come with the call).
-- The person who counted cannot decide (second_person_needed); deciding again the same way changes nothing.
CREATE OR REPLACE FUNCTION decide_stocktake(
    p_county_id text, p_stocktake_id uuid, p_confirmed boolean, p_found_ids uuid[], p_actor_id uuid, p_now timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    taken stocktake;
    counted_lot lot;
    wanted text := CASE WHEN p_confirmed THEN 'confirmed' ELSE 'dismissed' END;
    difference integer;
    missing uuid[];
BEGIN
    SELECT * INTO taken FROM stocktake WHERE county_id = p_county_id AND id = p_stocktake_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF taken.state = wanted AND taken.decided_by = p_actor_id THEN
        RETURN;
    ELSIF taken.state <> 'counted' THEN
        PERFORM refuse('decision_made', jsonb_build_object('state', taken.state));
    ELSIF taken.counted_by = p_actor_id THEN
        PERFORM refuse('second_person_needed');
    END IF;
    -- Counts of one lot are decided one after the other: the same missing piece is written off once.
    PERFORM FROM lot WHERE county_id = p_county_id AND id = taken.lot_id FOR UPDATE;
    IF p_confirmed AND EXISTS (SELECT FROM stocktake s WHERE s.county_id = p_county_id AND s.lot_id = taken.lot_id
            AND s.state = 'confirmed' AND s.counted <> s.expected AND s.decided_at >= taken.counted_at) THEN
        PERFORM refuse('count_outdated');
    END IF;
    UPDATE stocktake SET state = wanted, decided_by = p_actor_id, decided_at = p_now
    WHERE county_id = p_county_id AND id = p_stocktake_id;
    difference := taken.counted - taken.expected;
    IF NOT p_confirmed OR difference = 0 THEN
        RETURN;
    END IF;
    SELECT * INTO counted_lot FROM lot WHERE county_id = p_county_id AND id = taken.lot_id;
    IF difference < 0 THEN
        missing := ARRAY(SELECT id FROM unit WHERE county_id = p_county_id AND lot_id = taken.lot_id
            AND state = 'available' ORDER BY id LIMIT -difference FOR UPDATE);
        IF cardinality(missing) < -difference THEN
            PERFORM refuse('out_of_stock', jsonb_build_object('item', counted_lot.receipt_no, 'wanted', -difference));
        END IF;
        UPDATE unit SET state = 'written_off' WHERE county_id = p_county_id AND id = ANY (missing);
    ELSE
        INSERT INTO unit (county_id, id, lot_id, item_id, best_before, state, order_id)
        SELECT p_county_id, one, taken.lot_id, counted_lot.item_id, coalesce(counted_lot.best_before, 'infinity'),
            'available', NULL
        FROM unnest(p_found_ids[1:difference]) AS one;
    END IF;
    INSERT INTO stock_movement (county_id, lot_id, reference, kind, quantity, actor_id, recorded_at)
    VALUES (p_county_id, taken.lot_id, 'stocktake:' || p_stocktake_id,
        CASE WHEN difference < 0 THEN 'write_off' ELSE 'find' END, abs(difference), p_actor_id, p_now);
END $$;

-- A price stands from its instant on. After the first one, each needs a second person and a day's notice (B12).
CREATE OR REPLACE FUNCTION guard_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM item_price WHERE county_id = NEW.county_id AND item_id = NEW.item_id) THEN
        IF NEW.approved_by IS NULL THEN
            PERFORM refuse('second_person_needed');
        ELSIF NEW.effective_at < NEW.recorded_at + interval '24 hours' THEN
            PERFORM refuse('price_too_soon', jsonb_build_object('hours', 24));
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER guard_price BEFORE INSERT ON item_price FOR EACH ROW EXECUTE FUNCTION guard_price();
