-- Money that a customer gets back, and for what.
create sequence public.refund_numbers;
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
  version integer not null default 1,
  shipping_minor bigint not null default 0 check (shipping_minor >= 0),
  evidence jsonb not null default '[]' check (jsonb_typeof(evidence) = 'array'),
  is_unverified boolean not null default false,
  payout_method text collate "C" not null default 'manual' check (payout_method in ('original', 'manual')),
  payment_ref text collate "C" not null default '',
  payout_reference text collate "C" not null default '',
  send_id uuid references public.sends (id) on delete set null,
  approval_request_id uuid references public.approval_requests (id) on delete set null,
  paid_at timestamptz,
  paid_minor bigint not null default 0,
  pay_seconds bigint not null default 0,
  created_on date not null default (now() at time zone 'UTC')::date
);
comment on column public.refunds.shipping_minor is 'The part of amount_minor that is for the delivery.';
comment on column public.refunds.evidence is 'What shows it: [{"kind", "ref", "note"}].';
comment on column public.refunds.is_unverified is 'There is a shop, and it did not say what was paid: it is never approved without an approval.';
comment on column public.refunds.payout_method is 'original: back the way it was paid, by the payout provider; manual: by hand.';
comment on column public.refunds.payment_ref is 'The payment of the order, as the shop calls it.';
comment on column public.refunds.payout_reference is 'What the payout is called where the money came from.';
comment on column public.refunds.send_id is 'The last payout.';
comment on column public.refunds.paid_minor is 'amount_minor once it was paid, also when it is reversed later; 0 before.';
comment on column public.refunds.pay_seconds is 'From the request to the money; 0 before.';
comment on column public.refunds.created_on is 'The business day of created_at.';
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
  unique (refund_id, position),
  currency text not null default '',
  unit_price_minor bigint check (unit_price_minor >= 0),
  tax_minor bigint not null default 0 check (tax_minor between 0 and amount_minor),
  reason_code text check (reason_code in ('damaged', 'wrong_item', 'missing_item', 'quality', 'late', 'order_cancelled', 'charged_twice', 'other')),
  order_line_id text collate "C" not null default '',
  product_key text collate "C" generated always as (coalesce(nullif(product_id, ''), name)) stored
);
comment on column public.refund_products.tax_minor is 'The part of amount_minor that is tax.';
comment on column public.refund_products.reason_code is 'Null: that of the refund.';
comment on column public.refund_products.product_key is 'What figures by product go by.';
comment on column public.refund_products.amount_minor is 'Of the whole line, in the smallest unit of the refund''s currency.';

create trigger refunds_within_paid before insert or update of status, amount_minor, order_number, currency on public.refunds
  for each row execute function public.keep_refund_within_paid();
create trigger refunds_note_times before insert or update of status on public.refunds for each row execute function public.note_refund_times();
create trigger refunds_tell_customer after update of status on public.refunds
  for each row when (new.status = 'paid' and old.status <> 'paid' and new.customer_id is not null) execute function public.tell_customer_of_refund();
create trigger refunds_touch before update on public.refunds for each row execute function public.touch_row();

select public.publish_table('public.refunds',
  module => 'refunds', activity => 'id', classes => '
  none: id, status, customer_id, order_number, reason_code, amount_minor, currency, assignee_id, created_by, created_at
  none: updated_at, version, number, shipping_minor, is_unverified, payout_method, payment_ref, payout_reference, send_id, approval_request_id
  none: paid_at, paid_minor, pay_seconds, created_on
  personal: evidence
  personal: reason');
select public.publish_table('public.refund_products', module => 'refunds',
  classes => 'none: id, refund_id, position, product_id, name, quantity, amount_minor, currency, unit_price_minor, tax_minor, reason_code, order_line_id, product_key');

select public.announce_table('public.refunds', 'tickets', 'refund', 'refunds',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version');

select public.keep_counts('public.refunds', columns => 'status,reason_code,currency', sums => 'amount_minor');
select public.keep_counts_as('refunds_by_day', 'public.refunds', columns => 'created_on,currency', sums => 'amount_minor,paid_minor,pay_seconds');
select public.keep_counts_as('refunds_by_agent', 'public.refunds', columns => 'assignee_id,status,currency', sums => 'amount_minor,paid_minor,pay_seconds');
select public.keep_counts_as('refunds_by_product', 'public.refund_products', columns => 'product_key,currency', sums => 'quantity,amount_minor');
