-- Access: keys for programs, requests that are done once however often they are sent, brakes on guessing.

-- API keys ----------------------------------------------------------------------------------------

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

/* Raises scope_unknown for anything but <module>:<action> and <module>:* of a module that exists. */
create function public.check_scopes(p_scopes text[]) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_unknown text;
begin
  select s into v_unknown
  from unnest(p_scopes) s
  where split_part(s, ':', 2) not in ('view', 'create', 'edit', 'delete', '*')
    or s <> split_part(s, ':', 1) || ':' || split_part(s, ':', 2)
    or not exists (select from public.modules where key = split_part(s, ':', 1))
  limit 1;
  if v_unknown is not null then
    raise exception 'scope_unknown' using errcode = 'P0422', detail = v_unknown;
  end if;
end $$;
revoke execute on function public.check_scopes(text[]) from public, anon, authenticated;
grant execute on function public.check_scopes(text[]) to service_role;

/* Raises scope_unknown. */
create function public.create_api_key(
  p_name text, p_scopes text[], p_expires_at timestamptz, p_rate_limit_per_hour integer, p_created_by uuid,
  p_prefix text, p_key_hash text
) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  perform public.check_scopes(p_scopes);
  insert into public.api_keys (name, scopes, expires_at, rate_limit_per_hour, created_by, prefix)
  values (p_name, p_scopes, p_expires_at, p_rate_limit_per_hour, p_created_by, p_prefix)
  returning * into v_key;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, v_key.id);
  return next v_key;
end $$;
revoke execute on function public.create_api_key(text, text[], timestamptz, integer, uuid, text, text) from public, anon, authenticated;
grant execute on function public.create_api_key(text, text[], timestamptz, integer, uuid, text, text) to service_role;

/* The key, locked. Raises api_key_not_found, and api_key_revoked for one that is. */
create function public.lock_api_key(p_id uuid) returns public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  select * into v_key from public.api_keys where id = p_id for update;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
  if v_key.revoked_at is not null then
    raise exception 'api_key_revoked' using errcode = 'P0409';
  end if;
  return v_key;
end $$;
revoke execute on function public.lock_api_key(uuid) from public, anon, authenticated;
grant execute on function public.lock_api_key(uuid) to service_role;

/* Changes the columns that p_change names. Raises scope_unknown, api_key_not_found, api_key_revoked. */
create function public.update_api_key(p_id uuid, p_change jsonb) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_new public.api_keys := jsonb_populate_record(public.lock_api_key(p_id), p_change);
begin
  perform public.check_scopes(v_new.scopes);
  return query
    update public.api_keys set
      name = v_new.name, scopes = v_new.scopes, expires_at = v_new.expires_at,
      rate_limit_per_hour = v_new.rate_limit_per_hour, updated_at = now()
    where id = p_id returning *;
end $$;
revoke execute on function public.update_api_key(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.update_api_key(uuid, jsonb) to service_role;

/* A new secret; the old ones end after p_grace_seconds, or earlier if they were to. Raises api_key_not_found, api_key_revoked. */
create function public.rotate_api_key(p_id uuid, p_prefix text, p_key_hash text, p_grace_seconds integer)
returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  perform public.lock_api_key(p_id);
  delete from public.api_key_secrets where valid_until < now();
  update public.api_key_secrets
  set valid_until = least(valid_until, now() + p_grace_seconds * interval '1 second')
  where api_key_id = p_id;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, p_id);
  return query update public.api_keys set prefix = p_prefix, updated_at = now() where id = p_id returning *;
end $$;
revoke execute on function public.rotate_api_key(uuid, text, text, integer) from public, anon, authenticated;
grant execute on function public.rotate_api_key(uuid, text, text, integer) to service_role;

/* For good; doing it again changes nothing. Raises api_key_not_found. */
create function public.revoke_api_key(p_id uuid) returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  delete from public.api_key_secrets where api_key_id = p_id;
  update public.api_keys set revoked_at = now(), updated_at = now() where id = p_id and revoked_at is null;
  return query select * from public.api_keys where id = p_id;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
end $$;
revoke execute on function public.revoke_api_key(uuid) from public, anon, authenticated;
grant execute on function public.revoke_api_key(uuid) to service_role;

/*
 * One request with a key: who it is and how many it made in this hour, or nothing when the key is not valid. One
 * statement of the API does it all, so a revoked key is refused by every node at once.
 */
