-- What rules did, step by step, and why.
create table public.workflow_runs (
  id               uuid primary key default gen_random_uuid(),
  workflow_id      uuid not null,
  workflow_version integer not null,
  entity_type      text collate "C" not null,
  entity_id        text collate "C" not null,
  customer_id      uuid,
  cause            text collate "C" not null,
  event            text collate "C" not null,
  event_at         timestamptz not null,
  depth            integer not null default 1,
  caused_by        uuid,
  why              jsonb not null default '[]',
  input            jsonb not null default '{}',
  state            text collate "C" not null default 'running'
    check (state in ('running', 'waiting', 'done', 'partial', 'cancelled', 'stopped')),
  reason           text not null default '',
  cancel_on        text[] collate "C" not null default '{}',
  waiting_since    timestamptz,
  next_at          timestamptz,
  lease_until      timestamptz,
  created_at       timestamptz not null default clock_timestamp(),
  finished_at      timestamptz
);
comment on table public.workflow_runs is 'One run of one version of a rule, for one thing and one cause.';
comment on column public.workflow_runs.id is 'Made of rule and cause: the same cause makes no second run of a rule.';
comment on column public.workflow_runs.workflow_id is 'Rules are hidden, never deleted; a key for each row would cost a fifth of writing it.';
comment on column public.workflow_runs.cause is 'What started it; the same cause starts a rule once: e:<seq of the event>, t:<id>:<time>, s:<tick>:<id>, w:<webhook>.';
comment on column public.workflow_runs.depth is '1 when a person or the world caused it; one more than the run that caused it.';
comment on column public.workflow_runs.caused_by is 'The run whose act caused it.';
comment on column public.workflow_runs.why is 'Every comparison of the conditions with what the thing said then: [{"field", "operator", "value", "actual", "is"}].';
comment on column public.workflow_runs.input is 'What the event, or whoever called the webhook, brought.';
comment on column public.workflow_runs.state is 'partial: some step failed for good; stopped: it was not begun, and reason says why.';
comment on column public.workflow_runs.cancel_on is 'While it waits: what ends it, <kind>/<occurrence>/<id>.';
comment on column public.workflow_runs.next_at is 'When to go on; null once it has ended.';
comment on column public.workflow_runs.lease_until is 'A worker has it until then.';

create index workflow_runs_newest on public.workflow_runs (created_at desc, id desc);
create index workflow_runs_workflow on public.workflow_runs (workflow_id, created_at desc, id desc);
create index workflow_runs_entity on public.workflow_runs (entity_id, entity_type, created_at desc, id desc);
create index workflow_runs_unlucky on public.workflow_runs (state, created_at desc, id desc) where state <> 'done';
create index workflow_runs_due on public.workflow_runs (next_at, id) where next_at is not null;
create index workflow_runs_waiting on public.workflow_runs using gin (cancel_on) where state = 'waiting';

create table public.workflow_steps (
  id            uuid primary key,
  run_id        uuid not null references public.workflow_runs (id) on delete cascade,
  position      text collate "C" not null,
  action        text collate "C" not null,
  state         text collate "C" not null check (state in ('done', 'retry', 'failed', 'waiting', 'skipped')),
  attempts      integer not null default 1,
  says          text not null default '',
  result        jsonb not null default '{}',
  error_code    text,
  error_message text,
  entity_type   text collate "C" not null,
  entity_id     text collate "C" not null,
  made_type     text collate "C",
  made_id       text collate "C",
  made_decision uuid not null default gen_random_uuid(),
  next_at       timestamptz,
  at            timestamptz not null default clock_timestamp(),
  unique (run_id, position)
);
comment on table public.workflow_steps is 'What became of each step of a run. Written in the transaction of the act where the act is in this database.';
comment on column public.workflow_steps.id is 'Made of run and position: whatever is outside is asked for by it, once.';
comment on column public.workflow_steps.position is 'Where it stands: 2, or 2.then.0 inside a branch.';
comment on column public.workflow_steps.made_type is 'With made_id: the thing that it made, or wrote to.';
comment on column public.workflow_steps.made_decision is 'The id of the decision about that thing.';
comment on column public.workflow_steps.next_at is 'Of a wait, its end; of a step that failed, the next attempt.';

