"""Columns of the generated tables, in the order in which their rows are written; what is left out is null."""

from __future__ import annotations

COLUMNS = {
    "site": "county_id id village_code year name grant_fen disclosure_days state created_at",
    "household": "county_id id code village_code head_volunteer_id redeem_by state created_at",
    "account": "county_id household_id balance entries",
    "volunteer": "county_id id household_id kind name name_pinyin birth_on village_code state joined_on created_at",
    "household_membership": "county_id id household_id volunteer_id joined_at",
    "login_session": "county_id token_hash volunteer_id kind created_at last_seen_at expires_at",
    "role_grant": "county_id id volunteer_id role place_code starts_on granted_at",
    "activity": """
        county_id id short_id site_id village_code title themes difficulty_code place_name starts_at ends_at
        risk_note hazardous poster_claims sign_up_approval unregistered_headcount_mark state
        organizer_id version created_at published_at closed_at
    """,
    "shift": "county_id id activity_id starts_at ends_at capacity taken",
    "attendance": """
        county_id id activity_id shift_id volunteer_id in_at in_means in_mode in_nonce in_by out_at out_means
        out_mode out_nonce out_by confirmed walk_in children_count flags recorded_at
    """,
    "service_record": """
        county_id id attendance_id revision activity_id site_id village_code volunteer_id household_id
        volunteer_kind difficulty_code local_date started_at ended_at planned_minutes origin flags
        organizer_id recorded_by minutes_present minutes points rule_id trace usage needs_second anomalous
        assessed_at due_on due_estimated state verified_by verified_at award_posting_id created_at
    """,
    "hours_entry": "county_id id reference record_id volunteer_id origin minutes local_date recorded_at",
    "posting": """
        county_id id reference kind source source_household_id target target_household_id points
        source_balance target_balance source_entry target_entry facts occurred_on recorded_at
    """,
    "pickup_point": "county_id id village_code name address created_at",
    "redemption_day": "county_id id pickup_point_id opens_at closes_at note state created_by created_at",
    "donor": "county_id id name kind public created_at",
    "reward_item": """
        county_id id pickup_point_id name unit_name description picture limit_quantity limit_period state
        created_at
    """,
    "item_price": "county_id item_id effective_at points proposed_by approved_by recorded_at",
    "lot": """
        county_id id item_id donor_id receipt_no quantity unit_value_fen value_basis best_before
        funding_source received_by received_at
    """,
    "unit": "county_id id lot_id item_id best_before state order_id",
    "stock_movement": "county_id lot_id reference kind quantity actor_id recorded_at",
    "redemption_order": """
        county_id id household_id placed_by pickup_point_id redemption_day_id points idempotency_key
        request_hash pickup_code_hash state placed_at expires_at fulfilled_at fulfilled_by collected_by
    """,
    "order_line": "county_id order_id item_id quantity points",
}
NONE = "\\N"
"""A null in COPY text."""
