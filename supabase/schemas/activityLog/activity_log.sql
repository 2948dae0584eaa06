create table public.activity_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'system')),
  action text not null,
  entity_type text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  request_id text,
  note text not null default ''
);
comment on table public.activity_log is 'Who did what. Append-only: the triggers below refuse anything but an insert.';

create index activity_log_entity_idx on public.activity_log (entity_type, entity_id, id);

create trigger activity_log_append_only before update or delete on public.activity_log
  for each row execute function public.refuse_change();
create trigger activity_log_no_truncate before truncate on public.activity_log
  for each statement execute function public.refuse_change();

-- Every filter of GET /activity-log, newest first.
create index activity_log_actor_idx on public.activity_log (actor_id, id);
create index activity_log_actor_kind_idx on public.activity_log (actor_kind, id);
create index activity_log_action_idx on public.activity_log (action, id);
create index activity_log_entity_type_idx on public.activity_log (entity_type, id);
create index activity_log_entity_id_idx on public.activity_log (entity_id, id);
create index activity_log_request_idx on public.activity_log (request_id, id);
create index activity_log_at_idx on public.activity_log (at, id);

create index activity_log_search_idx on public.activity_log
  using gin (action extensions.gin_trgm_ops, entity_type extensions.gin_trgm_ops);

select public.publish_table('public.activity_log', module => 'activity_log', classes => '
  none: id, at, actor_id, actor_kind, action, entity_type, entity_id, request_id
  personal: before, after, note');
