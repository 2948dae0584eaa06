-- The platform: who may do what, what was done, and which worker holds which job.

-- Permissions -----------------------------------------------------------------------------------

create table public.modules (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);
comment on table public.modules is 'The parts of the product that a permission can be given for.';

create table public.roles (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z][a-z0-9_]{1,49}$'),
  description text not null default '',
  full_access boolean not null default false,
  is_system boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.roles.full_access is 'Everything is allowed, in modules that come later too.';

create table public.role_modules (
  role_id uuid not null references public.roles (id) on delete cascade,
  module_key text not null references public.modules (key) on delete cascade,
  can_view boolean not null default false,
  can_create boolean not null default false,
  can_edit boolean not null default false,
  can_delete boolean not null default false,
  primary key (role_id, module_key)
);

create table public.user_roles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  role_id uuid not null references public.roles (id) on delete cascade,
  assigned_by uuid,
  created_at timestamptz not null default now(),
  unique (user_id, role_id)
);
create index user_roles_role_id_idx on public.user_roles (role_id);

/* May the caller (auth.uid()) do this? Row policies and the API's guard ask the same tables. */
create function public.has_permission(p_module text, p_action text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
    where ur.user_id = (select auth.uid())
      and (r.full_access or case p_action
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end)
  )
$$;
revoke execute on function public.has_permission(text, text) from public, anon;
grant execute on function public.has_permission(text, text) to authenticated, service_role;

/* What one user may do: {"roles": […], "full_access": bool, "modules": {"calls": ["view", …]}}. */
create function public.get_user_permissions(p_user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'roles', coalesce((
      select jsonb_agg(r.name order by r.name)
      from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id), '[]'),
    'full_access', exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id and r.full_access),
    'modules', coalesce((
      select jsonb_object_agg(module_key, actions)
      from (
        select rm.module_key, array_remove(array[
          case when bool_or(rm.can_view) then 'view' end,
          case when bool_or(rm.can_create) then 'create' end,
          case when bool_or(rm.can_edit) then 'edit' end,
          case when bool_or(rm.can_delete) then 'delete' end], null) as actions
        from public.user_roles ur join public.role_modules rm on rm.role_id = ur.role_id
        where ur.user_id = p_user_id
        group by rm.module_key
      ) granted), '{}')
  )
$$;
revoke execute on function public.get_user_permissions(uuid) from public, anon, authenticated;
grant execute on function public.get_user_permissions(uuid) to service_role;

/*
 * Declares a module together with what the seeded roles may do in it: 'vced' = view, create, edit, delete.
 * Migrations call it; what an admin changed afterwards is kept.
 */
