create table public.customers (
  id         uuid primary key default gen_random_uuid(),
  name       text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.customers is 'One row per person or company that writes or calls.';

select public.publish_table('public.customers', module => 'customers', classes => 'none: id, created_at, updated_at; personal: name');
