-- Up Migration

-- Times that are part of a recording are kept as the ISO 8601 text they came in: UTC with
-- milliseconds sorts as text, and comes back letter for letter.
create table recordings (
  id text primary key,
  -- Lower-case hexadecimal without dashes, here and below.
  contact_center_id text not null,
  caller_phone_number text not null default '',
  dialed_phone_number text not null default '',
  start_time text collate "C" not null,
  stop_time text collate "C" not null,
  region text,
  -- False while only a screen has arrived: the call's numbers and times are still to come.
  is_described boolean not null default false,
  -- A deleted recording stays as its bare id, so that a late receipt does not bring it back.
  deleted_at timestamptz
);

create index recordings_by_start
  on recordings (contact_center_id, start_time desc, id desc) where deleted_at is null;

create table media_files (
  media_id text primary key,
  recording_id text not null references recordings (id),
  kind text not null,
  storage_key text not null unique,
  metadata jsonb not null
);

create index media_files_by_recording on media_files (recording_id);

create table recording_events (
  recording_id text not null references recordings (id),
  event text not null,
  -- Empty when the event is no refusal. An event that is told twice is one event.
  code text not null default '',
  occurred_at text collate "C" not null,
  message text,
  primary key (recording_id, event, code)
);

-- Objects that an intake may have stored without saving their receipt, if it died in between.
create table screen_intakes (
  storage_key text primary key,
  media_id text not null,
  started_at timestamptz not null
);

create index screen_intakes_by_media on screen_intakes (media_id);

create table screen_recording_settings (
  contact_center_id text not null,
  name text not null,
  -- Normalised: no slash at the end, except for the location / itself.
  location text not null,
  value jsonb not null,
  primary key (contact_center_id, name, location)
);

create table screen_recording_encryption (
  contact_center_id text primary key,
  -- PEM texts, in the order in which they were assigned.
  certificates jsonb not null
);
