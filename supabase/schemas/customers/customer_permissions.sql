-- What a customer allows us, per channel. Where no row is, he has said nothing.
create table public.customer_permissions (
  customer_id    uuid not null references public.customers (id) on delete cascade,
  channel        text collate "C" not null check (channel in ('email', 'whatsapp', 'phone', 'sms')),
  consent        text collate "C" not null default 'unknown' check (consent in ('unknown', 'granted', 'denied')),
  do_not_contact boolean not null default false,
  source         text not null default '',
  note           text not null default '',
  updated_by     uuid,
  updated_at     timestamptz not null default now(),
  primary key (customer_id, channel)
);
comment on column public.customer_permissions.consent is 'To messages that he did not ask for: offers, surveys.';
comment on column public.customer_permissions.do_not_contact is 'We write or call only to answer.';

select public.publish_table('public.customer_permissions', module => 'customers', activity => 'customer_id, channel', classes => '
  none: customer_id, channel, consent, do_not_contact, source, updated_by, updated_at
  personal: note');
