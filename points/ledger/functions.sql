-- The only pen of the points ledger (D6). The application's role may call it but cannot write postings or balances itself.
--
-- Moves p_points from a source to a target. The same reference again returns the first posting; with other content it is
-- refused (key_reused). A household's row is locked and changed before anything else; its balance never goes below zero
-- (insufficient_points) and a closed account takes nothing (account_closed). Each household end gets the next line number
-- of its passbook.
CREATE OR REPLACE FUNCTION post_points(
    p_county_id text, p_id uuid, p_reference text, p_kind text,
    p_source text, p_source_household uuid, p_target text, p_target_household uuid,
    p_points bigint, p_facts jsonb, p_actor_id uuid, p_occurred_on date, p_now timestamptz,
    p_reverses_id uuid DEFAULT NULL
) RETURNS posting LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    holder account;
    payer account;
    payee account;
    written posting;
BEGIN
    -- Both households are locked in the order of their ids, so two crossing postings cannot deadlock.
    FOR holder IN
        SELECT * FROM account
        WHERE county_id = p_county_id AND household_id IN (p_source_household, p_target_household)
        ORDER BY household_id FOR UPDATE
    LOOP
        IF holder.household_id = p_source_household THEN
            payer := holder;
        ELSE
            payee := holder;
        END IF;
    END LOOP;
    -- Only now: a first posting under this reference that was still running has ended, one way or the other.
    SELECT * INTO written FROM posting WHERE county_id = p_county_id AND reference = p_reference;
    IF NOT FOUND THEN
        IF (p_source_household IS NOT NULL AND payer.household_id IS NULL)
            OR (p_target_household IS NOT NULL AND payee.household_id IS NULL) THEN
            PERFORM refuse('account_unknown');
        ELSIF payer.closed_at IS NOT NULL OR payee.closed_at IS NOT NULL THEN
            PERFORM refuse('account_closed');
        ELSIF payer.balance < p_points THEN
            PERFORM refuse('insufficient_points',
                jsonb_build_object('required_points', p_points, 'available_points', payer.balance));
        END IF;
        INSERT INTO posting (county_id, id, reference, kind, source, source_household_id, target, target_household_id,
            points, source_balance, target_balance, source_entry, target_entry, reverses_id, facts, actor_id,
            occurred_on, recorded_at)
        VALUES (p_county_id, p_id, p_reference, p_kind, p_source, p_source_household, p_target, p_target_household,
            p_points, payer.balance - p_points, payee.balance + p_points, payer.entries + 1, payee.entries + 1,
            p_reverses_id, p_facts, p_actor_id, p_occurred_on, p_now)
        ON CONFLICT (county_id, reference) DO NOTHING
        RETURNING * INTO written;
        IF FOUND THEN
            UPDATE account
            SET balance = CASE household_id WHEN p_source_household THEN written.source_balance
                                            ELSE written.target_balance END,
                entries = entries + 1
            WHERE county_id = p_county_id AND household_id IN (p_source_household, p_target_household);
            RETURN written;
        END IF;
        SELECT * INTO written FROM posting WHERE county_id = p_county_id AND reference = p_reference;
    END IF;
    IF (written.kind, written.source, written.target, written.points) IS DISTINCT FROM
            (p_kind, p_source, p_target, p_points)
        OR written.source_household_id IS DISTINCT FROM p_source_household
        OR written.target_household_id IS DISTINCT FROM p_target_household THEN
        PERFORM refuse('key_reused');
    END IF;
    RETURN written;
END $$;

