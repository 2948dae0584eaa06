-- Above what refunds need an approval. A currency without a line needs it always.
create table public.refund_limits (
  currency text primary key check (currency ~ '^[A-Z]{3}$'),
  per_order_minor bigint check (per_order_minor >= 0),
  per_customer_minor bigint check (per_customer_minor >= 0),
  window_days integer not null default 30 check (window_days between 1 and 3650),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on column public.refund_limits.per_order_minor is 'All refunds of an order within the window together, and a refund without an order by itself; null: no limit.';
comment on column public.refund_limits.per_customer_minor is 'All refunds of a customer within the window together; null: no limit.';

create trigger refund_limits_touch before update on public.refund_limits for each row execute function public.touch_row();

select public.publish_table('public.refund_limits', module => 'refunds', activity => 'currency',
  classes => 'none: currency, per_order_minor, per_customer_minor, window_days, updated_at, version');
