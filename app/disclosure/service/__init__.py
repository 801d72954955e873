"""Commands of the disclosure slice: publish, object, rule, settle."""
