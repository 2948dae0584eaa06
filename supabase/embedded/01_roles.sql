-- The roles of a hosted project. Applied by supabase_admin, again whenever one of these files changes,
-- so every statement must be harmless on a database that already has what it makes.

do $$
declare
  role record;
begin
  for role in
    select *
    from (values
      -- Not a superuser, as on a hosted project: our migrations have to get along without.
      ('postgres', 'login createdb createrole replication bypassrls'),
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      -- PostgREST logs in as this one and becomes one of the three above.
      ('authenticator', 'login noinherit'),
      -- Owns schema auth.
      ('supabase_auth_admin', 'nologin noinherit')
    ) as wanted (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = role.name) then
      execute format('create role %I', role.name);
    end if;
    execute format('alter role %I %s', role.name, role.attributes);
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres with admin option;

-- Hosted projects end a statement that an outsider keeps running.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
-- The REST layer prepares every statement. Planned once for all values, a search walks the whole list: docs/decisions/plans_per_request.md.
alter role authenticator set plan_cache_mode = 'force_custom_plan';

alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;

do $$
begin
  execute format('alter database %I owner to postgres', current_database());
end
$$;
