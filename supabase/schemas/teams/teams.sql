create table public.teams (
  id          uuid primary key default gen_random_uuid(),
  key         text collate "C" not null unique check (key <> ''),
  name        text not null check (name <> ''),
  description text not null default '',
  channels    text[] collate "C" not null default '{}' check (channels <@ '{email,chat,call,ticket}'),
  calendar_id uuid references public.calendars (id) on delete set null,
  is_active   boolean not null default true,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1
);
comment on table public.teams is 'Agents who work together.';
comment on column public.teams.key is 'What e-mails, threads and mailboxes name in their column team.';
comment on column public.teams.channels is 'What the team takes; empty: everything.';
create index teams_list on public.teams (created_at desc, id desc);
create index teams_name on public.teams (name, id);
create index teams_search on public.teams using gin (key extensions.gin_trgm_ops, name extensions.gin_trgm_ops);
create index teams_calendar on public.teams (calendar_id) where calendar_id is not null;

create table public.team_members (
  team_id    uuid not null references public.teams (id) on delete cascade,
  agent_id   uuid not null references public.agents (id) on delete cascade,
  role       text collate "C" not null default 'member' check (role in ('lead', 'member')),
  created_at timestamptz not null default now(),
  primary key (team_id, agent_id)
);
create index team_members_agent on public.team_members (agent_id);

create trigger teams_touch before update on public.teams for each row execute function public.touch_row();

select public.publish_table('public.teams', policy => '(select exists (select from public.viewable_modules()))', activity => 'id',
  classes => 'none: id, key, name, description, channels, calendar_id, is_active, created_at, updated_at, version');
select public.publish_table('public.team_members', module => 'teams', activity => 'team_id, agent_id',
  classes => 'none: team_id, agent_id, role, created_at');
