-- The only pen of the points ledger (D6). The application's role may call it but cannot write postings or balances itself.
--
-- Moves p_points from a source to a target. The same reference again returns the first posting; with other content it is
-- refused (key_reused). A household's row is locked and changed before anything else; its balance never goes below zero
-- (insufficient_points) and a closed account takes nothing (account_closed).
CREATE OR REPLACE FUNCTION post_points(
    p_county_id text, p_id uuid, p_reference text, p_kind text,
    p_source text, p_source_household uuid, p_target text, p_target_household uuid,
    p_points bigint, p_facts jsonb, p_actor_id uuid, p_occurred_on date, p_now timestamptz,
    p_reverses_id uuid DEFAULT NULL
) RETURNS posting LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    earlier posting;
    written posting;
    holder account;
    left_source bigint;
    left_target bigint;
BEGIN
    SELECT * INTO earlier FROM posting WHERE county_id = p_county_id AND reference = p_reference;
    IF NOT FOUND THEN
        -- Both households are locked in the order of their ids, so two crossing postings cannot deadlock.
        FOR holder IN
            SELECT * FROM account
            WHERE county_id = p_county_id AND household_id IN (p_source_household, p_target_household)
            ORDER BY household_id FOR UPDATE
        LOOP
            IF holder.closed_at IS NOT NULL THEN
                PERFORM refuse('account_closed');
            END IF;
            IF holder.household_id = p_source_household THEN
                IF holder.balance < p_points THEN
                    PERFORM refuse('insufficient_points',
                        jsonb_build_object('required_points', p_points, 'available_points', holder.balance));
                END IF;
                left_source := holder.balance - p_points;
            ELSE
                left_target := holder.balance + p_points;
            END IF;
        END LOOP;
        IF (p_source_household IS NOT NULL AND left_source IS NULL)
            OR (p_target_household IS NOT NULL AND left_target IS NULL) THEN
            PERFORM refuse('account_unknown');
        END IF;
        INSERT INTO posting (county_id, id, reference, kind, source, source_household_id, target, target_household_id,
            points, source_balance, target_balance, reverses_id, facts, actor_id, occurred_on, recorded_at)
        VALUES (p_county_id, p_id, p_reference, p_kind, p_source, p_source_household, p_target, p_target_household,
            p_points, left_source, left_target, p_reverses_id, p_facts, p_actor_id, p_occurred_on, p_now)
        ON CONFLICT (county_id, reference) DO NOTHING
        RETURNING * INTO written;
        IF FOUND THEN
            UPDATE account SET balance = CASE household_id WHEN p_source_household THEN left_source ELSE left_target END
            WHERE county_id = p_county_id AND household_id IN (p_source_household, p_target_household);
            RETURN written;
        END IF;
        SELECT * INTO earlier FROM posting WHERE county_id = p_county_id AND reference = p_reference;
    END IF;
    IF (earlier.source, earlier.target, earlier.points) IS DISTINCT FROM (p_source, p_target, p_points)
        OR earlier.source_household_id IS DISTINCT FROM p_source_household
        OR earlier.target_household_id IS DISTINCT FROM p_target_household THEN
        PERFORM refuse('key_reused');
    END IF;
    RETURN earlier;
END $$;

-- Opens a household's account with nothing in it. Safe to repeat.
CREATE OR REPLACE FUNCTION open_account(p_county_id text, p_household_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO account (county_id, household_id, balance, closed_at) VALUES (p_county_id, p_household_id, 0, NULL)
    ON CONFLICT DO NOTHING
$$;
