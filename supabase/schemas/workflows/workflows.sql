-- Rules: when something happens to a thing that is as they say, they do something. What they did is in workflow_runs.
create table public.workflows (
  id           uuid primary key default gen_random_uuid(),
  name         text not null check (name <> ''),
  description  text not null default '',
  trigger      jsonb not null,
  conditions   jsonb not null,
  actions      jsonb not null,
  is_active    boolean not null default false,
  trigger_type text collate "C" not null generated always as (trigger ->> 'type') stored
    check (trigger_type in ('event', 'time', 'schedule', 'webhook')),
  entity_type  text collate "C" not null generated always as (trigger ->> 'kind') stored,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  version      integer not null default 1
);
comment on table public.workflows is 'Rules that act by themselves. Every version is in workflow_versions.';
comment on column public.workflows.trigger is 'When it looks: {"type", "kind"} and events, or field and minutes, or cron, or fields.';
comment on column public.workflows.conditions is 'A tree of src/common/conditions over the fields of its kind of thing.';
comment on column public.workflows.actions is 'What it does, in order: [{"action", "params"}].';

-- Every order and every filter of the list; prove:scale asks for each.
create index workflows_list on public.workflows (created_at desc, id desc) where deleted_at is null;
create index workflows_updated on public.workflows (updated_at desc, id desc) where deleted_at is null;
create index workflows_name on public.workflows (name, id) where deleted_at is null;
create index workflows_active on public.workflows (is_active, created_at desc, id desc) where deleted_at is null;
create index workflows_trigger_type on public.workflows (trigger_type, created_at desc, id desc) where deleted_at is null;
create index workflows_entity_type on public.workflows (entity_type, created_at desc, id desc) where deleted_at is null;
create index workflows_search on public.workflows using gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where deleted_at is null;

create table public.workflow_versions (
  workflow_id uuid not null,
  version     integer not null,
  workflow    jsonb not null,
  since       timestamptz not null default now(),
  primary key (workflow_id, version)
);
comment on table public.workflow_versions is 'Every version of every rule, also of deleted ones: a run goes on with the version that it began with.';

create table public.workflow_watch (
  workflow_id       uuid primary key references public.workflows (id) on delete cascade,
  evaluated         bigint not null default 0,
  matched           bigint not null default 0,
  last_evaluated_at timestamptz,
  last_matched_at   timestamptz,
  sampled_at        timestamptz,
  swept_until       timestamptz not null default now(),
  fault             text
);
comment on table public.workflow_watch is 'How a rule fares: kept apart, so that looking is no change of the rule.';
comment on column public.workflow_watch.swept_until is 'Of rules that go by the time: up to here nothing is left to do.';
comment on column public.workflow_watch.fault is 'Why it cannot be used as it is, such as a field that is no more; null: it can.';

create table public.workflow_secrets (
  workflow_id uuid primary key references public.workflows (id) on delete cascade,
  secret_hash text not null
);
comment on table public.workflow_secrets is 'What proves whoever calls the webhook of a rule, as SHA-256. access: service only';

/* Keeps every version; whoever is switched off or deleted has nothing waiting any more; whoever is switched on begins with now. */
create function public.keep_workflow() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.workflow_versions (workflow_id, version, workflow) values (new.id, new.version, to_jsonb(new)) on conflict do nothing;
  insert into public.workflow_watch as w (workflow_id) values (new.id)
  on conflict (workflow_id) do update set fault = null,
    swept_until = case when tg_op = 'UPDATE' and (new.is_active and not old.is_active or new.trigger <> old.trigger) then now() else w.swept_until end;
  if tg_op = 'UPDATE' and (old.is_active and not new.is_active or old.deleted_at is null and new.deleted_at is not null) then
    perform public.cancel_workflow_runs(new.id, case when new.deleted_at is null then 'The rule was switched off.' else 'The rule was deleted.' end);
  end if;
  perform pg_notify('workflows', '');
  return null;
end $$;
revoke execute on function public.keep_workflow() from public, anon, authenticated;

create trigger workflows_touch before update on public.workflows for each row execute function public.touch_row();
create trigger workflows_keep after insert or update on public.workflows for each row execute function public.keep_workflow();

select public.publish_table('public.workflows', policy => $$deleted_at is null and (select public.has_permission('workflows', 'view'))$$,
  activity => 'id', classes => '
  none: id, name, description, trigger, conditions, is_active, trigger_type, entity_type, created_by, created_at, updated_at, deleted_at, version
  personal: actions');
select public.publish_table('public.workflow_versions', module => 'workflows', classes => '
  none: workflow_id, version, since
  personal: workflow');
select public.publish_table('public.workflow_watch', module => 'workflows',
  classes => 'none: workflow_id, evaluated, matched, last_evaluated_at, last_matched_at, sampled_at, swept_until, fault');
select public.publish_table('public.workflow_secrets', classes => '
  none: workflow_id
  secret: secret_hash');

select public.announce_table('public.workflows', 'tickets', 'workflow', 'workflows', 'name,is_active,trigger_type,entity_type,version,deleted_at');

select public.keep_counts('public.workflows', columns => 'is_active,trigger_type,entity_type', hidden => 'deleted_at');
