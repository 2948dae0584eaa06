create table public.customer_identities (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  kind        text collate "C" not null check (kind in ('email', 'phone')),
  value       text collate "C" not null check (value <> ''),
  source      text not null default '',
  created_at  timestamptz not null default now(),
  unique (kind, value)
);
comment on table public.customer_identities is 'The addresses by which a customer is known; each belongs to one customer.';
comment on column public.customer_identities.value is 'Normalised: an e-mail address in lower case.';

create index customer_identities_customer on public.customer_identities (customer_id);

select public.publish_table('public.customer_identities', module => 'customers', classes => '
  none: id, customer_id, kind, source, created_at
  personal: value');
