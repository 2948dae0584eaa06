create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  scopes text[] not null check (cardinality(scopes) between 1 and 100),
  rate_limit_per_hour integer not null default 1000 check (rate_limit_per_hour between 1 and 1000000),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.api_keys.prefix is 'How the key begins, for people to recognise it.';
comment on column public.api_keys.scopes is '<module>:<action> or <module>:*; what the key may do, whoever made it.';
comment on column public.api_keys.created_by is 'Who made it; a user, so without a reference that would delete the key with him.';

create index api_keys_created_at_idx on public.api_keys (created_at, id);

-- A use is no change: only what people decide about a key is logged.
create trigger api_keys_activity
  after insert or update of name, prefix, scopes, rate_limit_per_hour, expires_at, revoked_at on public.api_keys
  for each row execute function public.record_activity('id');
create trigger api_keys_stay before delete on public.api_keys
  for each row execute function public.refuse_key_removal();
create trigger api_keys_no_truncate before truncate on public.api_keys
  for each statement execute function public.refuse_key_removal();

select public.publish_table('public.api_keys', module => 'api_keys', classes => '
  none: id, name, prefix, scopes, rate_limit_per_hour, expires_at, revoked_at, last_used_at, created_by, created_at
  none: updated_at');
revoke all on public.api_keys from anon;
