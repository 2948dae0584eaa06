create table public.corrective_actions (
  id          uuid primary key default gen_random_uuid(),
  status      text collate "C" not null default 'planned' check (status in ('planned', 'in_progress', 'done', 'cancelled')),
  cause_id    uuid not null references public.return_causes (id),
  product_id  text collate "C" not null default '',
  title       text not null check (title <> ''),
  description text not null default '',
  owner_id    uuid references public.agents (id) on delete set null,
  due_on      date,
  done_on     date,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  version     integer not null default 1,
  deleted_at  timestamptz
);
comment on table public.corrective_actions is 'What is done so that a cause of returns does not come again.';
comment on column public.corrective_actions.product_id is 'Only for this product; empty: for all of them.';
comment on column public.corrective_actions.done_on is 'The business day on which it was done; returns after it are repeats.';

create index corrective_actions_newest on public.corrective_actions (created_at desc, id desc) where deleted_at is null;
create index corrective_actions_updated on public.corrective_actions (updated_at desc, id desc) where deleted_at is null;
create index corrective_actions_due on public.corrective_actions (due_on, created_at desc, id desc) where deleted_at is null;
create index corrective_actions_status on public.corrective_actions (status, created_at desc, id desc) where deleted_at is null;
create index corrective_actions_cause on public.corrective_actions (cause_id, created_at desc, id desc) where deleted_at is null;
create index corrective_actions_product on public.corrective_actions (product_id, created_at desc, id desc) where deleted_at is null;
create index corrective_actions_owner on public.corrective_actions (owner_id, created_at desc, id desc) where deleted_at is null;
create index corrective_actions_search on public.corrective_actions
  using gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops) where deleted_at is null;

create trigger corrective_actions_touch before update on public.corrective_actions for each row execute function public.touch_row();

select public.publish_table('public.corrective_actions', module => 'return_rca', activity => 'id', classes => '
  none: id, status, cause_id, product_id, title, description, owner_id, due_on, done_on, created_by, created_at, updated_at, version, deleted_at');

select public.announce_table('public.corrective_actions', 'tickets', 'corrective_action', 'return_rca',
  'status,cause_id,product_id,title,owner_id,due_on,done_on,version,deleted_at');
