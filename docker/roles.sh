#!/bin/bash
# Runs once, as PostgreSQL's superuser, when the database's volume is new. The owner makes and owns the tables; the
# service's role owns nothing, and assumes the application role that the first migration makes, for whom row-level
# security holds.
# OWNER_PASSWORD_FILE and SERVICE_PASSWORD_FILE name files instead, as the image's POSTGRES_PASSWORD_FILE does.
set -euo pipefail

[[ -z ${OWNER_PASSWORD_FILE:-} ]] || OWNER_PASSWORD=$(<"$OWNER_PASSWORD_FILE")
[[ -z ${SERVICE_PASSWORD_FILE:-} ]] || SERVICE_PASSWORD=$(<"$SERVICE_PASSWORD_FILE")

psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner_password="$OWNER_PASSWORD" --set=service_password="$SERVICE_PASSWORD" <<'SQL'
CREATE ROLE clinic_sessions_app NOLOGIN;
CREATE ROLE clinic_owner LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE ROLE clinic_service LOGIN NOINHERIT PASSWORD :'service_password';
GRANT clinic_sessions_app TO clinic_owner WITH ADMIN OPTION;
GRANT clinic_sessions_app TO clinic_service;
CREATE DATABASE clinic_sessions OWNER clinic_owner;
REVOKE ALL ON DATABASE clinic_sessions FROM PUBLIC;
GRANT CONNECT ON DATABASE clinic_sessions TO clinic_service;
SQL
