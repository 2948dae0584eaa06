create table public.agent_statuses (
  id         uuid primary key default gen_random_uuid(),
  status     text collate "C" not null unique check (status ~ '^[a-z][a-z0-9_]{0,49}$'),
  name       text not null check (name <> ''),
  category   text collate "C" not null check (category in ('available', 'busy', 'wrap_up', 'away', 'offline')),
  is_enabled boolean not null default true,
  position   integer not null default 100,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version    integer not null default 1,
  ends_after_seconds integer not null default 30 check (ends_after_seconds between 0 and 3600)
);
comment on table public.agent_statuses is 'The words in which agents say how available they are. What a word means is its category, which never changes.';
comment on column public.agent_statuses.position is 'Their order; the first enabled one of a category is what clock-in, clock-out and calls set.';
comment on column public.agent_statuses.ends_after_seconds is 'Of wrap-up that the end of a call set: it ends by itself after so long, and the agent is available; 0: the agent ends it.';
create unique index agent_statuses_name on public.agent_statuses (lower(name));

create trigger agent_statuses_touch before update on public.agent_statuses for each row execute function public.touch_row();
create trigger agent_statuses_used before delete on public.agent_statuses for each row execute function public.refuse_used_agent_status();
create trigger agent_statuses_turn before update or delete on public.agent_statuses
  for each statement execute function public.keep_agent_statuses();
create trigger agent_statuses_keep after update or delete on public.agent_statuses
  for each statement execute function public.keep_agent_statuses();

select public.publish_table('public.agent_statuses', policy => '(select exists (select from public.viewable_modules()))', activity => 'id',
  classes => 'none: id, status, name, category, is_enabled, position, created_at, updated_at, version, ends_after_seconds');
