create table public.customer_contacts (
  id          bigint generated always as identity primary key,
  customer_id uuid not null references public.customers (id) on delete cascade,
  channel     text collate "C" not null check (channel in ('email', 'whatsapp', 'phone', 'sms')),
  purpose     text collate "C" not null check (purpose in ('survey', 'marketing')),
  at          timestamptz not null default now()
);
comment on table public.customer_contacts is 'When a customer was written to or called without having asked for it: whoever does it notes it here, and nobody does it too often.';

create index customer_contacts_customer on public.customer_contacts (customer_id, channel, at desc);

select public.publish_table('public.customer_contacts', module => 'customers', classes => 'none: id, customer_id, channel, purpose, at');
