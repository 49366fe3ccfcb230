-- Up Migration

-- W3C Trace Context of whoever added the job, so that its tries belong to the same trace.
alter table job_ledger add column traceparent text;
