-- Up Migration

-- The process that had the last fault: each one names itself to the database.
alter table job_ledger add column node text;

create index job_ledger_ended on job_ledger (name, ended_at) where ended_at is not null;