create function public.register_module(
  p_key text, p_name text, p_description text, p_supervisor text, p_agent text, p_viewer text
) returns void
language sql set search_path = '' as $$
  insert into public.modules (key, name, description) values (p_key, p_name, p_description)
  on conflict (key) do update set name = excluded.name, description = excluded.description;

  insert into public.role_modules (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select r.id, p_key, g.rights like '%v%', g.rights like '%c%', g.rights like '%e%', g.rights like '%d%'
  from (values ('supervisor', p_supervisor), ('agent', p_agent), ('viewer', p_viewer)) as g (role_name, rights)
  join public.roles r on r.name = g.role_name
  on conflict (role_id, module_key) do nothing;
$$;
revoke execute on function public.register_module(text, text, text, text, text, text) from public, anon, authenticated;

/* Replaces all that a role may do, as one step. Raises role_not_found, module_not_found. */
create function public.set_role_modules(p_role_id uuid, p_modules jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  v_unknown text;
begin
  perform 1 from public.roles where id = p_role_id for update;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  select m ->> 'module_key' into v_unknown
  from jsonb_array_elements(p_modules) m
  where not exists (select 1 from public.modules where key = m ->> 'module_key') limit 1;
  if v_unknown is not null then
    raise exception 'module_not_found' using errcode = 'P0422', detail = v_unknown;
  end if;
  delete from public.role_modules
  where role_id = p_role_id
    and module_key not in (select m ->> 'module_key' from jsonb_array_elements(p_modules) m);
  insert into public.role_modules as rm (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select p_role_id, m ->> 'module_key',
    coalesce((m ->> 'can_view')::boolean, false), coalesce((m ->> 'can_create')::boolean, false),
    coalesce((m ->> 'can_edit')::boolean, false), coalesce((m ->> 'can_delete')::boolean, false)
  from jsonb_array_elements(p_modules) m
  on conflict (role_id, module_key) do update
    set can_view = excluded.can_view, can_create = excluded.can_create,
        can_edit = excluded.can_edit, can_delete = excluded.can_delete
    where (rm.can_view, rm.can_create, rm.can_edit, rm.can_delete)
      is distinct from (excluded.can_view, excluded.can_create, excluded.can_edit, excluded.can_delete);
end $$;
revoke execute on function public.set_role_modules(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.set_role_modules(uuid, jsonb) to service_role;

/* Somebody must always be able to give permissions: the last holder of full access keeps it. Raises last_admin. */
create function public.keep_last_admin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from public.roles where id = old.role_id and full_access) then
    perform pg_advisory_xact_lock(hashtext('public.keep_last_admin'));
    if not exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where r.full_access and ur.id <> old.id
    ) then
      raise exception 'last_admin' using errcode = 'P0409';
    end if;
  end if;
  return old;
end $$;
create trigger user_roles_keep_last_admin before delete on public.user_roles
  for each row execute function public.keep_last_admin();

-- Agents ----------------------------------------------------------------------------------------

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  phone_number text unique,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.agents.phone_number is 'As the telephone provider prints it; names the agent in call figures.';

-- What was done ---------------------------------------------------------------------------------

create table public.activity_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'system')),
  action text not null,
  entity_type text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  request_id text
);
comment on table public.activity_log is 'Who did what. Append-only: the triggers below refuse anything but an insert.';
create index activity_log_entity_idx on public.activity_log (entity_type, entity_id, id);

create function public.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger activity_log_append_only before update or delete on public.activity_log
  for each row execute function public.refuse_change();
create trigger activity_log_no_truncate before truncate on public.activity_log
  for each statement execute function public.refuse_change();

/*
 * Who is writing, as far as the database can know: the API names its user in a header, which only the service role is
 * believed; anyone else is the subject of his own token; no token at all is the system.
 */
create function public.current_actor() returns uuid
language plpgsql stable set search_path = '' as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
begin
  if v_claims ->> 'role' = 'service_role' then
    return nullif(v_headers ->> 'x-actor-id', '')::uuid;
  end if;
  return nullif(v_claims ->> 'sub', '')::uuid;
end $$;

