#!/bin/sh
# Runs once, when the database container first makes its data: one role owns the tables, another serves.
set -eu
: "${OWNER_PASSWORD:?is not set in deploy/postgres.env}" "${APP_PASSWORD:?is not set in deploy/postgres.env}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE huanbao_owner LOGIN NOSUPERUSER PASSWORD :'owner_password';
CREATE ROLE huanbao_app LOGIN NOSUPERUSER PASSWORD :'app_password';
CREATE DATABASE huanbao OWNER huanbao_owner;
REVOKE ALL ON DATABASE huanbao FROM PUBLIC;
GRANT CONNECT ON DATABASE huanbao TO huanbao_app;
SQL
