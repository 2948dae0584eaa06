-- Money that a customer gets back, and for what.
create sequence public.refund_numbers;
revoke all on sequence public.refund_numbers from anon, authenticated;
revoke all on sequence public.refund_numbers from anon, authenticated;

create table public.refunds (
  id uuid primary key default gen_random_uuid(),
  number text not null unique default public.next_number('RFD', 'public.refund_numbers'),
  status text not null default 'pending' check (
    status in ('pending', 'in_review', 'approved', 'rejected', 'processing', 'paid', 'failed', 'cancelled', 'reversed')),
  customer_id uuid references public.customers (id) on delete set null,
  order_number text not null default '',
  reason_code text not null check (
    reason_code in ('damaged', 'wrong_item', 'missing_item', 'quality', 'late', 'order_cancelled', 'charged_twice', 'other')),
  reason text not null default '',
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  assignee_id uuid references public.agents (id) on delete set null,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on column public.refunds.amount_minor is 'In the smallest unit of the currency: paise, cents.';
-- Every order and every filter of the list; prove:scale asks for each.
create index refunds_list_idx on public.refunds (created_at desc, id desc);
create index refunds_updated_idx on public.refunds (updated_at desc, id desc);
create index refunds_amount_idx on public.refunds (amount_minor desc, id desc);
create index refunds_status_idx on public.refunds (status, created_at desc, id desc);
create index refunds_reason_code_idx on public.refunds (reason_code, created_at desc, id desc);
create index refunds_currency_idx on public.refunds (currency, created_at desc, id desc);
create index refunds_order_idx on public.refunds (order_number, created_at desc, id desc);
create index refunds_customer_idx on public.refunds (customer_id, created_at desc, id desc);
create index refunds_assignee_idx on public.refunds (assignee_id, created_at desc, id desc);
create index refunds_search_idx on public.refunds
  using gin (number extensions.gin_trgm_ops, order_number extensions.gin_trgm_ops, reason extensions.gin_trgm_ops);

create table public.refund_products (
  id uuid primary key default gen_random_uuid(),
  refund_id uuid not null references public.refunds (id) on delete cascade,
  position integer not null,
  product_id text not null default '',
  name text not null,
  quantity integer not null check (quantity > 0),
  amount_minor bigint not null check (amount_minor >= 0),
  unique (refund_id, position)
);
comment on column public.refund_products.amount_minor is 'Of the whole line, in the smallest unit of the refund''s currency.';

create trigger refunds_touch before update on public.refunds for each row execute function public.touch_row();

select public.publish_table('public.refunds',
  module => 'refunds', activity => 'id', classes => '
  none: id, status, customer_id, order_number, reason_code, amount_minor, currency, assignee_id, created_by, created_at
  none: updated_at, version, number
  personal: reason');
select public.publish_table('public.refund_products', module => 'refunds',
  classes => 'none: id, refund_id, position, product_id, name, quantity, amount_minor');

select public.announce_table('public.refunds', 'tickets', 'refund', 'refunds',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version');

select public.keep_counts('public.refunds', columns => 'status,reason_code,currency', sums => 'amount_minor');
