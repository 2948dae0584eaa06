/*
 * Unlogged: a counter of one hour is not worth a disk write per request; after a crash of the database it begins again.
 * Without a reference to api_keys, where nothing is deleted: its check would lock the key's row, and requests of one key
 * would wait for each other in a circle.
 */
create unlogged table public.api_key_usage (
  api_key_id uuid primary key,
  used integer not null,
  window_ends_at timestamptz not null
) with (fillfactor = 50);
comment on table public.api_key_usage is 'Requests of each key in its current hour. access: service only';

select public.publish_table('public.api_key_usage', classes => 'none: api_key_id, used, window_ends_at');
