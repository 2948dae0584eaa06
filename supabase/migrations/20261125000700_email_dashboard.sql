-- Kept figures of the e-mails, exact after every transaction that changes emails, and the dashboard's functions that read them.
--
-- Grains and the cutting of ranges are those of the calls (kaleyra_grain, kaleyra_buckets, kaleyra_range_pieces), and so is the
-- business zone (kaleyra_settings): there is one of it. Deleted e-mails never count.
--
-- What a statement changes is noted when it ends and added to the sums when its transaction commits, under one lock that is
-- held from then to the end of the commit. A transaction that is about to commit waits for no row any more, so writers of
-- e-mails cannot get stuck on each other because of the sums, whatever else they lock and in whatever order.

create table public.email_mailbox_rollups (
  grain            public.kaleyra_grain not null,
  bucket           timestamp not null,
  support_email_id uuid not null,
  emails           integer not null,
  inbound          integer not null,
  outbound         integer not null,
  unread           integer not null,
  messages         integer not null,
  auto_replies     integer not null,
  bounces          integer not null,
  lists            integer not null,
  loops            integer not null,
  open             integer not null,
  pending          integer not null,
  resolved         integer not null,
  closed           integer not null,
  spam             integer not null,
  primary key (grain, bucket, support_email_id)
);
comment on table public.email_mailbox_rollups is
  'E-mails per mailbox by direction, kind and status. access: service only';
comment on column public.email_mailbox_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day) on which it was received.';
comment on column public.email_mailbox_rollups.unread is 'Received and not read yet. What we sent is never unread.';

create table public.email_team_rollups (
  grain            public.kaleyra_grain not null,
  bucket           timestamp not null,
  support_email_id uuid not null,
  team             text collate "C",
  emails           integer not null,
  inbound          integer not null,
  outbound         integer not null,
  unread           integer not null,
  unique nulls not distinct (grain, bucket, support_email_id, team)
);
comment on table public.email_team_rollups is 'E-mails per mailbox and team. access: service only';
comment on column public.email_team_rollups.team is 'Null: nobody''s.';

create table public.email_sender_rollups (
  scope      uuid not null,
  grain      public.kaleyra_grain not null check (grain in ('day', 'month')),
  bucket     timestamp not null,
  from_email text collate "C" not null,
  emails     integer not null,
  primary key (scope, grain, from_email, bucket)
);
comment on table public.email_sender_rollups is
  'Received e-mails per sender: business days and months, for each mailbox and for all of them. access: service only';
comment on column public.email_sender_rollups.scope is 'The mailbox; 00000000-0000-0000-0000-000000000000: all mailboxes.';
-- The lists that get_email_top_senders reads from their top.
create index email_sender_rollups_top on public.email_sender_rollups (scope, grain, bucket, emails desc, from_email);

alter table public.email_mailbox_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.email_team_rollups    set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table public.email_sender_rollups  set (autovacuum_vacuum_scale_factor = 0.05);

/* So many e-mails that are alike in everything that is counted. */
create type public.email_fact as (
  quarter_hour     timestamp,
  day              timestamp,
  support_email_id uuid,
  team             text collate "C",
  direction        text collate "C",
  kind             text collate "C",
  status           text collate "C",
  unread           boolean,
  sender           text collate "C",
  emails           integer
);

create unlogged table public.email_rollup_changes (
  tx    xid8 not null default pg_current_xact_id(),
  id    bigint generated always as identity,
  zone  text,
  facts public.email_fact[],
  primary key (tx, id)
);
comment on table public.email_rollup_changes is
  'What the statements of open transactions change; gone when they commit, so always empty to everybody else. access: service only';
comment on column public.email_rollup_changes.facts is 'Null: so many that all is worked out anew.';

alter table public.email_mailbox_rollups enable row level security;
alter table public.email_team_rollups enable row level security;
alter table public.email_sender_rollups enable row level security;
alter table public.email_rollup_changes enable row level security;

-- The rules, each written once ---------------------------------------------------------------------

