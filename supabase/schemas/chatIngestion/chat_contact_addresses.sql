create table public.chat_contact_addresses (
  business_number text collate "C" not null,
  kind            text collate "C" not null check (kind in ('phone', 'bsuid', 'wa_id', 'external')),
  value           text collate "C" not null check (value <> ''),
  contact_id      uuid not null references public.chat_contacts (id) on delete cascade,
  created_at      timestamptz not null default now(),
  primary key (business_number, kind, value)
);
comment on table public.chat_contact_addresses is 'By what a contact is found; each belongs to one contact of a business number.';
comment on column public.chat_contact_addresses.kind is
  'phone: E.164. bsuid: business-scoped user id. wa_id: digits that are no phone number. external: the provider''s own id, as provider:id.';

create index chat_contact_addresses_contact on public.chat_contact_addresses (contact_id);

select public.publish_table('public.chat_contact_addresses', module => 'chats', classes => '
  none: kind, contact_id, created_at
  personal: business_number, value');
