-- What the shop said of orders that refunds are for. The row is what refunds of one order wait for in turn.
create table public.refund_orders (
  order_number text primary key,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  paid_minor bigint not null check (paid_minor >= 0),
  refunded_elsewhere_minor bigint not null default 0 check (refunded_elsewhere_minor >= 0),
  fetched_at timestamptz not null default now()
);
comment on table public.refund_orders is 'What was paid for orders, as the shop said it last.';
comment on column public.refund_orders.refunded_elsewhere_minor is 'What the shop itself has given back.';

select public.publish_table('public.refund_orders', module => 'refunds',
  classes => 'none: order_number, currency, paid_minor, refunded_elsewhere_minor, fetched_at');