/* The zone that business days are cut in. */
create function public.business_zone() returns text
language sql stable set search_path = '' as $$ select s.timezone from public.kaleyra_settings s $$;

create view public.email_facts with (security_invoker = true) as
select
  date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01') as quarter_hour,
  date_trunc('day', e.received_at at time zone (select public.business_zone())) as day,
  e.support_email_id, e.team, e.direction, e.kind, e.status,
  e.direction = 'inbound' and not e.is_read as unread,
  case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end as sender,
  count(*)::integer as emails
from public.emails e
where e.deleted_at is null
group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
comment on view public.email_facts is 'What all rollups are sums of. access: service only';

create view public.email_mailbox_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.support_email_id,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread,
    coalesce(sum(f.emails) filter (where f.kind = 'message'), 0)::integer as messages,
    coalesce(sum(f.emails) filter (where f.kind = 'auto_reply'), 0)::integer as auto_replies,
    coalesce(sum(f.emails) filter (where f.kind = 'bounce'), 0)::integer as bounces,
    coalesce(sum(f.emails) filter (where f.kind = 'list'), 0)::integer as lists,
    coalesce(sum(f.emails) filter (where f.kind = 'loop'), 0)::integer as loops,
    coalesce(sum(f.emails) filter (where f.status = 'open'), 0)::integer as open,
    coalesce(sum(f.emails) filter (where f.status = 'pending'), 0)::integer as pending,
    coalesce(sum(f.emails) filter (where f.status = 'resolved'), 0)::integer as resolved,
    coalesce(sum(f.emails) filter (where f.status = 'closed'), 0)::integer as closed,
    coalesce(sum(f.emails) filter (where f.status = 'spam'), 0)::integer as spam
from public.email_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
group by 1, 2, 3;
comment on view public.email_mailbox_rollups_from_facts is 'What email_mailbox_rollups must hold. access: service only';

create view public.email_team_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.support_email_id, f.team,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread
from public.email_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
group by 1, 2, 3, 4;
comment on view public.email_team_rollups_from_facts is 'What email_team_rollups must hold. access: service only';

create view public.email_sender_rollups_from_facts with (security_invoker = true) as
select s.scope, g.grain, g.bucket, f.sender as from_email, sum(f.emails)::integer as emails
from (
  select h.quarter_hour, h.day, h.support_email_id, h.sender, sum(h.emails) as emails
  from public.email_facts h
  where h.sender is not null
  group by 1, 2, 3, 4
) f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000')) s (scope)
where g.grain in ('day', 'month')
group by 1, 2, 3, 4;
comment on view public.email_sender_rollups_from_facts is 'What email_sender_rollups must hold. access: service only';

-- Keeping them -----------------------------------------------------------------------------------

/* Whoever changes the sums does it alone, until the end of the transaction. */
create function public.lock_email_rollups() returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('public.email_rollups', 0))
$$;

