-- Up Migration

-- Options are kept as json and not jsonb: an administrator reads them in the order of writing.
create table ivr_profiles (
  dbid integer primary key generated always as identity (start with 101),
  version integer not null default 1,
  name text not null,
  display_name text not null,
  description text not null,
  tenant text not null,
  is_enabled boolean not null,
  options json not null,
  unique (tenant, name)
);

create table applications (
  name text primary key,
  type text not null,
  version integer not null default 1,
  options json not null
);

-- The number of the latest change: one row. Its lock is held until a writer commits, so numbers
-- become visible in their own order; a sequence object would let a later number be seen first.
create table config_sequence (
  is_only_row boolean primary key default true check (is_only_row),
  latest bigint not null default 0
);
insert into config_sequence default values;

-- The latest change of each object. A deleted object stays, with a null version.
create table config_changes (
  object text not null,
  id text not null,
  sequence bigint not null unique,
  version integer,
  primary key (object, id)
);