create function public.use_api_key(p_key_hash text)
returns table (id uuid, name text, scopes text[], rate_limit_per_hour integer, used integer, reset_seconds integer)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from public.api_key_secrets s join public.api_keys k on k.id = s.api_key_id
  where s.key_hash = p_key_hash and s.valid_until > now()
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  if not found then
    return;
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < now() - interval '1 minute' then
    -- Not worth waiting for: who cannot have the row now leaves it to the next request.
    update public.api_keys set last_used_at = now()
    where id = (select u.id from public.api_keys u
                where u.id = v_key.id and (u.last_used_at is null or u.last_used_at < now() - interval '1 minute')
                for no key update skip locked);
  end if;
  return query
    insert into public.api_key_usage as u (api_key_id, used, window_ends_at)
    values (v_key.id, 1, now() + interval '1 hour')
    on conflict (api_key_id) do update set
      used = case when u.window_ends_at <= now() then 1 else least(u.used, 2000000000) + 1 end,
      window_ends_at = case when u.window_ends_at <= now() then now() + interval '1 hour' else u.window_ends_at end
    returning v_key.id, v_key.name, v_key.scopes, v_key.rate_limit_per_hour, u.used,
      greatest(1, ceil(extract(epoch from u.window_ends_at - now())))::integer;
end $$;
revoke execute on function public.use_api_key(text) from public, anon, authenticated;
grant execute on function public.use_api_key(text) to service_role;

-- A use is no change: only what people decide about a key is logged.
create trigger api_keys_activity
  after insert or update of name, prefix, scopes, rate_limit_per_hour, expires_at, revoked_at on public.api_keys
  for each row execute function public.record_activity('id');

-- What a key does is logged in its name ------------------------------------------------------------

alter table public.activity_log drop constraint activity_log_actor_kind_check;
alter table public.activity_log add constraint activity_log_actor_kind_check check (actor_kind in ('user', 'api_key', 'system'));

/*
 * Appends one entry; the actor and the request are found by themselves unless given. Keys are never deleted, so an id
 * says for ever whether it is one: nobody has to claim what kind of actor he is.
 */