/* Adds facts (negative ones take away) to the rollups; rows that reach zero go. Each row is looked up in the index, whatever the tables' size. */
create function public.apply_email_facts(p_facts public.email_fact[]) returns void
language plpgsql set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into public.email_mailbox_rollups as r
    (grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops, open, pending, resolved, closed, spam)
  select g.grain, g.bucket, f.support_email_id,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread,
    coalesce(sum(f.emails) filter (where f.kind = 'message'), 0)::integer as messages,
    coalesce(sum(f.emails) filter (where f.kind = 'auto_reply'), 0)::integer as auto_replies,
    coalesce(sum(f.emails) filter (where f.kind = 'bounce'), 0)::integer as bounces,
    coalesce(sum(f.emails) filter (where f.kind = 'list'), 0)::integer as lists,
    coalesce(sum(f.emails) filter (where f.kind = 'loop'), 0)::integer as loops,
    coalesce(sum(f.emails) filter (where f.status = 'open'), 0)::integer as open,
    coalesce(sum(f.emails) filter (where f.status = 'pending'), 0)::integer as pending,
    coalesce(sum(f.emails) filter (where f.status = 'resolved'), 0)::integer as resolved,
    coalesce(sum(f.emails) filter (where f.status = 'closed'), 0)::integer as closed,
    coalesce(sum(f.emails) filter (where f.status = 'spam'), 0)::integer as spam
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, support_email_id) do update set
    emails = r.emails + excluded.emails,
    inbound = r.inbound + excluded.inbound,
    outbound = r.outbound + excluded.outbound,
    unread = r.unread + excluded.unread,
    messages = r.messages + excluded.messages,
    auto_replies = r.auto_replies + excluded.auto_replies,
    bounces = r.bounces + excluded.bounces,
    lists = r.lists + excluded.lists,
    loops = r.loops + excluded.loops,
    open = r.open + excluded.open,
    pending = r.pending + excluded.pending,
    resolved = r.resolved + excluded.resolved,
    closed = r.closed + excluded.closed,
    spam = r.spam + excluded.spam;

  insert into public.email_team_rollups as r (grain, bucket, support_email_id, team, emails, inbound, outbound, unread)
  select g.grain, g.bucket, f.support_email_id, f.team,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3, 4
  on conflict (grain, bucket, support_email_id, team) do update set
    emails = r.emails + excluded.emails,
    inbound = r.inbound + excluded.inbound,
    outbound = r.outbound + excluded.outbound,
    unread = r.unread + excluded.unread;

  insert into public.email_sender_rollups as r (scope, grain, bucket, from_email, emails)
  select s.scope, g.grain, g.bucket, f.sender, sum(f.emails)
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000'::uuid)) s (scope)
  where f.sender is not null and g.grain in ('day', 'month')
  group by 1, 2, 3, 4
  having sum(f.emails) <> 0
  on conflict (scope, grain, from_email, bucket) do update set emails = r.emails + excluded.emails;

  if exists (select from unnest(p_facts) f where f.emails < 0) then
    delete from public.email_mailbox_rollups r
    using (
      select distinct g.grain, g.bucket, f.support_email_id
      from unnest(p_facts) f cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      where f.emails < 0
    ) k
    where r.grain = k.grain and r.bucket = k.bucket and r.support_email_id = k.support_email_id and r.emails = 0;

    delete from public.email_team_rollups r
    using (
      select distinct g.grain, g.bucket, f.support_email_id
      from unnest(p_facts) f cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      where f.emails < 0
    ) k
    where r.grain = k.grain and r.bucket = k.bucket and r.support_email_id = k.support_email_id and r.emails = 0;

    delete from public.email_sender_rollups r
    using (
      select distinct s.scope, g.grain, g.bucket, f.sender
      from unnest(p_facts) f
      cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000'::uuid)) s (scope)
      where f.emails < 0 and f.sender is not null and g.grain in ('day', 'month')
    ) k
    where r.scope = k.scope and r.grain = k.grain and r.from_email = k.sender and r.bucket = k.bucket and r.emails = 0;
  end if;
end $$;

/* After each statement that wrote e-mails: note what it changes in the sums. Nothing, when it changed nothing that is counted. */
create function public.note_email_changes() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many  constant integer := 100000;  -- from here on working all out anew is quicker
  v_zone  text := public.business_zone();
  v_facts public.email_fact[];
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, count(*)
      from new_rows e
      where e.deleted_at is null
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f;
  elsif tg_op = 'DELETE' then
    if (select count(*) from (select from old_rows limit v_many) o) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, -count(*)
      from old_rows e
      where e.deleted_at is null
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f;
  elsif tg_op = 'UPDATE' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, sum(e.sign) as emails
      from (
        select 1 as sign, n.support_email_id, n.received_at, n.team, n.direction, n.kind, n.status, n.is_read, n.from_email
        from new_rows n where n.deleted_at is null
        union all
        select -1, o.support_email_id, o.received_at, o.team, o.direction, o.kind, o.status, o.is_read, o.from_email
        from old_rows o where o.deleted_at is null
      ) e
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f
    where f.emails <> 0;
  end if;
  if v_facts is not null then
    insert into public.email_rollup_changes (zone, facts) values (v_zone, v_facts);
  end if;
  return null;