create index workflow_steps_newest on public.workflow_steps (at desc, id desc);
create index workflow_steps_entity on public.workflow_steps (entity_type, entity_id, at desc, id desc);
create index workflow_steps_made on public.workflow_steps (made_type, made_id, at desc, made_decision desc) where made_id is not null;

create table public.workflow_evaluations (
  id          bigint generated always as identity primary key,
  workflow_id uuid not null references public.workflows (id) on delete cascade,
  entity_type text collate "C" not null,
  entity_id   text collate "C" not null,
  event       text collate "C" not null,
  why         jsonb not null,
  at          timestamptz not null default clock_timestamp()
);
comment on table public.workflow_evaluations is 'Samples of what did not match, at most one a minute and rule, with what each comparison saw.';
create index workflow_evaluations_workflow on public.workflow_evaluations (workflow_id, id desc);
create index workflow_evaluations_at on public.workflow_evaluations (at);

create table public.workflow_messages (
  id          uuid primary key,
  customer_id uuid not null references public.customers (id) on delete cascade,
  at          timestamptz not null default clock_timestamp()
);
comment on table public.workflow_messages is 'Messages to customers that rules have sent, for the limit of a day; the id is that of the step. access: service only';
create index workflow_messages_customer on public.workflow_messages (customer_id, at desc);

select public.publish_table('public.workflow_runs', module => 'workflows', classes => '
  none: id, workflow_id, workflow_version, entity_type, entity_id, customer_id, cause, event, event_at, depth, caused_by, state, reason
  none: cancel_on, waiting_since, next_at, lease_until, created_at, finished_at
  personal: why, input');
select public.keep_counts('public.workflow_runs', columns => 'state,entity_type,workflow_id');

select public.publish_table('public.workflow_steps', module => 'workflows', classes => '
  none: id, run_id, position, action, state, attempts, error_code, error_message, entity_type, entity_id, made_type, made_id, made_decision, next_at, at
  personal: says, result');
select public.publish_table('public.workflow_evaluations', module => 'workflows', classes => '
  none: id, workflow_id, entity_type, entity_id, event, at
  personal: why');
select public.publish_table('public.workflow_messages', classes => 'none: id, customer_id, at');

/* That a rule applied to a thing. */
create view public.decision_workflow_runs with (security_invoker = true) as
select r.id, 'workflows.match'::text as kind, r.entity_type, r.entity_id,
  jsonb_build_object('workflow_id', r.workflow_id, 'run_id', r.id, 'state', r.state) as chosen,
  case when r.state = 'stopped' then 'The rule ' || w.name || ' applied and was stopped. ' || r.reason else 'The rule ' || w.name || ' applied.' end as reason,
  r.workflow_id::text as rule, r.workflow_version::text as rule_version, r.created_at as at,
  jsonb_build_object('event', r.event, 'event_at', r.event_at, 'conditions', r.why, 'depth', r.depth, 'caused_by', r.caused_by) as inputs,
  '[]'::jsonb as candidates, null::uuid as context_id
from public.workflow_runs r join public.workflows w on w.id = r.workflow_id;

/* What its steps did: to the thing, and to what they made. */
create view public.decision_workflow_steps with (security_invoker = true) as
select d.id, 'workflows.act'::text as kind, d.entity_type, d.entity_id,
  jsonb_build_object('action', s.action, 'state', s.state, 'result', s.result) as chosen,
  concat_ws(' ', 'By the rule ' || w.name || ':', nullif(s.says, ''), s.error_message) as reason,
  r.workflow_id::text as rule, r.workflow_version::text as rule_version, d.at,
  jsonb_build_object('run_id', r.id, 'position', s.position, 'attempts', s.attempts) as inputs, '[]'::jsonb as candidates, null::uuid as context_id
from (
  select id, entity_type, entity_id, at, id as step_id from public.workflow_steps
  union all
  select made_decision, made_type, made_id, at, id from public.workflow_steps where made_id is not null
) d
join public.workflow_steps s on s.id = d.step_id
join public.workflow_runs r on r.id = s.run_id
join public.workflows w on w.id = r.workflow_id;

comment on view public.decision_workflow_runs is 'workflow_runs as decisions. access: service only';
comment on view public.decision_workflow_steps is 'workflow_steps as decisions. access: service only';
revoke all on public.decision_workflow_runs, public.decision_workflow_steps from public, anon, authenticated, service_role;
grant select on public.decision_workflow_runs, public.decision_workflow_steps to service_role;
