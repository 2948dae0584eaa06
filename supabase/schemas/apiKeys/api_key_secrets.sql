/*
 * Apart from api_keys, so that no list, no policy and no activity row can show a hash. A key has two rows for a while
 * after it was rotated.
 */
create table public.api_key_secrets (
  key_hash text primary key,
  api_key_id uuid not null references public.api_keys (id) on delete cascade,
  valid_until timestamptz not null default 'infinity',
  created_at timestamptz not null default now()
);
comment on table public.api_key_secrets is
  'SHA-256 of each key, which is random, so a fast hash is enough. access: service only';

create index api_key_secrets_api_key_id_idx on public.api_key_secrets (api_key_id);

select public.publish_table('public.api_key_secrets', classes => 'none: api_key_id, valid_until, created_at; secret: key_hash');