end $$;

/* What this transaction changed so far goes into the sums. */
create function public.apply_email_rollup_changes() returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_anew  boolean;
  v_facts public.email_fact[];
begin
  if not exists (select from public.email_rollup_changes c where c.tx = pg_current_xact_id()) then
    return;
  end if;
  perform public.lock_email_rollups();
  -- From here on this transaction sees what every writer before it committed; so it does the zone in force.
  with gone as (
    delete from public.email_rollup_changes c where c.tx = pg_current_xact_id() returning c.zone, c.facts
  ), fact as (
    select f.quarter_hour, f.day, f.support_email_id, f.team, f.direction, f.kind, f.status, f.unread, f.sender, sum(f.emails) as emails
    from gone cross join unnest(gone.facts) f
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  )
  select (select bool_or(g.facts is null or g.zone <> public.business_zone()) from gone g),
    (select array_agg(row(f.*)::public.email_fact) from fact f where f.emails <> 0)
  into v_anew, v_facts;
  if v_anew then
    perform public.rebuild_email_rollups();
  elsif v_facts is not null then
    perform public.apply_email_facts(v_facts);
  end if;
end $$;

create function public.keep_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_email_rollup_changes();
  return null;
end $$;
-- At the commit; the first of a transaction's rows takes the others with it.
create constraint trigger apply after insert on public.email_rollup_changes
  deferrable initially deferred for each row execute function public.keep_email_rollups();

/* A table without e-mails has no figures. */
create function public.clear_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  delete from public.email_rollup_changes c where c.tx = pg_current_xact_id();
  truncate public.email_mailbox_rollups, public.email_team_rollups, public.email_sender_rollups;
  return null;
end $$;

create trigger rollups_inserted after insert on public.emails
  referencing new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_updated after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_deleted after delete on public.emails
  referencing old table as old_rows for each statement execute function public.note_email_changes();
create trigger rollups_truncated after truncate on public.emails
  for each statement execute function public.clear_email_rollups();

-- All at once ------------------------------------------------------------------------------------

/* Brings all sums in line with the e-mails; writes only what differs. */
create function public.rebuild_email_rollups() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  delete from public.email_rollup_changes c where c.tx = pg_current_xact_id();

  merge into public.email_mailbox_rollups r using public.email_mailbox_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.support_email_id = f.support_email_id
  when matched and (r.emails, r.inbound, r.outbound, r.unread, r.messages, r.auto_replies, r.bounces, r.lists, r.loops, r.open, r.pending, r.resolved, r.closed, r.spam)
      is distinct from (f.emails, f.inbound, f.outbound, f.unread, f.messages, f.auto_replies, f.bounces, f.lists, f.loops, f.open, f.pending, f.resolved, f.closed, f.spam) then
    update set emails = f.emails, inbound = f.inbound, outbound = f.outbound, unread = f.unread, messages = f.messages, auto_replies = f.auto_replies, bounces = f.bounces, lists = f.lists, loops = f.loops, open = f.open, pending = f.pending, resolved = f.resolved, closed = f.closed, spam = f.spam
  when not matched then
    insert (grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops, open, pending, resolved, closed, spam)
    values (f.grain, f.bucket, f.support_email_id, f.emails, f.inbound, f.outbound, f.unread, f.messages, f.auto_replies, f.bounces, f.lists, f.loops, f.open, f.pending, f.resolved, f.closed, f.spam)
  when not matched by source then delete;

  merge into public.email_team_rollups r using public.email_team_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.support_email_id = f.support_email_id and coalesce('t' || r.team, '') = coalesce('t' || f.team, '')
  when matched and (r.emails, r.inbound, r.outbound, r.unread) is distinct from (f.emails, f.inbound, f.outbound, f.unread) then
    update set emails = f.emails, inbound = f.inbound, outbound = f.outbound, unread = f.unread
  when not matched then
    insert (grain, bucket, support_email_id, team, emails, inbound, outbound, unread)
    values (f.grain, f.bucket, f.support_email_id, f.team, f.emails, f.inbound, f.outbound, f.unread)
  when not matched by source then delete;

  merge into public.email_sender_rollups r using public.email_sender_rollups_from_facts f
    on r.scope = f.scope and r.grain = f.grain and r.from_email = f.from_email and r.bucket = f.bucket
  when matched and r.emails <> f.emails then update set emails = f.emails
  when not matched then insert (scope, grain, bucket, from_email, emails) values (f.scope, f.grain, f.bucket, f.from_email, f.emails)
  when not matched by source then delete;