/* Appends one entry; the actor and the request are found by themselves unless given. */
create function public.log_activity(
  p_action text, p_entity_type text, p_entity_id text, p_before jsonb default null, p_after jsonb default null,
  p_actor_id uuid default null, p_request_id text default null
) returns void
language sql security definer set search_path = '' as $$
  insert into public.activity_log (actor_id, actor_kind, action, entity_type, entity_id, before, after, request_id)
  select actor, case when actor is null then 'system' else 'user' end, p_action, p_entity_type, p_entity_id, p_before, p_after,
    coalesce(p_request_id, nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-request-id')
  from (select coalesce(p_actor_id, public.current_actor()) as actor) who
$$;
revoke execute on function public.log_activity(text, text, text, jsonb, jsonb, uuid, text) from public, anon, authenticated;
grant execute on function public.log_activity(text, text, text, jsonb, jsonb, uuid, text) to service_role;

/* Row trigger: writes the change to the activity log. Arguments: the columns that identify the row. */
create function public.record_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_id text;
begin
  if tg_op = 'UPDATE' and v_before = v_after then
    return null;
  end if;
  select string_agg(v_row ->> key, ':' order by n) into v_id from unnest(tg_argv) with ordinality as k (key, n);
  perform public.log_activity(lower(tg_op), tg_table_name, v_id, v_before, v_after);
  return null;
end $$;

create trigger roles_activity after insert or update or delete on public.roles
  for each row execute function public.record_activity('id');
create trigger role_modules_activity after insert or update or delete on public.role_modules
  for each row execute function public.record_activity('role_id', 'module_key');
create trigger user_roles_activity after insert or update or delete on public.user_roles
  for each row execute function public.record_activity('id');
create trigger agents_activity after insert or update or delete on public.agents
  for each row execute function public.record_activity('id');

-- Jobs ------------------------------------------------------------------------------------------

create table public.job_workers (
  worker_id text primary key,
  lock_key bigint not null,
  started_at timestamptz not null default now()
);
comment on table public.job_workers is
  'Which job workers run. Each holds the advisory lock lock_key for as long as its process lives. access: service only';

/*
 * Gives back the jobs of workers whose process is gone: its advisory lock is free then. Without this a job that was
 * under way when its process was killed would wait for hours. Returns how many workers were found dead.
 */
create function public.release_dead_workers() returns integer
language plpgsql set search_path = '' as $$
declare
  v_dead text[];
begin
  select coalesce(array_agg(worker_id), '{}') into v_dead
  from public.job_workers where pg_try_advisory_xact_lock(lock_key);
  select v_dead || coalesce(array_agg(distinct j.locked_by), '{}') into v_dead
  from graphile_worker._private_jobs j
  where j.locked_at < now() - interval '1 minute'
    and not exists (select 1 from public.job_workers w where w.worker_id = j.locked_by);
  if cardinality(v_dead) > 0 then
    perform graphile_worker.force_unlock_workers(v_dead);
    delete from public.job_workers where worker_id = any (v_dead);
  end if;
  return cardinality(v_dead);
end $$;
revoke execute on function public.release_dead_workers() from public, anon, authenticated;

create table public.cron_ticks (
  name text not null,
  tick_at timestamptz not null,
  primary key (name, tick_at)
);
comment on table public.cron_ticks is 'Ticks that were turned into a job, so that N nodes make one. access: service only';

/* Turns a tick into a job unless another node did; the job starts up to p_jitter_seconds later. True when this call added it. */
create function public.add_cron_job(
  p_name text, p_tick_at timestamptz, p_task text, p_payload json, p_queue text, p_jitter_seconds integer
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.cron_ticks (name, tick_at) values (p_name, p_tick_at) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform graphile_worker.add_job(
    p_task, p_payload, queue_name => p_queue, job_key => p_name || ':' || p_tick_at,
    run_at => now() + random() * p_jitter_seconds * interval '1 second');
  delete from public.cron_ticks where name = p_name and tick_at < p_tick_at - interval '7 days';
  return true;
end $$;
revoke execute on function public.add_cron_job(text, timestamptz, text, json, text, integer) from public, anon, authenticated;
grant execute on function public.add_cron_job(text, timestamptz, text, json, text, integer) to service_role;

-- Row level security ----------------------------------------------------------------------------

alter table public.modules enable row level security;
alter table public.roles enable row level security;
alter table public.role_modules enable row level security;
alter table public.user_roles enable row level security;
alter table public.agents enable row level security;
alter table public.activity_log enable row level security;
alter table public.job_workers enable row level security;
alter table public.cron_ticks enable row level security;

create policy modules_view on public.modules for select to authenticated using (true);
create policy roles_view on public.roles for select to authenticated
  using ((select public.has_permission('roles', 'view')));
create policy role_modules_view on public.role_modules for select to authenticated
  using ((select public.has_permission('roles', 'view')));
create policy user_roles_view on public.user_roles for select to authenticated
  using (user_id = (select auth.uid()) or (select public.has_permission('roles', 'view')));
create policy agents_view on public.agents for select to authenticated using (true);
create policy activity_log_view on public.activity_log for select to authenticated
  using ((select public.has_permission('activity_log', 'view')));
revoke insert, update, delete, truncate on
  public.modules, public.roles, public.role_modules, public.user_roles, public.agents, public.activity_log
  from anon, authenticated;
revoke all on public.job_workers, public.cron_ticks from anon, authenticated;

-- What every installation starts with ------------------------------------------------------------

insert into public.roles (name, description, full_access, is_system) values
  ('admin', 'May do everything.', true, true),
  ('supervisor', 'Runs the team: sees all, changes most.', false, true),
  ('agent', 'Works on customers'' matters.', false, true),
  ('viewer', 'Looks, changes nothing.', false, true);

select public.register_module('roles', 'Roles', 'Roles, permissions and who has which.', 'v', '', '');
select public.register_module('activity_log', 'Activity log', 'Who did what.', 'v', '', '');
select public.register_module('jobs', 'Jobs', 'Background work and its schedules.', 'v', '', '');
select public.register_module('calls', 'Calls', 'Phone calls: logs, dashboards, recordings, dialling.', 'vced', 'vc', 'v');
