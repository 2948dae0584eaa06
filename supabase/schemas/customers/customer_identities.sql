-- Addresses come and go: a number that was given up stays with its dates, and whoever gets it next is somebody else.
create table public.customer_identities (
  id            uuid primary key default gen_random_uuid(),
  customer_id   uuid not null references public.customers (id) on delete cascade,
  kind          text collate "C" not null check (kind in ('email', 'phone', 'whatsapp_user_id', 'whatsapp_username', 'external')),
  value         text collate "C" not null check (value <> ''),
  source        text not null default '',
  created_at    timestamptz not null default now(),
  written       text not null default '',
  verified      boolean not null default false,
  is_shared     boolean not null default false,
  is_primary    boolean not null default false,
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  begins_at     timestamptz,
  ended_at      timestamptz,
  ended_reason  text not null default ''
);
comment on table public.customer_identities is 'The addresses by which a customer is or was known; a current one that is not shared belongs to one customer.';
comment on column public.customer_identities.value is
  'Normalised: an e-mail address in lower case, a phone number in E.164, an external id as system:id. written is how it came.';
comment on column public.customer_identities.verified is 'The channel proved it: a message came from it. Otherwise somebody says so.';
comment on column public.customer_identities.is_shared is 'A switchboard, info@, a family''s phone: it names candidates and decides nothing.';
comment on column public.customer_identities.begins_at is 'What happened before belongs to the former owner; null when there was none.';
comment on column public.customer_identities.ended_at is 'When it stopped being this customer''s; null while it is current.';

create unique index customer_identities_owner on public.customer_identities (kind, value) where ended_at is null and not is_shared;
create unique index customer_identities_shared on public.customer_identities (kind, value, customer_id) where ended_at is null and is_shared;
create unique index customer_identities_primary on public.customer_identities (customer_id, kind) where is_primary and ended_at is null;
create index customer_identities_value on public.customer_identities (kind, value);
create index customer_identities_customer on public.customer_identities (customer_id);

create trigger identities_describe_insert after insert on public.customer_identities
  referencing new table as changed for each statement execute function public.describe_identities();
create trigger identities_describe_update after update on public.customer_identities
  referencing new table as changed for each statement execute function public.describe_identities();
create trigger identities_describe_delete after delete on public.customer_identities
  referencing old table as changed for each statement execute function public.describe_identities();

select public.publish_table('public.customer_identities', module => 'customers', classes => '
  none: id, customer_id, kind, source, created_at, verified, is_shared, is_primary, first_seen_at, last_seen_at, begins_at
  none: ended_at, ended_reason
  personal: value, written');
