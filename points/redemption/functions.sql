-- The only pen of redemption orders, their lines and the usage that limits count (D9). A refusal rolls everything back.
-- Lock order everywhere: household account, then order, then usage, then units.

-- The name of the period a day lies in; points.redemption.periods.period_key gives the same.
CREATE OR REPLACE FUNCTION period_key(p_period text, p_day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_period
        WHEN 'day' THEN to_char(p_day, 'YYYY-MM-DD')
        WHEN 'month' THEN to_char(p_day, 'YYYY-MM')
        WHEN 'season' THEN to_char(p_day, 'YYYY-"S"Q')
        ELSE to_char(p_day, 'YYYY') END
$$;

-- Counts p_quantity more of a subject in a period and tells whether the limit allows it.
CREATE OR REPLACE FUNCTION use_allowance(
    p_county_id text, p_household_id uuid, p_subject_id uuid, p_period text, p_quantity integer, p_limit integer
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF p_quantity > p_limit THEN
        RETURN false;
    END IF;
    INSERT INTO redemption_usage AS u (county_id, household_id, subject_id, period, quantity)
    VALUES (p_county_id, p_household_id, p_subject_id, p_period, p_quantity)
    ON CONFLICT (county_id, household_id, subject_id, period)
    DO UPDATE SET quantity = u.quantity + excluded.quantity WHERE u.quantity + excluded.quantity <= p_limit;
    RETURN FOUND;
END $$;

-- Forgets a person's name where a shop keeper wrote down who collected; the order itself stays (个人信息保护法 art. 47).
-- A collector may be of any household, so a namesake's note in the same county goes with it.
CREATE OR REPLACE FUNCTION forget_collector(p_county_id text, p_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE redemption_order SET collected_by = NULL WHERE county_id = p_county_id AND collected_by = p_name
$$;

-- Refuses an order that costs more than the household lets one member spend at once; else hands the status through.
CREATE OR REPLACE FUNCTION within_limit(p_status text, p_points bigint, p_limit bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    IF p_points > p_limit THEN
        PERFORM refuse('order_limit_exceeded', jsonb_build_object('limit_points', p_limit, 'required_points', p_points));
    END IF;
    RETURN p_status;
END $$;

-- Reserves goods for a household and holds their points. p_lines is [{"item_id", "quantity"}, …] without repetitions.
-- The same key of the same person with the same request returns the first order again.
CREATE OR REPLACE FUNCTION place_order(
    p_county_id text, p_order_id uuid, p_posting_id uuid, p_household_id uuid, p_placed_by uuid, p_on_behalf_of uuid,
    p_day_id uuid, p_lines jsonb, p_floor bigint, p_suspend_below bigint, p_key text, p_request_hash bytea,
    p_code_hash bytea, p_code_minutes integer, p_now timestamptz, p_today date
) RETURNS redemption_order LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    spendable bigint;
    day redemption_day;
    placed redemption_order;
    line record;
    total bigint := 0;
    items uuid[] := '{}';
    names text[] := '{}';
    quantities integer[] := '{}';
    amounts bigint[] := '{}';
    periods text[] := '{}';
    point_limit redemption_limit;
    point_period text;
BEGIN
    SELECT balance INTO spendable FROM account
    WHERE county_id = p_county_id AND household_id = p_household_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('account_unknown');
    END IF;
    SELECT * INTO placed FROM redemption_order
    WHERE county_id = p_county_id AND placed_by = p_placed_by AND idempotency_key = p_key;
    IF FOUND THEN
        IF placed.request_hash <> p_request_hash THEN
            PERFORM refuse('key_reused');
        END IF;
        RETURN placed;
    END IF;
    SELECT * INTO day FROM redemption_day WHERE county_id = p_county_id AND id = p_day_id;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    ELSIF day.state <> 'planned' OR p_now < day.opens_at OR p_now >= day.closes_at THEN
        PERFORM refuse('redemption_day_closed', jsonb_build_object('opens_at', day.opens_at, 'closes_at', day.closes_at));
    END IF;
    FOR line IN
        SELECT l.item_id, l.quantity, i.name, i.limit_quantity, i.limit_period, price.points AS price
        FROM jsonb_to_recordset(p_lines) AS l(item_id uuid, quantity integer)
        LEFT JOIN reward_item i ON i.county_id = p_county_id AND i.id = l.item_id
            AND i.pickup_point_id = day.pickup_point_id AND i.state = 'offered'
        LEFT JOIN LATERAL (
            SELECT q.points FROM item_price q
            WHERE q.county_id = p_county_id AND q.item_id = l.item_id AND q.effective_at <= p_now
            ORDER BY q.effective_at DESC LIMIT 1
        ) price ON true
        ORDER BY l.item_id
    LOOP
        IF line.name IS NULL OR line.price IS NULL THEN
            PERFORM refuse('item_not_offered', jsonb_build_object('item_id', line.item_id));
        END IF;
        total := total + line.price * line.quantity;
        items := items || line.item_id;
        names := names || line.name;
        quantities := quantities || line.quantity;
        amounts := amounts || line.price * line.quantity;
        periods := periods || CASE WHEN line.limit_quantity IS NOT NULL
            THEN period_key(line.limit_period, p_today) END;
        IF line.limit_quantity IS NOT NULL AND NOT use_allowance(p_county_id, p_household_id, line.item_id,
            period_key(line.limit_period, p_today), line.quantity, line.limit_quantity) THEN
            PERFORM refuse('item_limit_reached', jsonb_build_object(
                'item', line.name, 'limit', line.limit_quantity, 'period', line.limit_period));
        END IF;
    END LOOP;
    SELECT * INTO point_limit FROM redemption_limit
    WHERE county_id = p_county_id AND pickup_point_id = day.pickup_point_id;
    IF FOUND THEN
        point_period := period_key(point_limit.period, p_today);
        IF NOT use_allowance(p_county_id, p_household_id, day.pickup_point_id, point_period, 1, point_limit.orders) THEN
            PERFORM refuse('redemption_limit_reached',
                jsonb_build_object('limit', point_limit.orders, 'period', point_limit.period));
        END IF;
    END IF;
    IF spendable < p_suspend_below THEN
        PERFORM refuse('redeeming_suspended',
            jsonb_build_object('balance_points', spendable, 'suspend_below_points', p_suspend_below));
    END IF;
    spendable := greatest(spendable - coalesce(p_floor, 0), 0);
    IF total > spendable THEN
        PERFORM refuse('insufficient_points',
            jsonb_build_object('required_points', total, 'available_points', spendable));
    END IF;
    INSERT INTO redemption_order (county_id, id, household_id, placed_by, on_behalf_of, pickup_point_id,
        redemption_day_id, points, idempotency_key, request_hash, pickup_code_hash, usage_period, state, placed_at,
        expires_at)
    VALUES (p_county_id, p_order_id, p_household_id, p_placed_by, p_on_behalf_of, day.pickup_point_id, p_day_id, total,
        p_key, p_request_hash, p_code_hash, point_period, 'placed', p_now,
        least(p_now + make_interval(mins => p_code_minutes), day.closes_at))
    ON CONFLICT DO NOTHING RETURNING * INTO placed;
    IF NOT FOUND THEN
        -- Only one keeper sending one key for two households at once, or a code drawn before, can come here.
        IF EXISTS (SELECT FROM redemption_order
            WHERE county_id = p_county_id AND placed_by = p_placed_by AND idempotency_key = p_key) THEN
            PERFORM refuse('key_reused');
        END IF;
        PERFORM refuse('pickup_code_taken');
    END IF;
    INSERT INTO order_line (county_id, order_id, item_id, quantity, points, usage_period)
    SELECT p_county_id, p_order_id, u.* FROM unnest(items, quantities, amounts, periods) AS u;
    FOR place IN 1 .. cardinality(items) LOOP
        PERFORM reserve_units(p_county_id, items[place], names[place], quantities[place], p_order_id, p_today,
            p_placed_by, p_now);
    END LOOP;
    PERFORM post_points(p_county_id, p_posting_id, 'order:' || p_order_id || ':hold', 'hold',
        'household', p_household_id, 'escrow', NULL, total, '{}', p_placed_by, p_today, p_now);
    RETURN placed;
END $$;

-- Locks an order behind its household's account and returns it as it stands.
CREATE OR REPLACE FUNCTION lock_order(p_county_id text, p_order_id uuid) RETURNS redemption_order
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE locked redemption_order;
BEGIN
    SELECT * INTO locked FROM redemption_order WHERE county_id = p_county_id AND id = p_order_id;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    PERFORM FROM account WHERE county_id = p_county_id AND household_id = locked.household_id FOR UPDATE;
    SELECT * INTO locked FROM redemption_order WHERE county_id = p_county_id AND id = p_order_id FOR UPDATE;
    RETURN locked;
END $$;

-- Counts an order against its household's limits p_times over; -1 gives back what it counted.
CREATE OR REPLACE FUNCTION count_allowance(p_order redemption_order, p_times integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE redemption_usage u SET quantity = u.quantity + p_times * used.quantity
    FROM (
        SELECT l.item_id AS subject_id, l.usage_period AS period, l.quantity FROM order_line l
        WHERE l.county_id = p_order.county_id AND l.order_id = p_order.id AND l.usage_period IS NOT NULL
        UNION ALL
        SELECT p_order.pickup_point_id, p_order.usage_period, 1 WHERE p_order.usage_period IS NOT NULL
    ) used
    WHERE u.county_id = p_order.county_id AND u.household_id = p_order.household_id
        AND u.subject_id = used.subject_id AND u.period = used.period
$$;

-- Ends an open order without hand-over: p_state is 'cancelled' or 'expired'. Goods, points and allowance go back.
-- Ending it again the same way changes nothing.
CREATE OR REPLACE FUNCTION close_order(
    p_county_id text, p_order_id uuid, p_posting_id uuid, p_state text, p_reason text, p_actor_id uuid,
    p_now timestamptz, p_today date
) RETURNS redemption_order LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE closing redemption_order := lock_order(p_county_id, p_order_id);
BEGIN
    IF closing.state = p_state THEN
        RETURN closing;
    ELSIF closing.state <> 'placed' THEN
        PERFORM refuse('order_not_open', jsonb_build_object('state', closing.state));
    ELSIF p_state = 'expired' AND p_now < closing.expires_at THEN
        PERFORM refuse('order_still_open');
    END IF;
    PERFORM count_allowance(closing, -1);
    PERFORM move_units(p_county_id, p_order_id, 'release', p_actor_id, p_now);
    PERFORM post_points(p_county_id, p_posting_id, 'order:' || p_order_id || ':release', 'release',
        'escrow', NULL, 'household', closing.household_id, closing.points, '{}', p_actor_id, p_today, p_now);
    UPDATE redemption_order SET state = p_state, closed_at = p_now, closed_by = p_actor_id, close_reason = p_reason
    WHERE county_id = p_county_id AND id = p_order_id RETURNING * INTO closing;
    RETURN closing;
END $$;

-- Hands an order over: the held points become goods. The same request sent again changes nothing.
CREATE OR REPLACE FUNCTION fulfil_order(
    p_county_id text, p_order_id uuid, p_posting_id uuid, p_keeper_id uuid, p_keeper_household_id uuid,
    p_collected_by text, p_key text, p_now timestamptz, p_today date
) RETURNS redemption_order LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE handed redemption_order := lock_order(p_county_id, p_order_id);
BEGIN
    -- The same request again is an answer; the same code shown once more is refused, or goods would leave twice (B9).
    IF handed.state = 'fulfilled' AND handed.fulfilled_by = p_keeper_id AND handed.fulfilment_key = p_key THEN
        RETURN handed;
    ELSIF handed.state <> 'placed' THEN
        PERFORM refuse('order_not_open', jsonb_build_object('state', handed.state));
    ELSIF handed.household_id = p_keeper_household_id THEN
        PERFORM refuse('own_household_order');
    ELSIF p_now >= handed.expires_at THEN
        PERFORM refuse('order_expired', jsonb_build_object('expires_at', handed.expires_at));
    END IF;
    PERFORM move_units(p_county_id, p_order_id, 'issue', p_keeper_id, p_now);
    PERFORM post_points(p_county_id, p_posting_id, 'order:' || p_order_id || ':settle', 'settle',
        'escrow', NULL, 'redeemed', NULL, handed.points, '{}', p_keeper_id, p_today, p_now);
    UPDATE redemption_order SET state = 'fulfilled', fulfilled_at = p_now, fulfilled_by = p_keeper_id,
        fulfilment_key = p_key, collected_by = p_collected_by
    WHERE county_id = p_county_id AND id = p_order_id RETURNING * INTO handed;
    RETURN handed;
END $$;

-- Hands over only some of an order (ADR 0014). The order ends as cancelled, so everything goes back, and a second order
-- for what is taken (part_of) is placed at the same prices and handed over, all at once. The pickup code goes with the
-- part: shown again it finds what was handed over. p_lines is like that of place_order; it may name the whole order.
CREATE OR REPLACE FUNCTION fulfil_part(
    p_county_id text, p_order_id uuid, p_part_id uuid, p_posting_ids uuid[], p_code_hash bytea, p_lines jsonb,
    p_keeper_id uuid, p_keeper_household_id uuid, p_collected_by text, p_key text, p_now timestamptz, p_today date
) RETURNS redemption_order LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    whole redemption_order := lock_order(p_county_id, p_order_id);
    part redemption_order;
    line record;
BEGIN
    IF EXISTS (SELECT FROM jsonb_to_recordset(p_lines) AS w(item_id uuid, quantity integer)
            WHERE NOT EXISTS (SELECT FROM order_line l WHERE l.county_id = p_county_id AND l.order_id = p_order_id
                AND l.item_id = w.item_id AND l.quantity >= w.quantity)) THEN
        PERFORM refuse('more_than_ordered');
    ELSIF whole.state <> 'placed' OR whole.household_id = p_keeper_household_id OR p_now >= whole.expires_at
        OR (SELECT sum(w.quantity) FROM jsonb_to_recordset(p_lines) AS w(item_id uuid, quantity integer))
         = (SELECT sum(l.quantity) FROM order_line l WHERE l.county_id = p_county_id AND l.order_id = p_order_id) THEN
        RETURN fulfil_order(p_county_id, p_order_id, p_posting_ids[1], p_keeper_id, p_keeper_household_id,
            p_collected_by, p_key, p_now, p_today);
    ELSIF EXISTS (SELECT FROM redemption_order WHERE county_id = p_county_id
            AND pickup_point_id = whole.pickup_point_id AND pickup_code_hash = p_code_hash) THEN
        PERFORM refuse('pickup_code_taken');
    END IF;
    PERFORM close_order(p_county_id, p_order_id, p_posting_ids[1], 'cancelled', NULL, p_keeper_id, p_now, p_today);
    UPDATE redemption_order SET pickup_code_hash = p_code_hash WHERE county_id = p_county_id AND id = p_order_id;
    INSERT INTO redemption_order (county_id, id, household_id, placed_by, on_behalf_of, pickup_point_id,
        redemption_day_id, points, idempotency_key, request_hash, pickup_code_hash, usage_period, state, placed_at,
        expires_at, part_of)
    SELECT p_county_id, p_part_id, whole.household_id, whole.placed_by, whole.on_behalf_of, whole.pickup_point_id,
        whole.redemption_day_id, sum(l.points / l.quantity * w.quantity), 'part:' || p_order_id, whole.request_hash,
        whole.pickup_code_hash, whole.usage_period, 'placed', whole.placed_at, whole.expires_at, p_order_id
    FROM jsonb_to_recordset(p_lines) AS w(item_id uuid, quantity integer)
    JOIN order_line l ON l.county_id = p_county_id AND l.order_id = p_order_id AND l.item_id = w.item_id
    RETURNING * INTO part;
    INSERT INTO order_line (county_id, order_id, item_id, quantity, points, usage_period)
    SELECT p_county_id, p_part_id, l.item_id, w.quantity, l.points / l.quantity * w.quantity, l.usage_period
    FROM jsonb_to_recordset(p_lines) AS w(item_id uuid, quantity integer)
    JOIN order_line l ON l.county_id = p_county_id AND l.order_id = p_order_id AND l.item_id = w.item_id;
    PERFORM count_allowance(part, 1);
    FOR line IN
        SELECT l.item_id, l.quantity, i.name FROM order_line l
        JOIN reward_item i ON i.county_id = l.county_id AND i.id = l.item_id
        WHERE l.county_id = p_county_id AND l.order_id = p_part_id ORDER BY l.item_id
    LOOP
        PERFORM reserve_units(p_county_id, line.item_id, line.name, line.quantity, p_part_id, p_today, p_keeper_id, p_now);
    END LOOP;
    PERFORM post_points(p_county_id, p_posting_ids[2], 'order:' || p_part_id || ':hold', 'hold',
        'household', part.household_id, 'escrow', NULL, part.points, '{}', p_keeper_id, p_today, p_now);
    RETURN fulfil_order(p_county_id, p_part_id, p_posting_ids[3], p_keeper_id, p_keeper_household_id, p_collected_by,
        p_key, p_now, p_today);
END $$;

-- Finds the order behind a pickup code. Unknown codes are counted (at most five a minute and keeper, B10), which is why
-- they are answered as an outcome and not refused: a refusal would roll the count back.
CREATE OR REPLACE FUNCTION find_by_code(
    p_county_id text, p_pickup_point_id uuid, p_code_hash bytea, p_keeper_id uuid, p_now timestamptz,
    OUT outcome text, OUT seen redemption_order
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    tries pickup_attempt;
BEGIN
    -- One keeper stands at one counter: her tries queue up, so parallel guesses cannot slip past the count.
    PERFORM pg_advisory_xact_lock(hashtextextended('pickup:' || p_keeper_id, 0));
    SELECT * INTO tries FROM pickup_attempt WHERE county_id = p_county_id AND keeper_id = p_keeper_id
        AND window_started_at > p_now - interval '1 minute';
    IF tries.failures >= 5 THEN
        outcome := 'too_many';
        RETURN;
    END IF;
    SELECT * INTO seen FROM redemption_order WHERE county_id = p_county_id
        AND pickup_point_id = p_pickup_point_id AND pickup_code_hash = p_code_hash;
    IF seen.id IS NOT NULL THEN
        outcome := 'found';
        RETURN;
    END IF;
    outcome := 'unknown';
    INSERT INTO pickup_attempt AS a (county_id, keeper_id, window_started_at, failures)
    VALUES (p_county_id, p_keeper_id, p_now, 1)
    ON CONFLICT (county_id, keeper_id) DO UPDATE SET
        failures = CASE WHEN a.window_started_at > p_now - interval '1 minute' THEN a.failures + 1 ELSE 1 END,
        window_started_at = CASE WHEN a.window_started_at > p_now - interval '1 minute'
            THEN a.window_started_at ELSE p_now END;
END $$;

-- Hands over the order behind a pickup code, or some of it when p_lines says what is taken.
CREATE OR REPLACE FUNCTION fulfil_by_code(
    p_county_id text, p_pickup_point_id uuid, p_code_hash bytea, p_posting_ids uuid[], p_keeper_id uuid,
    p_keeper_household_id uuid, p_permitted boolean, p_collected_by text, p_lines jsonb, p_part_id uuid,
    p_part_hash bytea, p_key text, p_now timestamptz, p_today date,
    OUT outcome text, OUT handed redemption_order
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    tried record;
BEGIN
    IF NOT p_permitted THEN
        outcome := 'forbidden';
        RETURN;
    END IF;
    SELECT * INTO handed FROM redemption_order
    WHERE county_id = p_county_id AND fulfilled_by = p_keeper_id AND fulfilment_key = p_key;
    IF FOUND AND (handed.pickup_code_hash, handed.pickup_point_id) <> (p_code_hash, p_pickup_point_id) THEN
        PERFORM refuse('key_reused');
    END IF;
    IF NOT FOUND THEN
        tried := find_by_code(p_county_id, p_pickup_point_id, p_code_hash, p_keeper_id, p_now);
        IF tried.outcome <> 'found' THEN
            outcome := tried.outcome;
            RETURN;
        END IF;
        handed := tried.seen;
    END IF;
    outcome := 'handed_over';
    IF p_lines IS NULL OR handed.state <> 'placed' THEN
        handed := fulfil_order(p_county_id, handed.id, p_posting_ids[1], p_keeper_id, p_keeper_household_id,
            p_collected_by, p_key, p_now, p_today);
    ELSE
        handed := fulfil_part(p_county_id, handed.id, p_part_id, p_posting_ids, p_part_hash, p_lines, p_keeper_id,
            p_keeper_household_id, p_collected_by, p_key, p_now, p_today);
    END IF;
END $$;

-- Decides on undoing a hand-over. Accepting takes the goods back (or writes them off), reverses the settlement and gives
-- points and allowance back. Whoever asked cannot decide (second_person_needed).
CREATE OR REPLACE FUNCTION decide_reversal(
    p_county_id text, p_reversal_id uuid, p_accepted boolean, p_posting_ids uuid[], p_actor_id uuid,
    p_now timestamptz, p_today date
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    asked redemption_reversal;
    undone redemption_order;
    wanted text := CASE WHEN p_accepted THEN 'accepted' ELSE 'rejected' END;
    settled uuid;
BEGIN
    SELECT * INTO asked FROM redemption_reversal WHERE county_id = p_county_id AND id = p_reversal_id;
    IF NOT FOUND THEN
        PERFORM refuse('not_found');
    END IF;
    undone := lock_order(p_county_id, asked.order_id);
    SELECT * INTO asked FROM redemption_reversal WHERE county_id = p_county_id AND id = p_reversal_id FOR UPDATE;
    IF asked.state = wanted AND asked.decided_by = p_actor_id THEN
        RETURN;
    ELSIF asked.state <> 'proposed' THEN
        PERFORM refuse('decision_made', jsonb_build_object('state', asked.state));
    ELSIF asked.proposed_by = p_actor_id THEN
        PERFORM refuse('second_person_needed');
    END IF;
    UPDATE redemption_reversal SET state = wanted, decided_by = p_actor_id, decided_at = p_now
    WHERE county_id = p_county_id AND id = p_reversal_id;
    IF NOT p_accepted THEN
        RETURN;
    ELSIF undone.state <> 'fulfilled' THEN
        PERFORM refuse('order_not_open', jsonb_build_object('state', undone.state));
    END IF;
    PERFORM count_allowance(undone, -1);
    PERFORM move_units(p_county_id, undone.id, CASE WHEN asked.usable THEN 'return' ELSE 'write_off' END, p_actor_id, p_now);
    SELECT id INTO STRICT settled FROM posting
    WHERE county_id = p_county_id AND reference = 'order:' || undone.id || ':settle';
    PERFORM post_points(p_county_id, p_posting_ids[1], 'reverse:' || settled, 'reversal', 'redeemed', NULL, 'escrow', NULL,
        undone.points, '{}', p_actor_id, p_today, p_now, settled);
    PERFORM post_points(p_county_id, p_posting_ids[2], 'order:' || undone.id || ':release', 'release',
        'escrow', NULL, 'household', undone.household_id, undone.points, '{}', p_actor_id, p_today, p_now);
    UPDATE redemption_order SET state = 'reversed', closed_at = p_now, closed_by = p_actor_id,
        close_reason = asked.reason WHERE county_id = p_county_id AND id = undone.id;
END $$;

-- Locks the orders whose time is over and returns them. Whatever somebody is working on this moment is left for the next
-- round: this never waits for a household, so it cannot deadlock with one.
CREATE OR REPLACE FUNCTION lock_due_orders(p_now timestamptz, p_most integer)
RETURNS TABLE (county_id text, order_id uuid) LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT o.county_id, o.id
    FROM redemption_order o
    JOIN account a ON a.county_id = o.county_id AND a.household_id = o.household_id
    WHERE o.state = 'placed' AND o.expires_at <= p_now
    ORDER BY o.expires_at, o.id LIMIT p_most FOR UPDATE OF a, o SKIP LOCKED
$$;
