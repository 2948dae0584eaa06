create table public.ivr_calls (
  id                uuid primary key default gen_random_uuid(),
  provider_id       uuid not null references public.ivr_providers (id),
  provider_call_id  text collate "C" not null,
  status            text collate "C" not null default 'live' check (status in ('live', 'hangup', 'missed', 'answered', 'completed')),
  provider_status   text collate "C" not null default 'live' check (provider_status in ('live', 'hangup', 'missed', 'answered')),
  raw_status        text,
  direction         text collate "C" check (direction in ('inbound', 'outbound')),
  customer_number   text collate "C",
  customer_name     text,
  customer_id       uuid references public.customers (id) on delete set null,
  did_number        text collate "C",
  department        text collate "C",
  department_source text collate "C" check (department_source in ('person', 'digit', 'provider', 'number', 'default')),
  agent_id          uuid references public.agents (id) on delete set null,
  agent_number      text collate "C",
  agent_ref         text collate "C",
  agent_name        text,
  assignee_id       uuid references public.agents (id) on delete set null,
  language          text collate "C",
  ivr_digits        text collate "C",
  started_at        timestamptz not null,
  answered_at       timestamptz,
  ended_at          timestamptz,
  ring_seconds      integer,
  talk_seconds      integer,
  total_seconds     integer,
  billed_seconds    integer,
  has_recording     boolean not null default false,
  is_after_hours    boolean,
  disposition_raw   text,
  category_id       uuid references public.call_categories (id) on delete set null,
  notes             text not null default '',
  completed_at      timestamptz,
  completed_by      uuid,
  flags             text[] collate "C" not null default '{}',
  is_missed_entry   boolean not null default false,
  missed_entry_id   uuid references public.ivr_calls (id) on delete set null,
  missed_count      integer not null default 0,
  last_missed_at    timestamptz,
  closed_at         timestamptz,
  closed_by_call_id uuid references public.ivr_calls (id) on delete set null,
  attempts          integer not null default 0,
  last_attempt_at   timestamptz,
  sla_tier          text collate "C",
  sla_status        text collate "C" check (sla_status in ('running', 'paused', 'met', 'breached', 'cancelled')),
  sla_due_at        timestamptz,
  sla_breached_at   timestamptz,
  is_sla_breached   boolean not null generated always as (sla_breached_at is not null) stored,
  event_count       integer not null default 0,
  version           integer not null default 1,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  unique (provider_id, provider_call_id)
);
comment on table public.ivr_calls is 'One row for each call over an IVR: what its provider''s events add up to, and what people did with it.';
comment on column public.ivr_calls.status is
  'live: ringing, in the menu or talking; hangup: ended in the menu, nobody was rung; missed: somebody was rung, nobody talked; answered; completed: a person finished it.';
comment on column public.ivr_calls.provider_status is 'What the events say; status is the same until a person completes the call.';
comment on column public.ivr_calls.department is 'The key of a department, or the provider''s own word when there is none of that name.';
comment on column public.ivr_calls.department_source is 'person: moved there; digit: by the menu; provider: it said so; number: of the number that was called; default: of the provider.';
comment on column public.ivr_calls.agent_id is 'Who was rung or talked, when it is somebody we know.';
comment on column public.ivr_calls.agent_ref is 'An extension, or what else the provider calls the agent.';
comment on column public.ivr_calls.assignee_id is 'Who has to deal with it.';
comment on column public.ivr_calls.is_missed_entry is 'It stands for all missed calls of this caller that nobody has made good.';
comment on column public.ivr_calls.missed_entry_id is 'The earlier missed call that stands for this one.';
comment on column public.ivr_calls.closed_at is 'A later call, or a person, made good for this missed call.';
comment on column public.ivr_calls.attempts is 'How often we called back.';
comment on column public.ivr_calls.sla_due_at is 'Kept by the SLA clock, as all sla_ columns.';
comment on column public.ivr_calls.version is 'Counts what people change.';

