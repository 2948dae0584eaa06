create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  phone_number text unique,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  user_id uuid unique references auth.users (id) on delete set null,
  email text,
  employee_code text collate "C" unique,
  languages text[] collate "C" not null default '{}',
  capacity jsonb not null
    default '{"total": 10, "email": {"limit": 10, "weight": 1}, "chat": {"limit": 5, "weight": 2}, "call": {"limit": 1, "weight": 10}, "ticket": {"limit": 10, "weight": 1}}'
    check (jsonb_typeof(capacity -> 'total') = 'number'),
  calendar_id uuid references public.calendars (id) on delete set null,
  status text collate "C" not null default 'offline' references public.agent_statuses (status),
  availability text collate "C" not null default 'offline' check (availability in ('available', 'busy', 'wrap_up', 'away', 'offline')),
  status_since timestamptz not null default now(),
  clocked_in_at timestamptz,
  deleted_at timestamptz,
  version integer not null default 1
);
comment on column public.agents.phone_number is 'As the telephone provider prints it; names the agent in call figures.';
comment on column public.agents.user_id is 'Who signs in as this agent; null while nobody does.';
comment on column public.agents.capacity is 'How much at once: {"total", "<channel>": {"limit", "weight"}}. A channel takes at most limit items; total bounds the sum of the weights.';
comment on column public.agents.calendar_id is 'Null: the default calendar.';
comment on column public.agents.availability is 'The category of status. Both, and status_since, are copies of the open interval in agent_availability, written by set_agent_status.';
comment on column public.agents.clocked_in_at is 'The start of the open interval in work_intervals; null while there is none.';

create unique index agents_email on public.agents (lower(email)) where email is not null;
create index agents_list on public.agents (created_at desc, id desc);
create index agents_name on public.agents (name, id);
create index agents_status_since on public.agents (status_since desc, id desc);
create index agents_status on public.agents (status, created_at desc, id desc);
create index agents_availability on public.agents (availability, created_at desc, id desc);
create index agents_is_active on public.agents (is_active, created_at desc, id desc);
create index agents_clocked_in on public.agents (created_at desc, id desc) where clocked_in_at is not null;
create index agents_calendar on public.agents (calendar_id) where calendar_id is not null;
create index agents_languages on public.agents using gin (languages);
create index agents_search on public.agents using gin
  (name extensions.gin_trgm_ops, email extensions.gin_trgm_ops, employee_code extensions.gin_trgm_ops, phone_number extensions.gin_trgm_ops);

create trigger note_phones_insert after insert on public.agents
  referencing new table as changed for each statement execute function public.note_phone_spellings('phone_number', 'own');
create trigger note_phones_update after update on public.agents
  referencing new table as changed for each statement execute function public.note_phone_spellings('phone_number', 'own');
create trigger agents_take_over before insert or update of phone_number, email, employee_code, user_id on public.agents
  for each row execute function public.take_over_agent_keys();
create trigger agents_touch before update on public.agents for each row execute function public.touch_row();
create trigger agents_begin after insert on public.agents for each row execute function public.begin_agent();
create trigger agents_presence after update of user_id on public.agents for each row
  when (old.user_id is distinct from new.user_id) execute function public.begin_agent();

select public.publish_table('public.agents',
  policy => $$(select exists (select from public.viewable_modules())) or public.agent_scopes(id) && array(select public.permitted_scopes('agents', 'view'))$$,
  activity => 'id', classes => '
  none: id, is_active, created_at, updated_at, user_id, languages, capacity, calendar_id, status, availability, status_since, clocked_in_at
  none: deleted_at, version
  personal: name, phone_number, email, employee_code');

select public.announce_table('public.agents', 'agents', 'agent', 'agents',
  'name,user_id,is_active,status,availability,status_since,clocked_in_at,deleted_at,version',
  p_scopes => 'public.agent_scopes(r.id)');
select public.join_realtime('public.agents');