create or replace function public.log_activity(
  p_action text, p_entity_type text, p_entity_id text, p_before jsonb default null, p_after jsonb default null,
  p_actor_id uuid default null, p_request_id text default null
) returns void
language sql security definer set search_path = '' as $$
  insert into public.activity_log (actor_id, actor_kind, action, entity_type, entity_id, before, after, request_id)
  select actor,
    case
      when actor is null then 'system'
      when exists (select from public.api_keys where id = actor) then 'api_key'
      else 'user'
    end,
    p_action, p_entity_type, p_entity_id, p_before, p_after,
    coalesce(p_request_id, nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-request-id')
  from (select coalesce(p_actor_id, public.current_actor()) as actor) who
$$;

/* Keys stay, or the activity log would no longer know them. */
create function public.refuse_key_removal() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'an API key is revoked, never deleted' using errcode = '42501';
end $$;
create trigger api_keys_stay before delete on public.api_keys
  for each row execute function public.refuse_key_removal();
create trigger api_keys_no_truncate before truncate on public.api_keys
  for each statement execute function public.refuse_key_removal();

-- Every filter of GET /activity-log, newest first.
create index activity_log_actor_idx on public.activity_log (actor_id, id);
create index activity_log_actor_kind_idx on public.activity_log (actor_kind, id);
create index activity_log_action_idx on public.activity_log (action, id);
create index activity_log_entity_type_idx on public.activity_log (entity_type, id);
create index activity_log_entity_id_idx on public.activity_log (entity_id, id);
create index activity_log_request_idx on public.activity_log (request_id, id);
create index activity_log_at_idx on public.activity_log (at, id);
create extension if not exists pg_trgm with schema extensions;
create index activity_log_search_idx on public.activity_log
  using gin (action extensions.gin_trgm_ops, entity_type extensions.gin_trgm_ops);

-- Idempotency keys --------------------------------------------------------------------------------

create table public.idempotency_keys (
  caller_id uuid not null,
  method text not null,
  path text not null,
  idempotency_key text not null,
  fingerprint text not null,
  state text not null default 'in_progress' check (state in ('in_progress', 'done')),
  attempt integer not null default 1,
  alive_at timestamptz not null default now(),
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  primary key (caller_id, method, path, idempotency_key)
);
comment on table public.idempotency_keys is
  'Answers of requests that named themselves, to be given again when they come again. access: service only';
comment on column public.idempotency_keys.caller_id is 'User or API key.';
comment on column public.idempotency_keys.fingerprint is 'SHA-256 of query and body.';
comment on column public.idempotency_keys.attempt is 'Grows when a request that died is taken over; who comes late with an older number changes nothing.';
comment on column public.idempotency_keys.body is 'Null in state done: an answer that is shown once.';
create index idempotency_keys_created_at_idx on public.idempotency_keys (created_at);

/*
 * Takes the place of a request: `begun` for whoever may do it, `done` with the stored answer, `in_progress` while
 * somebody else does it, `reused` when the key stood for another request. A place whose holder was silent for
 * p_silence_seconds is taken over.
 */
create function public.begin_idempotent_request(
  p_caller_id uuid, p_method text, p_path text, p_key text, p_fingerprint text, p_silence_seconds integer
) returns table (outcome text, attempt integer, status integer, headers jsonb, body text)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_row public.idempotency_keys;
begin
  loop
    insert into public.idempotency_keys (caller_id, method, path, idempotency_key, fingerprint)
    values (p_caller_id, p_method, p_path, p_key, p_fingerprint)
    on conflict do nothing;
    if found then
      return query select 'begun', 1, null::integer, null::jsonb, null::text;
      return;
    end if;
    select * into v_row from public.idempotency_keys k
    where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
    for update;
    -- It may just have been given up.
    exit when found;
  end loop;
  if v_row.fingerprint <> p_fingerprint then
    return query select 'reused', v_row.attempt, null::integer, null::jsonb, null::text;
  elsif v_row.state = 'done' then
    return query select 'done', v_row.attempt, v_row.status, v_row.headers, v_row.body;
  elsif v_row.alive_at > now() - p_silence_seconds * interval '1 second' then
    return query select 'in_progress', v_row.attempt, null::integer, null::jsonb, null::text;
  else
    return query
      update public.idempotency_keys k set attempt = k.attempt + 1, alive_at = now()
      where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
      returning 'begun', k.attempt, null::integer, null::jsonb, null::text;
  end if;
end $$;
revoke execute on function public.begin_idempotent_request(uuid, text, text, text, text, integer) from public, anon, authenticated;
grant execute on function public.begin_idempotent_request(uuid, text, text, text, text, integer) to service_role;

-- Login attempts ----------------------------------------------------------------------------------

/* Unlogged for the same reason as api_key_usage. */
create unlogged table public.login_attempts (
  subject text primary key,
  failures integer not null,
  blocked_until timestamptz not null default '-infinity',
  forget_at timestamptz not null
) with (fillfactor = 50);
comment on table public.login_attempts is
  'Failed sign-ins per e-mail address and per client address, both as keyed hashes. access: service only';
create index login_attempts_forget_at_idx on public.login_attempts (forget_at);

/*
 * Counts an attempt before the password is looked at, so that a thousand at once are no way around the count. Returns 0
 * when it may go on, otherwise the seconds to wait. From the p_max-th failure on each one blocks the subject: for a
 * minute, then two, four … at most p_window_minutes. Nothing happens for p_window_minutes: it is forgotten.
 */
create function public.count_login_attempt(p_subject text, p_max integer, p_window_minutes integer) returns integer
language plpgsql set search_path = '' as $$
declare
  v_window interval := p_window_minutes * interval '1 minute';
  v_seen public.login_attempts;
begin
  -- The update that changes nothing locks the row and hands it over.
  insert into public.login_attempts as l (subject, failures, forget_at) values (p_subject, 0, now() + v_window)
  on conflict (subject) do update set subject = excluded.subject
  returning l.* into v_seen;
  if v_seen.blocked_until > now() then
    return ceil(extract(epoch from v_seen.blocked_until - now()));
  end if;
  if v_seen.forget_at <= now() then
    v_seen.failures := 0;
    v_seen.forget_at := now() + v_window;
  end if;
  v_seen.failures := v_seen.failures + 1;
  if v_seen.failures >= p_max then
    v_seen.blocked_until := now() + least(v_window, interval '1 minute' * 2 ^ least(v_seen.failures - p_max, 20));
    v_seen.forget_at := v_seen.blocked_until + v_window;
  end if;
  update public.login_attempts
  set failures = v_seen.failures, blocked_until = v_seen.blocked_until, forget_at = v_seen.forget_at
  where subject = p_subject;
  return 0;
end $$;
revoke execute on function public.count_login_attempt(text, integer, integer) from public, anon, authenticated;
grant execute on function public.count_login_attempt(text, integer, integer) to service_role;

/* Takes one attempt back that was no failure. */
create function public.take_back_login_attempt(p_subject text, p_max integer) returns void
language sql set search_path = '' as $$
  update public.login_attempts
  set failures = greatest(failures - 1, 0),
      blocked_until = case when failures - 1 < p_max then '-infinity' else blocked_until end
  where subject = p_subject
$$;
revoke execute on function public.take_back_login_attempt(text, integer) from public, anon, authenticated;
grant execute on function public.take_back_login_attempt(text, integer) to service_role;

-- Row level security ------------------------------------------------------------------------------

alter table public.api_keys enable row level security;
alter table public.api_key_secrets enable row level security;
alter table public.api_key_usage enable row level security;
alter table public.idempotency_keys enable row level security;
alter table public.login_attempts enable row level security;

create policy api_keys_view on public.api_keys for select to authenticated
  using ((select public.has_permission('api_keys', 'view')));
revoke all on public.api_keys from anon;
revoke insert, update, delete, truncate on public.api_keys from authenticated;
revoke all on public.api_key_secrets, public.api_key_usage, public.idempotency_keys, public.login_attempts from anon, authenticated;

select public.register_module('api_keys', 'API keys', 'Keys with which programs call the API.', 'v', '', '');