-- Opens a household's account with nothing in it. Safe to repeat.
CREATE OR REPLACE FUNCTION open_account(p_county_id text, p_household_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO account (county_id, household_id, balance, entries, closed_at)
    VALUES (p_county_id, p_household_id, 0, 0, NULL)
    ON CONFLICT DO NOTHING
$$;

-- Locks the accounts of households in the order of their ids and tells what each holds, so that nothing is ordered,
-- earned or spent there until the transaction ends.
CREATE OR REPLACE FUNCTION lock_accounts(p_county_id text, p_household_ids uuid[])
RETURNS TABLE (household_id uuid, balance bigint) LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT a.household_id, a.balance FROM account a
    WHERE a.county_id = p_county_id AND a.household_id = ANY (p_household_ids)
    ORDER BY a.household_id FOR UPDATE
$$;

-- Closes an empty account for good; points must have been moved away before. Safe to repeat.
CREATE OR REPLACE FUNCTION close_account(p_county_id text, p_household_id uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE held bigint;
BEGIN
    SELECT balance INTO held FROM account
    WHERE county_id = p_county_id AND household_id = p_household_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('account_unknown');
    ELSIF held > 0 THEN
        PERFORM refuse('account_not_empty', jsonb_build_object('held_points', held));
    END IF;
    UPDATE account SET closed_at = coalesce(closed_at, p_now)
    WHERE county_id = p_county_id AND household_id = p_household_id;
END $$;

-- Lets a household's points of a period lapse: what it holds beyond p_keep, without what was earned for days after
-- p_ends_on (points spent were the oldest ones). The reference expiry:<period>:<household> makes it happen once.
-- Returns no row when there is nothing to lapse.
CREATE OR REPLACE FUNCTION expire_points(
    p_county_id text, p_id uuid, p_household_id uuid, p_period text, p_ends_on date, p_keep bigint,
    p_actor_id uuid, p_occurred_on date, p_now timestamptz
) RETURNS SETOF posting LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    name text := 'expiry:' || p_period || ':' || p_household_id;
    held bigint;
    newer bigint;
BEGIN
    SELECT balance INTO held FROM account
    WHERE county_id = p_county_id AND household_id = p_household_id AND closed_at IS NULL FOR UPDATE;
    RETURN QUERY SELECT * FROM posting WHERE county_id = p_county_id AND reference = name;
    IF FOUND OR held IS NULL THEN
        RETURN;
    END IF;
    SELECT coalesce(sum(points), 0) INTO newer FROM posting
    WHERE county_id = p_county_id AND target_household_id = p_household_id AND occurred_on > p_ends_on
        AND kind <> 'release';
    IF held - newer > p_keep THEN
        RETURN QUERY SELECT * FROM post_points(p_county_id, p_id, name, 'expiry', 'household', p_household_id,
            'expired', NULL, held - newer - p_keep,
            jsonb_build_object('period', p_period, 'ends_on', p_ends_on, 'kept_points', p_keep, 'newer_points', newer),
            p_actor_id, p_occurred_on, p_now);
    END IF;
END $$;

-- What a household of a village may spend under the rule in force on a day: balance above redeem_floor, nothing while the
-- balance is below suspend_below (acceptance case RC-05). A rule of the village's own site comes before the county's.
CREATE OR REPLACE FUNCTION redeem_terms(p_county_id text, p_village_code text, p_on date)
RETURNS TABLE (redeem_floor bigint, suspend_below bigint) LANGUAGE sql STABLE AS $$
    SELECT r.redeem_floor, r.redeem_suspend_below
    FROM scoring_rule r
    LEFT JOIN site s ON s.county_id = r.county_id AND s.id = r.site_id
    WHERE r.county_id = p_county_id AND r.state = 'published' AND r.effective_on <= p_on
        AND (r.site_id IS NULL OR s.village_code = p_village_code)
    ORDER BY r.site_id IS NULL, r.effective_on DESC, r.version DESC
    LIMIT 1
$$;

-- The spendable part of a balance under those terms; no rule in force means no floor.
CREATE OR REPLACE FUNCTION spendable_points(p_balance bigint, p_redeem_floor bigint, p_suspend_below bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_balance < p_suspend_below THEN 0 ELSE greatest(p_balance - coalesce(p_redeem_floor, 0), 0) END
$$;
