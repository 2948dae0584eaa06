create table public.customer_notes (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  body        text not null check (body <> ''),
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  deleted_at  timestamptz,
  version     integer not null default 1
);
comment on table public.customer_notes is 'What the team knows about a customer, in its own words. The customer never sees them.';

create index customer_notes_customer on public.customer_notes (customer_id, created_at desc, id desc) where deleted_at is null;

create trigger customer_notes_touch before update on public.customer_notes for each row execute function public.touch_row();

select public.publish_table('public.customer_notes',
  policy => $$deleted_at is null and (select public.has_permission('customers', 'view'))$$, activity => 'id', classes => '
  none: id, customer_id, created_by, created_at, updated_at, deleted_at, version
  personal: body');