end $$;

/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_email_rollups() returns table (kept_in text, side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  perform public.apply_email_rollup_changes();
  return query
  select 'email_mailbox_rollups', 'kept', to_jsonb(d)
    from (table public.email_mailbox_rollups except all table public.email_mailbox_rollups_from_facts) d
  union all
  select 'email_mailbox_rollups', 'rebuilt', to_jsonb(d)
    from (table public.email_mailbox_rollups_from_facts except all table public.email_mailbox_rollups) d;
  return query
  select 'email_team_rollups', 'kept', to_jsonb(d)
    from (table public.email_team_rollups except all table public.email_team_rollups_from_facts) d
  union all
  select 'email_team_rollups', 'rebuilt', to_jsonb(d)
    from (table public.email_team_rollups_from_facts except all table public.email_team_rollups) d;
  return query
  select 'email_sender_rollups', 'kept', to_jsonb(d)
    from (table public.email_sender_rollups except all select scope, grain, bucket, from_email, emails from public.email_sender_rollups_from_facts) d
  union all
  select 'email_sender_rollups', 'rebuilt', to_jsonb(d)
    from (select scope, grain, bucket, from_email, emails from public.email_sender_rollups_from_facts except all table public.email_sender_rollups) d;
end $$;

/* The business zone was changed: days and months begin elsewhere. */
create function public.follow_business_zone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.rebuild_email_rollups();
  return null;
end $$;
create trigger rebuild_emails after update of timezone on public.kaleyra_settings
  for each row when (old.timezone is distinct from new.timezone) execute function public.follow_business_zone();

-- The dashboard -----------------------------------------------------------------------------------

/*
 * The sums of a range per mailbox: whole buckets from the rollups, what is left over at the edges from the raw rows.
 * ("offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.)
 */
create function public.email_range_figures(p_start timestamptz, p_end timestamptz, p_support_email_id uuid)
returns table (support_email_id uuid, total bigint, inbound bigint, outbound bigint, unread bigint, messages bigint, auto_replies bigint, bounces bigint, lists bigint, loops bigint, open bigint, pending bigint, resolved bigint, closed bigint, spam bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.support_email_id as mailbox, r.emails, r.inbound, r.outbound, r.unread, r.messages, r.auto_replies, r.bounces, r.lists, r.loops, r.open, r.pending, r.resolved, r.closed, r.spam
    from pieces p
    cross join lateral (
      select * from public.email_mailbox_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select e.support_email_id, 1,
      (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer, (e.direction = 'inbound' and not e.is_read)::integer,
      (e.kind = 'message')::integer, (e.kind = 'auto_reply')::integer, (e.kind = 'bounce')::integer, (e.kind = 'list')::integer, (e.kind = 'loop')::integer,
      (e.status = 'open')::integer, (e.status = 'pending')::integer, (e.status = 'resolved')::integer, (e.status = 'closed')::integer, (e.status = 'spam')::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
  )
  select c.mailbox, sum(c.emails), sum(c.inbound), sum(c.outbound), sum(c.unread), sum(c.messages), sum(c.auto_replies), sum(c.bounces), sum(c.lists), sum(c.loops), sum(c.open), sum(c.pending), sum(c.resolved), sum(c.closed), sum(c.spam)
  from counted c
  group by 1;
end $$;

/* How many e-mails: inbound + outbound = total, and so are the kinds, and so the statuses. unread counts those of all times. */
create function public.get_email_totals(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (total bigint, inbound bigint, outbound bigint, messages bigint, auto_replies bigint, bounces bigint, lists bigint, loops bigint, open bigint, pending bigint, resolved bigint, closed bigint, spam bigint, unread_in_range bigint, unread bigint)
language sql stable set search_path = '' as $$
  select coalesce(sum(f.total), 0)::bigint, coalesce(sum(f.inbound), 0)::bigint, coalesce(sum(f.outbound), 0)::bigint, coalesce(sum(f.messages), 0)::bigint, coalesce(sum(f.auto_replies), 0)::bigint, coalesce(sum(f.bounces), 0)::bigint, coalesce(sum(f.lists), 0)::bigint, coalesce(sum(f.loops), 0)::bigint, coalesce(sum(f.open), 0)::bigint, coalesce(sum(f.pending), 0)::bigint, coalesce(sum(f.resolved), 0)::bigint, coalesce(sum(f.closed), 0)::bigint, coalesce(sum(f.spam), 0)::bigint, coalesce(sum(f.unread), 0)::bigint,
    (select coalesce(sum(r.unread), 0) from public.email_mailbox_rollups r
     where r.grain = 'month' and (p_support_email_id is null or r.support_email_id = p_support_email_id))
  from public.email_range_figures(p_start, p_end, p_support_email_id) f
$$;

/* Per mailbox, the busiest first: each that is there, and removed ones that had e-mails in the range. */
create function public.get_emails_by_mailbox(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (support_email_id uuid, email_address text, display_name text, inbound bigint, outbound bigint, total bigint, unread bigint)
language sql stable set search_path = '' as $$
  select s.id, s.email_address, s.display_name, coalesce(f.inbound, 0), coalesce(f.outbound, 0), coalesce(f.total, 0), coalesce(f.unread, 0)
  from public.support_emails s
  left join public.email_range_figures(p_start, p_end, p_support_email_id) f on f.support_email_id = s.id
  where (s.deleted_at is null or f.total > 0) and (p_support_email_id is null or s.id = p_support_email_id)
  order by coalesce(f.total, 0) desc, s.email_address, s.id
$$;

/* Per business day; every date of the range has its row. */
create function public.get_email_daily_volume(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (date date, inbound bigint, outbound bigint, total bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text := public.business_zone();
  v_first date := (p_start at time zone v_zone)::date;
  v_last  date := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
begin
  if v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end as day, r.inbound, r.outbound
    from pieces p
    cross join lateral (
      select * from public.email_mailbox_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select coalesce(p.from_bucket, e.received_at at time zone v_zone)::date, (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
    union all
    select v_first + n, 0, 0 from generate_series(0, v_last - v_first) n where p_start < p_end
  )
  select c.day, sum(c.inbound), sum(c.outbound), sum(c.inbound + c.outbound)
  from counted c
  group by c.day
  order by c.day;
end $$;

/* Per team, the busiest first; nobody's e-mails have the team null. */
create function public.get_emails_by_team(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (team text, inbound bigint, outbound bigint, total bigint, unread bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.team, r.inbound, r.outbound, r.emails, r.unread
    from pieces p
    cross join lateral (
      select * from public.email_team_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select e.team, (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer, 1, (e.direction = 'inbound' and not e.is_read)::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
  )
  select c.team, sum(c.inbound), sum(c.outbound), sum(c.emails), sum(c.unread)
  from counted c
  group by c.team
  order by 4 desc, c.team nulls last;
end $$;

/*
 * Who wrote most, exactly, without adding up everybody. Each bucket of the range keeps its senders by count: a list. From the
 * top of each so many entries are read; whoever is in none of them has at most the sum of the lists' last counts. When the
 * p_limit-th sum is above that, nobody is missing; otherwise more is read, and where counts are flat in the end all.
 * The edges of the range are read whole from the raw rows. Ties go by address.
 */
create function public.get_email_top_senders(p_start timestamptz, p_end timestamptz, p_limit integer default 10, p_support_email_id uuid default null)
returns table (from_email text, from_name text, emails bigint, last_received_at timestamptz)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_scope      uuid := coalesce(p_support_email_id, '00000000-0000-0000-0000-000000000000');
  v_depth      integer := 4 + 2 * p_limit;  -- entries of each list; null: all
  v_unseen     bigint;    -- nobody who was not seen has more
  v_best       bigint;    -- the most that the p_limit-th may have
  v_candidates text[];    -- whoever may be among the first p_limit of those seen
  v_edges      bigint[];  -- what they have at the edges
  v_senders    text[];
  v_emails     bigint[];
begin
  loop
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day}')
    ), lists as materialized (
      select row_number() over () as list, p.grain, b.bucket
      from pieces p
      cross join lateral generate_series(p.from_bucket, p.to_bucket - interval '1 day', ('1 ' || p.grain)::interval) as b (bucket)
      where p.grain is not null
    ), entries as materialized (
      select l.list, t.from_email, t.emails
      from lists l
      cross join lateral (
        select s.from_email, s.emails from public.email_sender_rollups s
        where s.scope = v_scope and s.grain = l.grain and s.bucket = l.bucket
        order by s.scope, s.grain, s.bucket, s.emails desc, s.from_email
        limit v_depth
      ) t
    ), last_read as (
      select e.list, case when count(*) = v_depth then min(e.emails) else 0 end as emails from entries e group by e.list
    ), edges as (
      select e.from_email, count(*) as emails
      from pieces p
      cross join lateral (
        select m.from_email, m.direction, m.support_email_id from public.emails m
        where m.received_at >= p.starts_at and m.received_at < p.ends_at and m.deleted_at is null offset 0
      ) e
      where p.grain is null and e.direction = 'inbound' and e.from_email <> '' and (p_support_email_id is null or e.support_email_id = p_support_email_id)
      group by e.from_email
    ), unseen as (
      select coalesce(sum(l.emails), 0) as emails from last_read l
    ), seen as materialized (
      select s.from_email, sum(s.emails) as least, sum(s.emails) + (select u.emails from unseen u) - sum(s.last_read) as most, sum(s.at_edge) as at_edge
      from (
        select e.from_email, e.emails, l.emails as last_read, 0 as at_edge from entries e join last_read l on l.list = e.list
        union all
        select d.from_email, d.emails, 0, d.emails from edges d
      ) s
      group by s.from_email
    ), bar as (
      select coalesce((select s.least from seen s order by s.least desc offset p_limit - 1 limit 1), 0) as least,
        coalesce((select s.most from seen s order by s.most desc offset p_limit - 1 limit 1), 0) as most
    ), candidate as (
      select s.from_email, s.at_edge from seen s, bar b where s.most >= b.least
      -- Where all was read these sums are exact: no need to look up those of everybody who ties.
      order by s.least desc, s.from_email
      limit (select case when u.emails = 0 then p_limit end from unseen u)
    )
    select (select u.emails from unseen u), (select b.most from bar b),
      (select array_agg(c.from_email) from candidate c), (select array_agg(c.at_edge) from candidate c)
    into v_unseen, v_best, v_candidates, v_edges;

    if v_unseen = 0 or v_unseen < v_best and cardinality(v_candidates) <= 20 * p_limit then
      with pieces as materialized (
        select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day}')
      )
      select array_agg(t.from_email order by t.emails desc, t.from_email collate "C"), array_agg(t.emails order by t.emails desc, t.from_email collate "C")
      into v_senders, v_emails
      from (
        select c.from_email, c.at_edge + coalesce(sum(r.emails), 0) as emails
        from unnest(v_candidates, v_edges) as c (from_email, at_edge)
        left join lateral (
          select s.emails
          from pieces p
          cross join lateral (
            select s.emails from public.email_sender_rollups s
            where s.scope = v_scope and s.grain = p.grain and s.from_email = c.from_email and s.bucket >= p.from_bucket and s.bucket < p.to_bucket
            offset 0
          ) s
        ) r on true
        group by c.from_email, c.at_edge
        order by 2 desc, c.from_email collate "C"
        limit p_limit
      ) t;
      exit when v_unseen = 0 or cardinality(v_senders) = p_limit and v_emails[p_limit] > v_unseen;
    end if;
    v_depth := case when v_depth < 2000 then v_depth * 5 end;
  end loop;

  return query
  select t.from_email, n.from_name, t.emails, n.received_at
  from unnest(v_senders, v_emails) with ordinality as t (from_email, emails, place)
  cross join lateral (
    select e.from_name, e.received_at from public.emails e
    where e.from_email = t.from_email and e.received_at >= p_start and e.received_at < p_end
      and e.deleted_at is null and e.direction = 'inbound' and (p_support_email_id is null or e.support_email_id = p_support_email_id)
    order by e.received_at desc, e.id desc
    limit 1
  ) n
  order by t.place;
end $$;

/* Everything of the above about a range, as of one moment. */
create function public.get_email_overview(p_start timestamptz, p_end timestamptz, p_limit integer default 10, p_support_email_id uuid default null) returns json
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
begin
  return json_build_object(
    'totals', (select to_json(t) from public.get_email_totals(p_start, p_end, p_support_email_id) t),
    'emails_by_team', (select coalesce(json_agg(to_json(t)), '[]') from public.get_emails_by_team(p_start, p_end, p_support_email_id) t),
    'top_senders', (select coalesce(json_agg(to_json(t)), '[]') from public.get_email_top_senders(p_start, p_end, p_limit, p_support_email_id) t),
    'daily_volume', (select coalesce(json_agg(to_json(t)), '[]') from public.get_email_daily_volume(p_start, p_end, p_support_email_id) t),
    'emails_by_mailbox', (select coalesce(json_agg(to_json(t)), '[]') from public.get_emails_by_mailbox(p_start, p_end, p_support_email_id) t));
end $$;

-- Who may do what ---------------------------------------------------------------------------------

select public.register_module('admin_dashboard', 'E-mail dashboard', 'How many e-mails, of whom, to whom.', 'v', '', 'v');

revoke all on public.email_mailbox_rollups, public.email_team_rollups, public.email_sender_rollups, public.email_rollup_changes, public.email_facts,
  public.email_mailbox_rollups_from_facts, public.email_team_rollups_from_facts, public.email_sender_rollups_from_facts
from public, anon, authenticated, service_role;
grant select on public.email_mailbox_rollups, public.email_team_rollups, public.email_sender_rollups to service_role;

revoke execute on function
  public.business_zone(), public.lock_email_rollups(), public.apply_email_facts(public.email_fact[]), public.note_email_changes(),
  public.apply_email_rollup_changes(), public.keep_email_rollups(), public.clear_email_rollups(), public.follow_business_zone(),
  public.rebuild_email_rollups(), public.verify_email_rollups(),
  public.email_range_figures(timestamptz, timestamptz, uuid), public.get_email_totals(timestamptz, timestamptz, uuid),
  public.get_emails_by_mailbox(timestamptz, timestamptz, uuid), public.get_email_daily_volume(timestamptz, timestamptz, uuid),
  public.get_emails_by_team(timestamptz, timestamptz, uuid),
  public.get_email_top_senders(timestamptz, timestamptz, integer, uuid), public.get_email_overview(timestamptz, timestamptz, integer, uuid)
from public, anon, authenticated;
grant execute on function
  public.business_zone(), public.rebuild_email_rollups(), public.verify_email_rollups(),
  public.email_range_figures(timestamptz, timestamptz, uuid), public.get_email_totals(timestamptz, timestamptz, uuid),
  public.get_emails_by_mailbox(timestamptz, timestamptz, uuid), public.get_email_daily_volume(timestamptz, timestamptz, uuid),
  public.get_emails_by_team(timestamptz, timestamptz, uuid),
  public.get_email_top_senders(timestamptz, timestamptz, integer, uuid), public.get_email_overview(timestamptz, timestamptz, integer, uuid)
to service_role;

-- E-mails that were there before.
select public.rebuild_email_rollups();
