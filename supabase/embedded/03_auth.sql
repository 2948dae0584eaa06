-- The part of Supabase Auth that migrations and policies rely on.
create schema if not exists auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres;

create table if not exists auth.users (
  instance_id uuid,
  id uuid not null primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz,
  updated_at timestamptz,
  phone text unique default null,
  phone_confirmed_at timestamptz,
  banned_until timestamptz,
  is_sso_user boolean not null default false,
  deleted_at timestamptz,
  is_anonymous boolean not null default false
);
alter table auth.users owner to supabase_auth_admin;
create unique index if not exists users_email_partial_key on auth.users (email) where not is_sso_user;
create index if not exists users_instance_id_email_idx on auth.users (instance_id, lower(email));
alter table auth.users enable row level security;

-- One sign-in. Access tokens name it as `session_id`; without the row they are worth nothing any more.
create table if not exists auth.sessions (
  id uuid not null primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz,
  updated_at timestamptz,
  refreshed_at timestamp,
  not_after timestamptz
);
alter table auth.sessions owner to supabase_auth_admin;
create index if not exists user_id_created_at_idx on auth.sessions (user_id, created_at);
alter table auth.sessions enable row level security;

-- Hosted projects keep refresh tokens as they are; here only their hashes are kept. A used one stays, to be recognised when it comes again.
create table if not exists auth.refresh_token_hashes (
  hash text not null primary key,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  created_at timestamptz not null default now(),
  used_at timestamptz
);
alter table auth.refresh_token_hashes owner to supabase_auth_admin;
create index if not exists refresh_token_hashes_session_id_idx on auth.refresh_token_hashes (session_id);
alter table auth.refresh_token_hashes enable row level security;

grant all on all tables in schema auth to postgres;

/*
 * The user with this address and password. It costs the same whoever is asked for, and whatever the stored hash costs: bcrypt of cost n
 * is 2^n steps, so a hash of cost c is followed by one of each cost from c to below the dearest that is in use, which adds up to that.
 * bcrypt reads 72 bytes: a longer password is none. A right password whose hash has another cost than p_cost is hashed anew.
 */
create or replace function auth.check_password(p_email text, p_password text, p_cost integer)
returns table (id uuid, email text)
language plpgsql set search_path = '' as $$
declare
  v_user auth.users;
  v_dearest integer;
  v_cost integer;
  v_matches boolean := false;
begin
  select greatest(p_cost, max(substr(u.encrypted_password, 5, 2)::integer)) into v_dearest
  from auth.users u where u.encrypted_password ~ '^\$2[abxy]\$\d\d\$';
  select * into v_user from auth.users u
  where lower(u.email) = lower(p_email) and u.deleted_at is null and (u.banned_until is null or u.banned_until < now());
  v_cost := substring(v_user.encrypted_password from '^\$2[abxy]\$(\d\d)\$')::integer;
  if v_cost is null then
    perform extensions.crypt(p_password, extensions.gen_salt('bf', v_dearest));
  else
    v_matches := extensions.crypt(p_password, v_user.encrypted_password) = v_user.encrypted_password and octet_length(p_password) <= 72;
    for v_step in v_cost .. v_dearest - 1 loop
      perform extensions.crypt(p_password, extensions.gen_salt('bf', v_step));
    end loop;
  end if;
  if not v_matches then
    return;
  end if;
  if v_cost <> p_cost then
    update auth.users u set encrypted_password = extensions.crypt(p_password, extensions.gen_salt('bf', p_cost)) where u.id = v_user.id;
  end if;
  return query select v_user.id, v_user.email::text;
end $$;

/*
 * Exchanges a refresh token for the next one. `reused`: it was exchanged before, so somebody has a copy, and the session ends; within
 * p_grace_seconds it is only refused, because two windows of one browser come at the same time. `unknown` stands for all the rest.
 */
create or replace function auth.use_refresh_token(p_hash text, p_next_hash text, p_grace_seconds integer, p_days integer)
returns table (outcome text, session_id uuid, user_id uuid, email text)
language plpgsql set search_path = '' as $$
declare
  v_token auth.refresh_token_hashes;
  v_session auth.sessions;
  v_user auth.users;
begin
  -- The session first, as its deletion does: the other way round the two could wait for each other.
  select s.* into v_session from auth.sessions s
  where s.id = (select t.session_id from auth.refresh_token_hashes t where t.hash = p_hash) for update;
  select t.* into v_token from auth.refresh_token_hashes t where t.hash = p_hash;
  if not found then
    return query select 'unknown', null::uuid, null::uuid, null::text;
    return;
  end if;
  select u.* into v_user from auth.users u
  where u.id = v_session.user_id and u.deleted_at is null and (u.banned_until is null or u.banned_until < now());
  if not found or v_session.not_after < now() then
    delete from auth.sessions s where s.id = v_session.id;
    return query select 'unknown', null::uuid, null::uuid, null::text;
  elsif v_token.used_at is not null then
    if v_token.used_at < clock_timestamp() - make_interval(secs => p_grace_seconds) then
      delete from auth.sessions s where s.id = v_session.id;
    end if;
    return query select 'reused', v_session.id, v_user.id, v_user.email::text;
  else
    update auth.refresh_token_hashes t set used_at = clock_timestamp() where t.hash = p_hash;
    insert into auth.refresh_token_hashes (hash, session_id) values (p_next_hash, v_session.id);
    update auth.sessions s set updated_at = now(), refreshed_at = now(), not_after = now() + make_interval(days => p_days)
    where s.id = v_session.id;
    return query select 'exchanged', v_session.id, v_user.id, v_user.email::text;
  end if;
end $$;

-- They run with the rights of the caller, and nobody but the service has any on these tables.
revoke execute on function auth.check_password(text, text, integer) from public;
revoke execute on function auth.use_refresh_token(text, text, integer, integer) from public;
grant execute on function auth.check_password(text, text, integer) to postgres;
grant execute on function auth.use_refresh_token(text, text, integer, integer) to postgres;

-- Who is asking, from the token that PostgREST has checked. The older setting per claim comes first, as in hosted projects.
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )::text
$$;

create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )::text
$$;

create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;
alter function auth.jwt() owner to supabase_auth_admin;
