-- Up Migration

-- Ids of the certificates that a media file was encrypted to; empty for a clear one. Beside the
-- metadata, because a census must not unpack the digests of every recording.
alter table media_files add column recipient_ids jsonb generated always as (
  jsonb_path_query_array(metadata, '$.receipt.protection.recipients[*].certificateSha256')
) stored;

create index media_files_by_recipient on media_files using gin (recipient_ids);
