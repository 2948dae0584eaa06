-- The change feed: what happened, in one order, for sockets, reactions and whoever asks GET /changes.

-- Events ----------------------------------------------------------------------------------------

create table public.change_feed (
  id        bigint generated always as identity primary key,
  seq       bigint,
  namespace text not null check (namespace in ('emails', 'chats', 'calls', 'notifications', 'tickets')),
  event     text not null check (event ~ '^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$'),
  entity_id text not null,
  module    text not null,
  user_id   uuid,
  payload   jsonb not null default '{}',
  at        timestamptz not null default now()
);
comment on table public.change_feed is 'What happened. Written in the transaction of the change, numbered after its commit.';
comment on column public.change_feed.seq is 'Place in the feed: dense, ascending, given after the commit by number_changes(). Null until then.';
comment on column public.change_feed.module is 'Who may view this module may see the event.';
comment on column public.change_feed.user_id is 'When set, nobody but this user sees the event, and only with the permission.';
create unique index change_feed_seq on public.change_feed (seq) where seq is not null;
create index change_feed_unnumbered on public.change_feed (id) where seq is null;
-- Every row is written twice, once to be numbered: clean up before it shows.
alter table public.change_feed set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

create table public.change_feed_position (
  only_row   boolean primary key default true check (only_row),
  last_seq   bigint not null default 0,
  pruned_seq bigint not null default 0
);
comment on table public.change_feed_position is
  'The newest number that was given, and the newest that was taken out again by age. access: service only';
insert into public.change_feed_position default values;

/*
 * Appends one event in the writer's transaction. Call it after the row was written: its lock then orders the events of one
 * thing as its writers committed. p_user_id: null for everyone who may view p_module, otherwise that user alone.
 */
create function public.announce_change(
  p_namespace text, p_event text, p_entity_id text, p_module text, p_payload jsonb, p_user_id uuid default null
) returns void
language sql security definer set search_path = '' as $$
  insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
  values (p_namespace, p_event, p_entity_id, p_module, p_user_id, coalesce(p_payload, '{}'));
  select pg_notify('change_feed', '');
$$;

/*
 * Announces every change of a table from now on: its inserts, updates and deletes (not truncate), whoever makes them. The
 * columns of the payload are what people may see; name none that is private.
 *
 * <entity>:created and <entity>:updated carry the payload columns; an update that changes none of them is not announced.
 * <entity>:removed carries nothing. When the owner changes, the old one gets removed and the new one created.
 *
 * Makes a trigger function of the table's own, announce_<table>(): a function for any table has to go through JSON twice, which
 * took a seventh of the events a second away from a webhook's whole chain.
 */
create function public.announce_table(
  p_table regclass, p_namespace text, p_entity text, p_module text, p_columns text, p_id_column text default 'id', p_owner_column text default ''
) returns void
language plpgsql set search_path = '' as $$
declare
  v_columns  text[] := string_to_array(replace(p_columns, ' ', ''), ',');
  v_column   text;
  v_parts    record;
  v_name     text := 'announce_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_payload  text;
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
  v_old_user text := case when p_owner_column = '' then 'null::uuid' else format('o.%I', p_owner_column) end;
begin
  if not exists (select from public.modules where key = p_module) then
    raise exception 'There is no module %: register it first.', p_module;
  end if;
  foreach v_column in array v_columns || p_id_column || array_remove(array[p_owner_column], '') loop
    if not exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = v_column and attnum > 0 and not attisdropped) then
      raise exception '% has no column %.', p_table, v_column;
    end if;
  end loop;
  select format('jsonb_build_object(%s)', string_agg(format('%L, n.%I', c, c), ', ')),
    format('row(%s) is distinct from row(%s)', string_agg(format('n.%I', c), ', '), string_agg(format('o.%I', c), ', '))
  into v_payload, v_changed from unnest(v_columns) c;

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$L, %6$s, %8$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %4$L, %7$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %4$L, %7$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$L, %6$s, %8$s
        from new_rows n left join old_rows o on o.%5$I = n.%5$I
        where o.%5$I is null or %7$s is distinct from %6$s or %9$s;
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_namespace, p_entity, p_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    -- The arguments are for readers of the catalogue: tests compare them with the declared events.
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I(%L, %L, %L, %L, %L, %L)',
      'announce_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name,
      p_namespace, p_entity, p_module, p_id_column, replace(p_columns, ' ', ''), p_owner_column);
  end loop;
