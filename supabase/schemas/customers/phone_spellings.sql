-- Providers print numbers as they like. Each spelling is read once, in TypeScript; whoever needs the number looks its spellings up here.
create table public.phone_spellings (
  written    text collate "C" primary key,
  state      text collate "C" not null default 'pending' check (state in ('pending', 'number', 'toll_free', 'short', 'withheld', 'unreadable')),
  e164       text collate "C",
  role       text collate "C" not null default 'customer' check (role in ('customer', 'own')),
  created_at timestamptz not null default now(),
  check ((e164 is not null) = (state in ('number', 'toll_free')))
);
comment on table public.phone_spellings is 'Every way in which a number was written, and the number that it means.';
comment on column public.phone_spellings.role is 'own: of an agent or of ours, never a customer.';

create index phone_spellings_number on public.phone_spellings (e164) where e164 is not null;
create index phone_spellings_digits on public.phone_spellings using gin (public.number_digits(written) extensions.gin_trgm_ops);
create index phone_spellings_pending on public.phone_spellings (created_at) where state = 'pending';

select public.publish_table('public.phone_spellings', module => 'customers', classes => '
  none: state, role, created_at
  personal: written, e164');
