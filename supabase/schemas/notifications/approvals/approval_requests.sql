-- What somebody else has to agree to before it happens.
create table public.approval_requests (
  id uuid primary key default gen_random_uuid(),
  kind text collate "C" not null references public.approval_kinds (kind),
  module text collate "C" not null,
  entity_type text collate "C" not null,
  entity_id text collate "C" not null,
  title text not null,
  reason text not null default '',
  payload jsonb not null default '{}',
  content jsonb not null,
  content_hash text collate "C" not null,
  amount_minor bigint,
  currency text collate "C",
  status text collate "C" not null default 'pending' check (status in ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'void')),
  priority text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  requested_by uuid,
  approver_user_id uuid references auth.users (id) on delete set null,
  approver_role_id uuid references public.roles (id) on delete set null,
  approver_team_id uuid references public.teams (id) on delete set null,
  level integer not null default 1,
  expires_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text not null default '',
  notification_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
comment on table public.approval_requests is 'Asked for, decided once. What was approved happens in the transaction of the decision.';
comment on column public.approval_requests.content is 'What is approved, as it was when it was asked for: the decision is refused when it has changed.';
comment on column public.approval_requests.content_hash is 'SHA-256 of content, hex.';
comment on column public.approval_requests.payload is 'What is to be done, for the kind.';
comment on column public.approval_requests.level is '1; 2 once it has been escalated: then whoever may do everything decides.';
comment on column public.approval_requests.amount_minor is 'In the smallest unit of currency; null when it is not about money.';
comment on column public.approval_requests.notification_id is 'The notice that told of it.';

-- One thing waits for one decision.
create unique index approval_requests_pending on public.approval_requests (kind, entity_id) where status = 'pending';
create index approval_requests_due on public.approval_requests (expires_at) where status = 'pending';
create index approval_requests_list on public.approval_requests (created_at desc, id desc);
create index approval_requests_expires on public.approval_requests (expires_at desc, id desc);
create index approval_requests_status on public.approval_requests (status, created_at desc, id desc);
create index approval_requests_kind on public.approval_requests (kind, created_at desc, id desc);
create index approval_requests_entity on public.approval_requests (entity_id, created_at desc, id desc);
create index approval_requests_requester on public.approval_requests (requested_by, created_at desc, id desc);
create index approval_requests_approver on public.approval_requests (approver_user_id, created_at desc, id desc) where approver_user_id is not null;
create index approval_requests_search on public.approval_requests using gin (title extensions.gin_trgm_ops, reason extensions.gin_trgm_ops);

create trigger approval_requests_touch before update on public.approval_requests for each row execute function public.touch_row();

select public.publish_table('public.approval_requests',
  policy => $$requested_by = (select auth.uid()) or approver_user_id = (select auth.uid()) or (select public.has_permission('approvals', 'view'))$$,
  activity => 'id', classes => '
  none: id, kind, module, entity_type, entity_id, content_hash, amount_minor, currency, status, priority, requested_by, approver_user_id, approver_role_id
  none: approver_team_id, level, expires_at, decided_by, decided_at, notification_id, created_at, updated_at, version
  personal: title, reason, payload, content, decision_note');

select public.announce_table('public.approval_requests', 'notifications', 'approval_request', 'approvals',
  'kind,entity_type,entity_id,status,level,requested_by,decided_by,expires_at,version');

select public.keep_counts('public.approval_requests', columns => 'status,kind');

select public.join_realtime('public.approval_requests');
