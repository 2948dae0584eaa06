create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  phone_number text unique,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.agents.phone_number is 'As the telephone provider prints it; names the agent in call figures.';

create trigger agents_activity after insert or update or delete on public.agents
  for each row execute function public.record_activity('id');

alter table public.agents enable row level security;
create policy agents_view on public.agents for select to authenticated using (true);
revoke insert, update, delete, truncate on public.agents from anon, authenticated;
