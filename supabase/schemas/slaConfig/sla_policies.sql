create table public.sla_policies (
  id                     uuid primary key default gen_random_uuid(),
  name                   text not null check (name <> ''),
  tier                   text collate "C" unique check (tier in ('vip', 'high', 'normal', 'low')),
  position               integer not null default 100 check (position between 0 and 10000),
  conditions             jsonb check (jsonb_typeof(conditions) = 'object'),
  is_default             boolean not null default false,
  is_active              boolean not null default true,
  first_response_minutes integer check (first_response_minutes between 1 and 525600),
  next_response_minutes  integer check (next_response_minutes between 1 and 525600),
  resolution_minutes     integer check (resolution_minutes between 1 and 525600),
  calendar_id            uuid references public.calendars (id) on delete set null,
  warn_percent           integer default 80 check (warn_percent between 1 and 99),
  pause_statuses         text[] collate "C" not null default '{pending,on_hold,snoozed}',
  pause_waiting          boolean not null default false,
  pause_metrics          text[] collate "C" not null default '{resolution}' check (pause_metrics <@ '{first_response,next_response,resolution}'),
  reply_must_arrive      boolean not null default true,
  created_at             timestamptz not null default now(),
  updated_at             timestamptz not null default now(),
  version                integer not null default 1,
  check (num_nonnulls(first_response_minutes, next_response_minutes, resolution_minutes) > 0),
  check (is_default = (conditions is null)),
  check (is_active or not is_default)
);
comment on table public.sla_policies is 'What customers are promised. The first active policy whose conditions match holds, in the order of position; the default one for the rest.';
comment on column public.sla_policies.tier is 'Set for the four policies of the customer tiers, which /sla-config serves.';
comment on column public.sla_policies.conditions is 'A tree of src/common/conditions over the fields of src/slaConfig/slaFields.ts; null for the default policy alone.';
comment on column public.sla_policies.first_response_minutes is 'Business minutes, as the other targets; null: not promised.';
comment on column public.sla_policies.calendar_id is 'Null: the calendar of the department or the team, or else the default one.';
comment on column public.sla_policies.warn_percent is 'Share of the target after which people are warned; null: never.';
comment on column public.sla_policies.pause_waiting is 'Whether the clock is paused while we wait for the customer: from a reply to the next message.';
comment on column public.sla_policies.pause_metrics is 'Which clocks are paused at all.';
comment on column public.sla_policies.reply_must_arrive is 'Whether a reply that could not be delivered counts as none.';

create unique index sla_policies_one_default on public.sla_policies (is_default) where is_default;
create index sla_policies_list on public.sla_policies (position, id);
create index sla_policies_created on public.sla_policies (created_at desc, id desc);
create index sla_policies_calendar on public.sla_policies (calendar_id) where calendar_id is not null;

create table public.sla_policy_versions (
  policy_id uuid not null,
  version   integer not null,
  policy    jsonb not null,
  until     timestamptz not null default now(),
  primary key (policy_id, version)
);
comment on table public.sla_policy_versions is 'Former versions of policies, also of those that were deleted: what was promised before stays known.';

/* Keeps what is replaced. */
create function public.keep_sla_policy_version() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.version <> old.version then
    insert into public.sla_policy_versions (policy_id, version, policy) values (old.id, old.version, to_jsonb(old)) on conflict do nothing;
  end if;
  return null;
end $$;
revoke execute on function public.keep_sla_policy_version() from public, anon, authenticated;

create trigger sla_policies_touch before update on public.sla_policies for each row execute function public.touch_row();
create trigger sla_policies_version after update or delete on public.sla_policies
  for each row execute function public.keep_sla_policy_version();

select public.publish_table('public.sla_policies', module => 'sla', activity => 'id', classes => '
  none: id, name, tier, position, conditions, is_default, is_active, first_response_minutes, next_response_minutes, resolution_minutes, calendar_id
  none: warn_percent, pause_statuses, pause_waiting, pause_metrics, reply_must_arrive, created_at, updated_at, version');
select public.publish_table('public.sla_policy_versions', module => 'sla', classes => 'none: policy_id, version, policy, until');
