-- Up Migration

-- What the Recording Crypto Server did or refused. Rows are only ever added.
create table rcs_audit (
  sequence bigint generated always as identity primary key,
  at timestamptz not null,
  node text not null,
  actor text not null,
  action text not null,
  outcome text not null,
  code text,
  certificate_id text,
  media_id text,
  details jsonb not null default '{}'
);

create index rcs_audit_by_action on rcs_audit (action, sequence desc);
create index rcs_audit_by_certificate on rcs_audit (certificate_id, sequence desc)
  where certificate_id is not null;
create index rcs_audit_by_media on rcs_audit (media_id, sequence desc) where media_id is not null;

-- Wrong passwords since the last right one. A user name has a row whether it exists or not.
create table rcs_login_attempts (
  user_name text primary key,
  wrong_passwords integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- Public parts of certificates that left the keystore: their names in old recordings lead to the
-- key, where a renewed certificate still holds it.
create table rcs_former_certificates (
  id text primary key,
  pem text not null
);
