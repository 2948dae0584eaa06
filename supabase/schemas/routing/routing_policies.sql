create table public.routing_policies (
  id                   uuid primary key default gen_random_uuid(),
  team_id              uuid references public.teams (id) on delete cascade,
  is_enabled           boolean not null default true,
  strategy             text collate "C" not null default 'least_loaded'
    check (strategy in ('round_robin', 'least_loaded', 'longest_idle', 'most_idle', 'skill_based')),
  sticky               boolean not null default true,
  relax_after_minutes  integer check (relax_after_minutes > 0),
  fair_limit_count     integer check (fair_limit_count > 0),
  fair_limit_minutes   integer check (fair_limit_minutes > 0),
  max_age_hours        integer check (max_age_hours > 0),
  while_on_call        boolean not null default false,
  return_after_minutes integer check (return_after_minutes > 0),
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  version              integer not null default 1,
  unique nulls not distinct (team_id),
  check ((fair_limit_count is null) = (fair_limit_minutes is null))
);
comment on table public.routing_policies is 'How work is given out: one row per team, and one for what has no policy of its own.';
comment on column public.routing_policies.team_id is 'Null: the default.';
comment on column public.routing_policies.is_enabled is 'Whether the router gives it out; otherwise agents take it themselves, or are given it by somebody.';
comment on column public.routing_policies.relax_after_minutes is 'After so long the least important skill is given up; null: never.';
comment on column public.routing_policies.fair_limit_count is 'At most so many per agent in any fair_limit_minutes; null: no limit.';
comment on column public.routing_policies.max_age_hours is 'What has had no activity for so long is left alone; null: nothing.';
comment on column public.routing_policies.return_after_minutes is 'Business minutes after which it goes back when the agent has done nothing; null: never.';
create index routing_policies_list on public.routing_policies (created_at desc, id desc);

/* What was worked out by the old policies is worked out again. */
create function public.follow_routing_policies() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.query_assignments set is_scheduled = false, answer_due_at = null where status = 'open' and is_scheduled;
  update public.assignment_queue set parked = null where parked = 'no activity for too long';
  perform pg_notify('router', '');
  return null;
end $$;
revoke execute on function public.follow_routing_policies() from public, anon, authenticated;

create trigger routing_policies_touch before update on public.routing_policies for each row execute function public.touch_row();
create trigger routing_policies_follow after insert or update or delete on public.routing_policies
  for each statement execute function public.follow_routing_policies();

select public.publish_table('public.routing_policies', module => 'assignments', activity => 'id', classes => '
  none: id, team_id, is_enabled, strategy, sticky, relax_after_minutes, fair_limit_count, fair_limit_minutes, max_age_hours, while_on_call
  none: return_after_minutes, created_at, updated_at, version');
