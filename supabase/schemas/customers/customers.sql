-- One row per person or company that writes or calls. Several rows that turned out to be one person stay as they are: customer_merges joins them.
create table public.customers (
  id            uuid primary key default gen_random_uuid(),
  name          text not null default '',
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  tier          text collate "C" not null default 'normal' check (tier in ('vip', 'high', 'normal', 'low')),
  language      text collate "C" not null default '',
  time_zone     text collate "C" not null default '',
  tags          text[] not null default '{}',
  owner_id      uuid references public.agents (id) on delete set null,
  blocked       boolean not null default false,
  custom_fields jsonb not null default '{}',
  metadata      jsonb not null default '{}',
  deleted_at    timestamptz,
  version       integer not null default 1,
  merged_into   uuid references public.customers (id),
  display_name  text not null default '',
  search_text   text not null default '',
  hidden_at     timestamptz generated always as (coalesce(deleted_at, case when merged_into is not null then updated_at end)) stored
);
comment on table public.customers is 'One row per person or company that writes or calls.';
comment on column public.customers.merged_into is
  'The customer that this one is part of now, in one step whatever was merged into what; null while it stands for itself. Follows from customer_merges.';
comment on column public.customers.display_name is 'The name; without one the name of a merged customer, or the best-known address. Follows from other columns.';
comment on column public.customers.search_text is 'Names and addresses of the customer and of those merged into it, folded for search. Follows from other columns.';
comment on column public.customers.hidden_at is 'Set for one that lists leave out: deleted, or part of another.';
comment on column public.customers.custom_fields is 'By key, as customer_fields declares them.';

-- Every order and every filter of the list; prove:scale asks for each.
create index customers_list_idx on public.customers (created_at desc, id desc) where hidden_at is null;
create index customers_updated_idx on public.customers (updated_at desc, id desc) where hidden_at is null;
create index customers_name_idx on public.customers (display_name, id) where hidden_at is null;
create index customers_tier_idx on public.customers (tier, created_at desc, id desc) where hidden_at is null;
create index customers_language_idx on public.customers (language, created_at desc, id desc) where hidden_at is null;
create index customers_owner_idx on public.customers (owner_id, created_at desc, id desc) where hidden_at is null;
create index customers_blocked_idx on public.customers (created_at desc, id desc) where hidden_at is null and blocked;
create index customers_tags_idx on public.customers using gin (tags);
create index customers_fields_idx on public.customers using gin (custom_fields jsonb_path_ops);
create index customers_search_idx on public.customers using gin (search_text extensions.gin_trgm_ops);
create index customers_similar_idx on public.customers using gin (public.fold_text(display_name) extensions.gin_trgm_ops) where hidden_at is null;
create index customers_merged_idx on public.customers (merged_into) where merged_into is not null;

create trigger customers_touch
  before update of name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, metadata, deleted_at on public.customers
  for each row execute function public.touch_row();
create trigger customers_describe before insert on public.customers for each row execute function public.describe_customer();
create trigger customers_describe_name after update of name on public.customers
  for each row execute function public.describe_customer();
-- Columns that follow from others are nobody's act, and whoever writes or calls becomes a customer without anybody's order.
create trigger customers_activity
  after insert or delete or update of name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, metadata, deleted_at
  on public.customers for each row when (public.current_actor() is not null) execute function public.record_activity('id');

select public.publish_table('public.customers', module => 'customers', classes => '
  none: id, created_at, updated_at, tier, language, time_zone, tags, owner_id, blocked, deleted_at, version, merged_into, hidden_at
  personal: name, custom_fields, metadata, display_name, search_text');

select public.announce_table('public.customers', 'tickets', 'customer', 'customers',
  'display_name,tier,language,owner_id,blocked,merged_into,deleted_at,version');

select public.keep_counts('public.customers', columns => 'tier,language,blocked', hidden => 'hidden_at');
