-- Who writes to a business number. The window in which free text may be sent is the contact's: whichever provider carries the number.
create table public.chat_contacts (
  id               uuid primary key default gen_random_uuid(),
  business_number  text collate "C" not null,
  name             text not null default '',
  wa_id            text collate "C",
  phone            text collate "C",
  bsuid            text collate "C",
  username         text,
  customer_id      uuid references public.customers (id),
  last_customer_at timestamptz,
  opted_out_at     timestamptz,
  unreachable_at   timestamptz,
  merged_into      uuid references public.chat_contacts (id),
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
comment on table public.chat_contacts is 'A person as one business number knows it: names, ids, and when the window of 24 hours was opened last.';
comment on column public.chat_contacts.phone is 'E.164; null while WhatsApp tells only a user id.';
comment on column public.chat_contacts.bsuid is 'The business-scoped user id of now; former ones stay among its addresses.';
comment on column public.chat_contacts.last_customer_at is
  'The provider''s time of the newest message, reaction or call of the customer: free text may be sent until 24 hours after it.';
comment on column public.chat_contacts.opted_out_at is 'Since when this person wants no more templates; null: has not said so.';
comment on column public.chat_contacts.unreachable_at is 'Since when WhatsApp says that nothing can be delivered there; null: can be.';
comment on column public.chat_contacts.merged_into is 'The contact that turned out to be the same person; addresses and conversations are there.';

create index chat_contacts_customer on public.chat_contacts (customer_id) where customer_id is not null;
create index chat_contacts_merged on public.chat_contacts (merged_into) where merged_into is not null;

select public.publish_table('public.chat_contacts', module => 'chats', classes => '
  none: id, customer_id, last_customer_at, opted_out_at, unreachable_at, merged_into, created_at, updated_at
  personal: business_number, name, wa_id, phone, bsuid, username');
