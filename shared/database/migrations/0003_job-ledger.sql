-- Up Migration

-- The acknowledgement of every job. The queue itself, on PostgreSQL or on Redis, may be emptied at
-- any time: whatever is open here is offered to it again.
create table job_ledger (
  name text not null,
  id text not null,
  payload jsonb not null,
  status text not null default 'open' check (status in ('open', 'done', 'failed')),
  -- Tries that failed since the job was added, or since it was retried.
  attempts integer not null default 0,
  result jsonb,
  -- The last fault; kept after a later success of the same job as nothing: both become null.
  code text,
  message text,
  -- Failed by a transient fault: rests until offer_at and is then offered again.
  will_retry boolean not null default false,
  -- When the sweep looks at the job next, if it is still open or resting.
  offer_at timestamptz not null,
  added_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (name, id)
);

create index job_ledger_to_offer on job_ledger (name, offer_at) where status = 'open' or will_retry;
create index job_ledger_failed on job_ledger (name) where status = 'failed';

-- Two installations may share one Redis: their queues carry this id.
create table job_installation (
  id uuid primary key default gen_random_uuid()
);
insert into job_installation default values;
