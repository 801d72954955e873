-- Books are append-only even for the owner: a mistake is answered by another row, never by changing one.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

DO $$
DECLARE book text;
BEGIN
    FOREACH book IN ARRAY ARRAY['posting', 'ledger_block', 'sealed_posting', 'hours_entry', 'decision',
        'stock_movement', 'item_price', 'disclosure_line', 'audit_entry', 'grant_spending', 'team_filing', 'team_filing_review',
        'material_handout'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_change()', book);
        EXECUTE format('CREATE OR REPLACE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', book);
    END LOOP;
END $$;

-- A typed refusal: the code is the message, the facts are JSON in the detail.
CREATE OR REPLACE FUNCTION refuse(code text, facts jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'YB001', MESSAGE = code, DETAIL = facts::text;
END $$;
