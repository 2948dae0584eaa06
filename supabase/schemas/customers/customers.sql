create table public.customers (
  id         uuid primary key default gen_random_uuid(),
  name       text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.customers is 'One row per person or company that writes or calls.';

alter table public.customers enable row level security;
create policy customers_view on public.customers for select to authenticated using ((select public.has_permission('customers', 'view')));
revoke all on public.customers from anon, authenticated;
grant select on public.customers to authenticated;