-- Every order and every filter of the list; prove:scale asks for each.
create index ivr_calls_list on public.ivr_calls (started_at desc, id desc);
create index ivr_calls_updated on public.ivr_calls (updated_at desc, id desc);
create index ivr_calls_status on public.ivr_calls (status, started_at desc, id desc);
create index ivr_calls_department on public.ivr_calls (department, status, started_at desc, id desc);
create index ivr_calls_department_all on public.ivr_calls (department, started_at desc, id desc);
create index ivr_calls_provider on public.ivr_calls (provider_id, started_at desc, id desc);
create index ivr_calls_assignee on public.ivr_calls (assignee_id, started_at desc, id desc);
create index ivr_calls_agent on public.ivr_calls (agent_id, started_at desc, id desc);
create index ivr_calls_category on public.ivr_calls (category_id, started_at desc, id desc);
create index ivr_calls_customer on public.ivr_calls (customer_id, started_at desc, id desc);
create index ivr_calls_caller on public.ivr_calls (customer_number, started_at desc, id desc);
create index ivr_calls_direction on public.ivr_calls (direction, started_at desc, id desc);
create index ivr_calls_missed on public.ivr_calls (started_at desc, id desc) where is_missed_entry;
create index ivr_calls_missed_department on public.ivr_calls (department, started_at desc, id desc) where is_missed_entry;
create index ivr_calls_breached on public.ivr_calls (started_at desc, id desc) where is_sla_breached;
create index ivr_calls_flags on public.ivr_calls using gin (flags);
create index ivr_calls_live on public.ivr_calls (started_at) where provider_status = 'live';
create index ivr_calls_missed_entry on public.ivr_calls (missed_entry_id) where missed_entry_id is not null;
create index ivr_calls_closed_by on public.ivr_calls (closed_by_call_id) where closed_by_call_id is not null;
create index ivr_calls_search on public.ivr_calls using gin (customer_number extensions.gin_trgm_ops, customer_name extensions.gin_trgm_ops,
  agent_name extensions.gin_trgm_ops, provider_call_id extensions.gin_trgm_ops, notes extensions.gin_trgm_ops);

create trigger ivr_calls_judge before insert or update on public.ivr_calls for each row execute function public.judge_ivr_call();
-- What people do is counted and noted; what the provider tells is not.
create trigger ivr_calls_touch before update of status, department, assignee_id, category_id, notes, attempts on public.ivr_calls
  for each row execute function public.touch_ivr_call();
create trigger ivr_calls_activity after delete or update of status, department, assignee_id, category_id, notes, attempts on public.ivr_calls
  for each row when (public.current_actor() is not null) execute function public.record_activity('id');
create trigger ivr_calls_finished after update of status on public.ivr_calls for each row
  when ((old.completed_at is null) <> (new.completed_at is null)) execute function public.settle_finished_ivr_call();
create trigger ivr_calls_agents_insert after insert on public.ivr_calls
  referencing new table as new_rows for each statement execute function public.follow_ivr_agents();
create trigger ivr_calls_agents_update after update on public.ivr_calls
  referencing old table as old_rows new table as new_rows for each statement execute function public.follow_ivr_agents();

select public.publish_table('public.ivr_calls', module => 'ivr', scopes => 'public.department_scopes(r.department)', classes => '
  none: id, provider_id, provider_call_id, status, provider_status, raw_status, direction, customer_id, department, department_source, agent_id, agent_ref
  none: assignee_id, language, started_at, answered_at, ended_at, ring_seconds, talk_seconds, total_seconds, billed_seconds, has_recording, is_after_hours
  none: category_id, completed_at, completed_by, flags, is_missed_entry, missed_entry_id, missed_count, last_missed_at, closed_at, closed_by_call_id, attempts
  none: last_attempt_at, sla_tier, sla_status, sla_due_at, sla_breached_at, is_sla_breached, event_count, version, created_at, updated_at
  personal: customer_number, customer_name, did_number, agent_number, agent_name, ivr_digits, disposition_raw, notes');

-- What the portal changes here; judge_ivr_call has the last word.
grant update (status, assignee_id, category_id, notes) on public.ivr_calls to authenticated;
create policy ivr_calls_edit on public.ivr_calls for update to authenticated
  using ((select public.has_permission('ivr', 'edit')) or public.department_scopes(department)
    && array(select public.permitted_scopes('ivr', 'edit')))
  with check ((select public.has_permission('ivr', 'edit')) or public.department_scopes(department)
    && array(select public.permitted_scopes('ivr', 'edit')));

select public.announce_table('public.ivr_calls', 'calls', 'ivr_call', 'ivr',
  'provider_id,status,direction,customer_number,customer_id,department,agent_id,agent_name,assignee_id,category_id,started_at,answered_at,ended_at,talk_seconds,is_missed_entry,missed_count,closed_at,attempts,is_sla_breached,version',
  p_scopes => 'public.department_scopes(r.department)');

select public.keep_counts('public.ivr_calls', columns => 'status,department,provider_id,direction,assignee_id,is_missed_entry,is_sla_breached');

select public.join_realtime('public.ivr_calls');

select public.follow_assignable('public.ivr_calls', 'ivr_call', 'assignee_id, status, department, customer_id, is_missed_entry, missed_entry_id, closed_at, last_attempt_at');

select public.follow_sla_status('public.ivr_calls', 'ivr_call',
  'provider_status, direction, customer_number, customer_name, customer_id, department, agent_id, assignee_id, language, started_at, answered_at, ended_at, completed_at, closed_at');