end $$;

-- Numbers ---------------------------------------------------------------------------------------

/*
 * Numbers up to p_limit committed events that have no number yet, in the order in which they were written. One call at a time
 * over all nodes; a call that finds another at work does nothing: whoever works comes again when it is told of an event, and
 * it is told of every one after its commit. Returns how many were numbered.
 */
create function public.number_changes(p_limit integer default 5000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_last  bigint;
  v_count integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('public.number_changes')) then
    return 0;
  end if;
  -- Statements from here on see what was committed when the lock was free.
  select last_seq into v_last from public.change_feed_position;
  update public.change_feed f set seq = v_last + w.place
  from (
    select u.id, row_number() over (order by u.id) as place
    from (select id from public.change_feed where seq is null order by id limit p_limit) u
  ) w
  where f.id = w.id;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    update public.change_feed_position set last_seq = v_last + v_count;
    perform pg_notify('changes_numbered', (v_last + v_count)::text);
  end if;
  return v_count;
end $$;

-- Reactions -------------------------------------------------------------------------------------

create table public.change_reactions (
  name       text primary key,
  last_seq   bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.change_reactions is 'How far each durable reaction has read the feed. access: service only';

create table public.change_reaction_failures (
  id              bigint generated always as identity primary key,
  name            text not null references public.change_reactions (name) on delete cascade,
  seq             bigint not null,
  entity          text not null,
  event           jsonb not null,
  state           text not null check (state in ('retry', 'parked', 'waiting')),
  attempts        integer not null default 0,
  next_attempt_at timestamptz,
  error           text,
  created_at      timestamptz not null default now(),
  unique (name, seq)
);
comment on table public.change_reaction_failures is
  'Events that a reaction could not handle, and the later ones of the same thing, which wait behind them. access: service only';
comment on column public.change_reaction_failures.state is
  'retry: tried again at next_attempt_at; parked: given up until someone decides; waiting: behind an earlier one of the same thing.';
create index change_reaction_failures_entity on public.change_reaction_failures (name, entity, seq);
create index change_reaction_failures_due on public.change_reaction_failures (name, next_attempt_at) where state = 'retry';
create index change_reaction_failures_created on public.change_reaction_failures (created_at desc, id desc);

/*
 * Moves a reaction on from p_from to p_to together with what failed on the way: [{"seq", "entity", "event", "state",
 * "attempts", "error", "wait_ms"}]. False when it does not stand at p_from any more: another node has it, nothing was changed.
 */
create function public.advance_reaction(p_name text, p_from bigint, p_to bigint, p_failures jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.change_reactions set last_seq = p_to, updated_at = now() where name = p_name and last_seq = p_from;
  if not found then
    return false;
  end if;
  insert into public.change_reaction_failures (name, seq, entity, event, state, attempts, error, next_attempt_at)
  select p_name, (f ->> 'seq')::bigint, f ->> 'entity', f -> 'event', f ->> 'state', (f ->> 'attempts')::integer, f ->> 'error',
    case when f ->> 'state' = 'retry' then now() + (f ->> 'wait_ms')::float8 * interval '1 millisecond' end
  from jsonb_array_elements(p_failures) f;
  return true;
end $$;

/* Takes an event out of the failures, handled or dismissed; the next one of the same thing is tried at once. Raises change_failure_not_found. */
create function public.drop_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_dropped public.change_reaction_failures;
begin
  delete from public.change_reaction_failures where id = p_id returning * into v_dropped;
  if not found then
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  end if;
  if v_dropped.state <> 'waiting' then
    update public.change_reaction_failures set state = 'retry', next_attempt_at = now()
    where id = (
      select id from public.change_reaction_failures
      where name = v_dropped.name and entity = v_dropped.entity order by seq limit 1);
  end if;
  perform pg_notify('reactions_due', v_dropped.name);
  return next v_dropped;
end $$;

/* Tries an event again at once, with all its attempts before it. Raises change_failure_not_found, change_failure_waits. */
create function public.retry_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_failure public.change_reaction_failures;
begin
  update public.change_reaction_failures set state = 'retry', attempts = 0, next_attempt_at = now()
  where id = p_id and state <> 'waiting' returning * into v_failure;
  if not found then
    if exists (select from public.change_reaction_failures where id = p_id) then
      raise exception 'change_failure_waits' using errcode = 'P0409', detail = 'An earlier event of the same thing has to be handled or dismissed first.';
    end if;
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  end if;
  perform pg_notify('reactions_due', v_failure.name);
  return next v_failure;
end $$;

-- Retention -------------------------------------------------------------------------------------

/*
 * Takes out up to p_limit of the oldest events that are older than p_days, but none that a reaction has not read. Returns how
 * many; call it until it returns 0.
 */
create function public.prune_changes(p_days integer, p_limit integer default 20000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_pruned bigint;
  v_to     bigint;
  v_count  integer;
begin
  -- Two at once would wait for each other's rows, only to find nothing.
  if not pg_try_advisory_xact_lock(hashtext('public.prune_changes')) then
    return 0;
  end if;
  select pruned_seq into v_pruned from public.change_feed_position;
  select least(
    v_pruned + p_limit,
    coalesce(
      (select seq - 1 from public.change_feed where seq > v_pruned and at >= now() - p_days * interval '1 day' order by seq limit 1),
      (select max(seq) from public.change_feed where seq is not null)),
    (select min(last_seq) from public.change_reactions)) into v_to;
  if v_to is null or v_to <= v_pruned then
    return 0;
  end if;
  delete from public.change_feed where seq <= v_to;
  get diagnostics v_count = row_count;
  update public.change_feed_position set pruned_seq = v_to;
  return v_count;
end $$;

-- Permissions -----------------------------------------------------------------------------------

/* The modules that the caller (auth.uid()) may view: asked once per statement where has_permission() would be asked per row. */
create function public.viewable_modules() returns setof text
language sql stable security definer set search_path = '' as $$
  select m.key
  from public.modules m
  where exists (
    select from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
    where ur.user_id = (select auth.uid()) and (r.full_access or rm.can_view))
$$;

/* What several users may do, as get_user_permissions() says it. */
create function public.get_permissions_of(p_user_ids uuid[]) returns table (user_id uuid, permissions jsonb)
language sql stable set search_path = '' as $$
  select u, public.get_user_permissions(u) from unnest(p_user_ids) u
$$;

/* Tells all nodes that somebody's permissions may have changed. */
create function public.announce_permissions() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('permissions_changed', '');
  return null;
end $$;
create trigger user_roles_announce after insert or update or delete on public.user_roles
  for each statement execute function public.announce_permissions();
create trigger role_modules_announce after insert or update or delete on public.role_modules
  for each statement execute function public.announce_permissions();
create trigger roles_announce after update or delete on public.roles
  for each statement execute function public.announce_permissions();

-- Access ----------------------------------------------------------------------------------------

alter table public.change_feed enable row level security;
alter table public.change_feed_position enable row level security;
alter table public.change_reactions enable row level security;
alter table public.change_reaction_failures enable row level security;

create policy change_feed_view on public.change_feed for select to authenticated
  using (
    seq is not null
    and module = any (array(select public.viewable_modules()))
    and (user_id is null or user_id = (select auth.uid()))
  );
revoke all on public.change_feed, public.change_feed_position, public.change_reactions, public.change_reaction_failures from anon, authenticated;
grant select on public.change_feed to authenticated;

revoke execute on function
  public.announce_change(text, text, text, text, jsonb, uuid), public.announce_permissions(),
  public.announce_table(regclass, text, text, text, text, text, text), public.number_changes(integer),
  public.advance_reaction(text, bigint, bigint, jsonb), public.drop_change_failure(bigint), public.retry_change_failure(bigint),
  public.prune_changes(integer, integer), public.get_permissions_of(uuid[])
from public, anon, authenticated;
grant execute on function
  public.announce_change(text, text, text, text, jsonb, uuid), public.number_changes(integer),
  public.advance_reaction(text, bigint, bigint, jsonb), public.drop_change_failure(bigint), public.retry_change_failure(bigint),
  public.prune_changes(integer, integer), public.get_permissions_of(uuid[])
to service_role;
revoke execute on function public.viewable_modules() from public, anon;
grant execute on function public.viewable_modules() to authenticated, service_role;

select public.register_module('changes', 'Change feed', 'Reactions to what happened, and what failed in them.', 'v', '', '');

-- What is announced -----------------------------------------------------------------------------

select public.announce_table('public.kaleyra_sync_runs', 'calls', 'sync_run', 'calls',
  'from_date,to_date,state,trigger,next_date,pages,synced,inserted,updated,unchanged,rejected,error_code');
