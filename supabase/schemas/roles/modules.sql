create table public.modules (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);
comment on table public.modules is 'The parts of the product that a permission can be given for.';

alter table public.modules enable row level security;
create policy modules_view on public.modules for select to authenticated using (true);
revoke insert, update, delete, truncate on public.modules from anon, authenticated;
