create sequence public.return_rca_numbers;
revoke all on sequence public.return_rca_numbers from anon, authenticated;

create table public.return_rcas (
  id               uuid primary key default gen_random_uuid(),
  number           text collate "C" not null unique default public.next_number('RCA', 'public.return_rca_numbers'),
  status           text collate "C" not null default 'open' check (status in ('open', 'in_analysis', 'concluded', 'cancelled')),
  customer_id      uuid references public.customers (id) on delete set null,
  refund_id        uuid references public.refunds (id) on delete set null,
  order_number     text collate "C" not null default '',
  product_id       text collate "C" not null default '',
  product_name     text not null,
  batch            text collate "C" not null default '',
  quantity         integer not null default 1 check (quantity > 0),
  cost_minor       bigint not null default 0 check (cost_minor >= 0),
  currency         text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  returned_on      date not null,
  description      text not null default '',
  conclusion       text not null default '',
  primary_cause_id uuid references public.return_causes (id),
  cause_ids        uuid[] not null default '{}',
  assignee_id      uuid references public.agents (id) on delete set null,
  concluded_at     timestamptz,
  created_by       uuid,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  version          integer not null default 1,
  deleted_at       timestamptz,
  check (status <> 'concluded' or primary_cause_id is not null)
);
comment on table public.return_rcas is 'A return, and why it came back.';
comment on column public.return_rcas.cost_minor is 'What the return cost, in the smallest unit of the currency.';
comment on column public.return_rcas.returned_on is 'The business day on which it came back.';
comment on column public.return_rcas.primary_cause_id is 'A copy of the row of return_rca_causes that is primary.';
comment on column public.return_rcas.cause_ids is 'A copy of the causes in return_rca_causes.';

-- Every order and every filter of the list; prove:scale asks for each.
create index return_rcas_newest on public.return_rcas (created_at desc, id desc) where deleted_at is null;
create index return_rcas_returned on public.return_rcas (returned_on desc, id desc) where deleted_at is null;
create index return_rcas_cost on public.return_rcas (cost_minor desc, id desc) where deleted_at is null;
create index return_rcas_status on public.return_rcas (status, created_at desc, id desc) where deleted_at is null;
create index return_rcas_customer on public.return_rcas (customer_id, created_at desc, id desc);
create index return_rcas_refund on public.return_rcas (refund_id) where refund_id is not null;
create index return_rcas_order on public.return_rcas (order_number, created_at desc, id desc) where deleted_at is null;
create index return_rcas_product on public.return_rcas (product_id, created_at desc, id desc) where deleted_at is null;
create index return_rcas_batch on public.return_rcas (batch, created_at desc, id desc) where deleted_at is null;
create index return_rcas_primary on public.return_rcas (primary_cause_id, created_at desc, id desc) where deleted_at is null;
create index return_rcas_assignee on public.return_rcas (assignee_id, created_at desc, id desc) where deleted_at is null;
create index return_rcas_currency on public.return_rcas (currency, created_at desc, id desc) where deleted_at is null;
create index return_rcas_causes on public.return_rcas using gin (cause_ids) where deleted_at is null;
create index return_rcas_search on public.return_rcas
  using gin (number extensions.gin_trgm_ops, order_number extensions.gin_trgm_ops, product_name extensions.gin_trgm_ops, batch extensions.gin_trgm_ops,
    description extensions.gin_trgm_ops)
  where deleted_at is null;

create table public.return_rca_causes (
  rca_id     uuid not null references public.return_rcas (id) on delete cascade,
  cause_id   uuid not null references public.return_causes (id),
  percent    integer not null check (percent between 1 and 100),
  is_primary boolean not null,
  note       text not null default '',
  cost_minor bigint not null default 0,
  primary key (rca_id, cause_id)
);
comment on table public.return_rca_causes is 'The causes of a return and their shares, which come to 100 percent.';
comment on column public.return_rca_causes.cost_minor is 'Its share of the cost of the return; the primary cause takes what rounding leaves, so that shares add up.';
create unique index return_rca_causes_primary on public.return_rca_causes (rca_id) where is_primary;
create index return_rca_causes_cause on public.return_rca_causes (cause_id);

create trigger return_rcas_touch before update on public.return_rcas for each row execute function public.touch_row();

select public.publish_table('public.return_rcas', module => 'return_rca', activity => 'id', classes => '
  none: id, number, status, customer_id, refund_id, order_number, product_id, product_name, batch, quantity, cost_minor, currency, returned_on
  none: primary_cause_id, cause_ids, assignee_id, concluded_at, created_by, created_at, updated_at, version, deleted_at
  personal: description, conclusion');
select public.publish_table('public.return_rca_causes', module => 'return_rca', classes => '
  none: rca_id, cause_id, percent, is_primary, cost_minor
  personal: note');

select public.announce_table('public.return_rcas', 'tickets', 'return_rca', 'return_rca',
  'number,status,customer_id,refund_id,order_number,product_id,batch,quantity,cost_minor,currency,returned_on,primary_cause_id,assignee_id,version,deleted_at');

select public.keep_counts('public.return_rcas', columns => 'status,currency', sums => 'cost_minor,quantity', hidden => 'deleted_at');
