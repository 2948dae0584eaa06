create table public.coaching_tasks (
  id          uuid primary key default gen_random_uuid(),
  status      text collate "C" not null default 'open' check (status in ('open', 'in_progress', 'done', 'cancelled')),
  agent_id    uuid not null references public.agents (id),
  audit_id    uuid references public.audits (id),
  title       text not null check (title <> ''),
  description text not null default '',
  owner_id    uuid references auth.users (id) on delete set null,
  due_on      date,
  done_at     timestamptz,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1,
  deleted_at  timestamptz
);
comment on table public.coaching_tasks is 'What is done so that an agent gets better at something.';
comment on column public.coaching_tasks.audit_id is 'The audit that it follows from, of work of the same agent.';
comment on column public.coaching_tasks.owner_id is 'The user who sees to it.';

create index coaching_tasks_newest on public.coaching_tasks (created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_updated on public.coaching_tasks (updated_at desc, id desc) where deleted_at is null;
create index coaching_tasks_status on public.coaching_tasks (status, created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_agent on public.coaching_tasks (agent_id, created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_audit on public.coaching_tasks (audit_id, created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_owner on public.coaching_tasks (owner_id, created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_due on public.coaching_tasks (due_on, created_at desc, id desc) where deleted_at is null;
create index coaching_tasks_search on public.coaching_tasks
  using gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where deleted_at is null;

create trigger coaching_tasks_touch before update on public.coaching_tasks for each row execute function public.touch_row();
create trigger coaching_tasks_tell after insert or update of owner_id on public.coaching_tasks
  for each row execute function public.tell_of_coaching_task();

select public.publish_table('public.coaching_tasks', module => 'audits', policy => $$deleted_at is null and ((select public.has_permission('audits', 'edit'))
  or owner_id = (select auth.uid())
  or agent_id = (select a.id from public.agents a where a.user_id = (select auth.uid())))$$, activity => 'id', classes => '
  none: id, status, agent_id, audit_id, owner_id, due_on, done_at, created_by, created_at, updated_at, version, deleted_at
  personal: title, description');

-- Whom it is about is not announced: not all who hear of it may read it.
select public.announce_table('public.coaching_tasks', 'tickets', 'coaching_task', 'audits', 'status,due_on,version,deleted_at');
