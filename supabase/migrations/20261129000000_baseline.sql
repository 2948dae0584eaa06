-- What a new installation begins with: the files of supabase/schemas, in the order in which they can be run.

-- Functions name tables and functions that come after them.
set check_function_bodies = off;

-- activityLog/activity_log.sql
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

-- activityLog/current_actor.sql
/*
 * Who is writing, as far as the database can know: the API names its user in a header, which only the service role is
 * believed; anyone else is the subject of his own token; no token at all is the system.
 */
create function public.current_actor() returns uuid
language plpgsql stable set search_path = '' as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
begin
  if v_claims ->> 'role' = 'service_role' then
    return nullif(v_headers ->> 'x-actor-id', '')::uuid;
  end if;
  return nullif(v_claims ->> 'sub', '')::uuid;
end $$;

-- activityLog/get_history.sql
/*
 * What happened to one thing, oldest first, as a person reads it: steps with their notes, comments, and which fields changed from what to what.
 * Whether the caller may see the thing is decided before.
 */
create function public.get_history(p_entity_type text, p_entity_id text) returns table (
  id bigint, at timestamptz, actor_id uuid, actor_kind text, action text, note text, from_status text, to_status text, changes jsonb
)
language sql stable set search_path = '' as $$
  select a.id, a.at, a.actor_id, a.actor_kind, a.action, a.note,
    case when a.before is not null then a.before ->> 'status' end,
    a.after ->> 'status',
    case when a.before is null then '{}'::jsonb else coalesce((
      select jsonb_object_agg(f.key, jsonb_build_object('before', a.before -> f.key, 'after', f.value))
      from jsonb_each(a.after) f
      where f.value is distinct from a.before -> f.key and f.key not in ('version', 'updated_at', 'status')), '{}') end
  from public.activity_log a
  where a.entity_type = p_entity_type and a.entity_id = p_entity_id
  order by a.id
$$;

-- activityLog/log_activity.sql
-- What a person or a key asks for leaves an entry in the activity log, with the change itself. Jobs that only carry it out write none.

/*
 * Appends one entry; the actor and the request are found by themselves unless given. Keys are never deleted, so an id
 * says for ever whether it is one: nobody has to claim what kind of actor he is.
 */
create function public.log_activity(
  p_action text, p_entity_type text, p_entity_id text, p_before jsonb default null, p_after jsonb default null,
  p_actor_id uuid default null, p_request_id text default null, p_note text default ''
) returns void
language sql security definer set search_path = '' as $$
  insert into public.activity_log (actor_id, actor_kind, action, entity_type, entity_id, before, after, request_id, note)
  select actor,
    case
      when actor is null then 'system'
      when exists (select from public.api_keys where id = actor) then 'api_key'
      else 'user'
    end,
    p_action, p_entity_type, p_entity_id, p_before, p_after,
    coalesce(p_request_id, nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-request-id'),
    coalesce(p_note, '')
  from (select coalesce(p_actor_id, public.current_actor()) as actor) who
$$;

-- activityLog/record_activity.sql
/*
 * Row trigger: writes the change to the activity log. Arguments: the columns that identify the row. An update that is a step of a lifecycle
 * (act_on) goes under the name of the step, with its note. Of a column `url` the query is left out: many an endpoint takes its token there.
 */
create function public.record_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_id text;
  v_step jsonb := case when tg_op = 'UPDATE' then nullif(current_setting('activity.step', true), '')::jsonb end;
begin
  if tg_op = 'UPDATE' and v_before = v_after then
    return null;
  end if;
  v_before := v_before || public.url_without_query(v_before -> 'url');
  v_after := v_after || public.url_without_query(v_after -> 'url');
  select string_agg(v_row ->> key, ':' order by n) into v_id from unnest(tg_argv) with ordinality as k (key, n);
  perform public.log_activity(
    coalesce(v_step ->> 'action', lower(tg_op)), tg_table_name, v_id, v_before, v_after, p_note => v_step ->> 'note');
  return null;
end $$;

-- activityLog/refuse_change.sql
create function public.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;

-- activityLog/url_without_query.sql
/* A field `url` as the activity log shows it, to be laid over a row; nothing when the row has none. */
create function public.url_without_query(p_url jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case when jsonb_typeof(p_url) = 'string' then jsonb_build_object('url', regexp_replace(p_url #>> '{}', '[?#].*$', '?…')) else '{}' end
$$;

-- adminDashboard/apply_email_rollup_changes.sql
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

-- adminDashboard/clear_email_rollups.sql
/* A table without e-mails has no figures. */
create function public.clear_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  delete from public.email_rollup_changes c where c.tx = pg_current_xact_id();
  truncate public.email_mailbox_rollups, public.email_team_rollups, public.email_sender_rollups;
  return null;
end $$;

-- adminDashboard/email_fact.sql
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

-- adminDashboard/email_range_figures.sql
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

-- adminDashboard/email_rollup_changes.sql
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

-- adminDashboard/follow_business_zone.sql
/* The business zone was changed: days and months begin elsewhere. */
create function public.follow_business_zone() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.rebuild_email_rollups();
  return null;
end $$;

-- adminDashboard/get_email_daily_volume.sql
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

-- adminDashboard/get_email_overview.sql
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

-- adminDashboard/get_email_top_senders.sql
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

-- adminDashboard/get_email_totals.sql
/* How many e-mails: inbound + outbound = total, and so are the kinds, and so the statuses. unread counts those of all times. */
create function public.get_email_totals(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (total bigint, inbound bigint, outbound bigint, messages bigint, auto_replies bigint, bounces bigint, lists bigint, loops bigint, open bigint, pending bigint, resolved bigint, closed bigint, spam bigint, unread_in_range bigint, unread bigint)
language sql stable set search_path = '' as $$
  select coalesce(sum(f.total), 0)::bigint, coalesce(sum(f.inbound), 0)::bigint, coalesce(sum(f.outbound), 0)::bigint, coalesce(sum(f.messages), 0)::bigint, coalesce(sum(f.auto_replies), 0)::bigint, coalesce(sum(f.bounces), 0)::bigint, coalesce(sum(f.lists), 0)::bigint, coalesce(sum(f.loops), 0)::bigint, coalesce(sum(f.open), 0)::bigint, coalesce(sum(f.pending), 0)::bigint, coalesce(sum(f.resolved), 0)::bigint, coalesce(sum(f.closed), 0)::bigint, coalesce(sum(f.spam), 0)::bigint, coalesce(sum(f.unread), 0)::bigint,
    (select coalesce(sum(r.unread), 0) from public.email_mailbox_rollups r
     where r.grain = 'month' and (p_support_email_id is null or r.support_email_id = p_support_email_id))
  from public.email_range_figures(p_start, p_end, p_support_email_id) f
$$;

-- adminDashboard/get_emails_by_mailbox.sql
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

-- adminDashboard/get_emails_by_team.sql
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

-- adminDashboard/keep_email_rollups.sql
create function public.keep_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.apply_email_rollup_changes();
  return null;
end $$;

-- adminDashboard/lock_email_rollups.sql
/* Whoever changes the sums does it alone, until the end of the transaction. */
create function public.lock_email_rollups() returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('public.email_rollups', 0))
$$;

-- adminDashboard/note_email_changes.sql
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

-- adminDashboard/rebuild_email_rollups.sql
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

-- adminDashboard/verify_email_rollups.sql
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

-- agents/agents.sql
create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  phone_number text unique,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.agents.phone_number is 'As the telephone provider prints it; names the agent in call figures.';

-- apiKeys/api_key_usage.sql
/*
 * Unlogged: a counter of one hour is not worth a disk write per request; after a crash of the database it begins again.
 * Without a reference to api_keys, where nothing is deleted: its check would lock the key's row, and requests of one key
 * would wait for each other in a circle.
 */
create unlogged table public.api_key_usage (
  api_key_id uuid primary key,
  used integer not null,
  window_ends_at timestamptz not null
) with (fillfactor = 50);
comment on table public.api_key_usage is 'Requests of each key in its current hour. access: service only';

-- apiKeys/api_keys.sql
create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  scopes text[] not null check (cardinality(scopes) between 1 and 100),
  rate_limit_per_hour integer not null default 1000 check (rate_limit_per_hour between 1 and 1000000),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.api_keys.prefix is 'How the key begins, for people to recognise it.';
comment on column public.api_keys.scopes is '<module>:<action> or <module>:*; what the key may do, whoever made it.';
comment on column public.api_keys.created_by is 'Who made it; a user, so without a reference that would delete the key with him.';
create index api_keys_created_at_idx on public.api_keys (created_at, id);
-- A use is no change: only what people decide about a key is logged.
create trigger api_keys_activity
  after insert or update of name, prefix, scopes, rate_limit_per_hour, expires_at, revoked_at on public.api_keys
  for each row execute function public.record_activity('id');

-- apiKeys/check_scopes.sql
/* Raises scope_unknown for anything but <module>:<action> and <module>:* of a module that exists. */
create function public.check_scopes(p_scopes text[]) returns void
language plpgsql stable set search_path = '' as $$
declare
  v_unknown text;
begin
  select s into v_unknown
  from unnest(p_scopes) s
  where split_part(s, ':', 2) not in ('view', 'create', 'edit', 'delete', '*')
    or s <> split_part(s, ':', 1) || ':' || split_part(s, ':', 2)
    or not exists (select from public.modules where key = split_part(s, ':', 1))
  limit 1;
  if v_unknown is not null then
    raise exception 'scope_unknown' using errcode = 'P0422', detail = v_unknown;
  end if;
end $$;

-- apiKeys/create_api_key.sql
/* Raises scope_unknown. */
create function public.create_api_key(
  p_name text, p_scopes text[], p_expires_at timestamptz, p_rate_limit_per_hour integer, p_created_by uuid,
  p_prefix text, p_key_hash text
) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  perform public.check_scopes(p_scopes);
  insert into public.api_keys (name, scopes, expires_at, rate_limit_per_hour, created_by, prefix)
  values (p_name, p_scopes, p_expires_at, p_rate_limit_per_hour, p_created_by, p_prefix)
  returning * into v_key;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, v_key.id);
  return next v_key;
end $$;

-- apiKeys/lock_api_key.sql
/* The key, locked. Raises api_key_not_found, and api_key_revoked for one that is. */
create function public.lock_api_key(p_id uuid) returns public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_key public.api_keys;
begin
  select * into v_key from public.api_keys where id = p_id for update;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
  if v_key.revoked_at is not null then
    raise exception 'api_key_revoked' using errcode = 'P0409';
  end if;
  return v_key;
end $$;

-- apiKeys/refuse_key_removal.sql
/* Keys stay, or the activity log would no longer know them. */
create function public.refuse_key_removal() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'an API key is revoked, never deleted' using errcode = '42501';
end $$;

-- apiKeys/revoke_api_key.sql
/* For good; doing it again changes nothing. Raises api_key_not_found. */
create function public.revoke_api_key(p_id uuid) returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  delete from public.api_key_secrets where api_key_id = p_id;
  update public.api_keys set revoked_at = now(), updated_at = now() where id = p_id and revoked_at is null;
  return query select * from public.api_keys where id = p_id;
  if not found then
    raise exception 'api_key_not_found' using errcode = 'P0404';
  end if;
end $$;

-- apiKeys/rotate_api_key.sql
/* A new secret; the old ones end after p_grace_seconds, or earlier if they were to. Raises api_key_not_found, api_key_revoked. */
create function public.rotate_api_key(p_id uuid, p_prefix text, p_key_hash text, p_grace_seconds integer)
returns setof public.api_keys
language plpgsql set search_path = '' as $$
begin
  perform public.lock_api_key(p_id);
  delete from public.api_key_secrets where valid_until < now();
  update public.api_key_secrets
  set valid_until = least(valid_until, now() + p_grace_seconds * interval '1 second')
  where api_key_id = p_id;
  insert into public.api_key_secrets (key_hash, api_key_id) values (p_key_hash, p_id);
  return query update public.api_keys set prefix = p_prefix, updated_at = now() where id = p_id returning *;
end $$;

-- apiKeys/update_api_key.sql
/* Changes the columns that p_change names. Raises scope_unknown, api_key_not_found, api_key_revoked. */
create function public.update_api_key(p_id uuid, p_change jsonb) returns setof public.api_keys
language plpgsql set search_path = '' as $$
declare
  v_new public.api_keys := jsonb_populate_record(public.lock_api_key(p_id), p_change);
begin
  perform public.check_scopes(v_new.scopes);
  return query
    update public.api_keys set
      name = v_new.name, scopes = v_new.scopes, expires_at = v_new.expires_at,
      rate_limit_per_hour = v_new.rate_limit_per_hour, updated_at = now()
    where id = p_id returning *;
end $$;

-- apiKeys/use_api_key.sql
/*
 * One request with a key: who it is and how many it made in this hour, or nothing when the key is not valid. One
 * statement of the API does it all, so a revoked key is refused by every node at once.
 */
create function public.use_api_key(p_key_hash text)
returns table (id uuid, name text, scopes text[], rate_limit_per_hour integer, used integer, reset_seconds integer)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from public.api_key_secrets s join public.api_keys k on k.id = s.api_key_id
  where s.key_hash = p_key_hash and s.valid_until > now()
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  if not found then
    return;
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < now() - interval '1 minute' then
    -- Not worth waiting for: who cannot have the row now leaves it to the next request.
    update public.api_keys set last_used_at = now()
    where id = (select u.id from public.api_keys u
                where u.id = v_key.id and (u.last_used_at is null or u.last_used_at < now() - interval '1 minute')
                for no key update skip locked);
  end if;
  return query
    insert into public.api_key_usage as u (api_key_id, used, window_ends_at)
    values (v_key.id, 1, now() + interval '1 hour')
    on conflict (api_key_id) do update set
      used = case when u.window_ends_at <= now() then 1 else least(u.used, 2000000000) + 1 end,
      window_ends_at = case when u.window_ends_at <= now() then now() + interval '1 hour' else u.window_ends_at end
    returning v_key.id, v_key.name, v_key.scopes, v_key.rate_limit_per_hour, u.used,
      greatest(1, ceil(extract(epoch from u.window_ends_at - now())))::integer;
end $$;

-- auth/count_login_attempt.sql
/*
 * Counts an attempt before the password is looked at, so that a thousand at once are no way around the count. Returns 0
 * when it may go on, otherwise the seconds to wait. From the p_max-th failure on each one blocks the subject: for a
 * minute, then two, four … at most p_window_minutes. Nothing happens for p_window_minutes: it is forgotten.
 */
create function public.count_login_attempt(p_subject text, p_max integer, p_window_minutes integer) returns integer
language plpgsql set search_path = '' as $$
declare
  v_window interval := p_window_minutes * interval '1 minute';
  v_seen public.login_attempts;
begin
  -- The update that changes nothing locks the row and hands it over.
  insert into public.login_attempts as l (subject, failures, forget_at) values (p_subject, 0, now() + v_window)
  on conflict (subject) do update set subject = excluded.subject
  returning l.* into v_seen;
  if v_seen.blocked_until > now() then
    return ceil(extract(epoch from v_seen.blocked_until - now()));
  end if;
  if v_seen.forget_at <= now() then
    v_seen.failures := 0;
    v_seen.forget_at := now() + v_window;
  end if;
  v_seen.failures := v_seen.failures + 1;
  if v_seen.failures >= p_max then
    v_seen.blocked_until := now() + least(v_window, interval '1 minute' * 2 ^ least(v_seen.failures - p_max, 20));
    v_seen.forget_at := v_seen.blocked_until + v_window;
  end if;
  update public.login_attempts
  set failures = v_seen.failures, blocked_until = v_seen.blocked_until, forget_at = v_seen.forget_at
  where subject = p_subject;
  return 0;
end $$;

-- auth/get_session_state.sql
/*
 * Whether a signed-in user still is one: `active`, `user_gone` (deleted or banned) or `session_ended` (signed out). A token without a
 * session ends with its user alone.
 */
create function public.get_session_state(p_user_id uuid, p_session_id uuid) returns text
language sql stable set search_path = '' as $$
  select case
    when not public.is_active_user(p_user_id) then 'user_gone'
    when p_session_id is not null and not exists (select from auth.sessions where id = p_session_id and user_id = p_user_id)
      then 'session_ended'
    else 'active'
  end
$$;

-- auth/is_active_user.sql
/* Whether there is such a user, neither deleted nor banned: a token outlives both. */
create function public.is_active_user(p_user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from auth.users where id = p_user_id and deleted_at is null and (banned_until is null or banned_until < now()))
$$;

-- auth/login_attempts.sql
/* Unlogged for the same reason as api_key_usage. */
create unlogged table public.login_attempts (
  subject text primary key,
  failures integer not null,
  blocked_until timestamptz not null default '-infinity',
  forget_at timestamptz not null
) with (fillfactor = 50);
comment on table public.login_attempts is
  'Failed sign-ins per e-mail address and per client address, both as keyed hashes. access: service only';
create index login_attempts_forget_at_idx on public.login_attempts (forget_at);

-- auth/take_back_login_attempt.sql
/* Takes one attempt back that was no failure. */
create function public.take_back_login_attempt(p_subject text, p_max integer) returns void
language sql set search_path = '' as $$
  update public.login_attempts
  set failures = greatest(failures - 1, 0),
      blocked_until = case when failures - 1 < p_max then '-infinity' else blocked_until end
  where subject = p_subject
$$;

-- customers/customers.sql
create table public.customers (
  id         uuid primary key default gen_random_uuid(),
  name       text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.customers is 'One row per person or company that writes or calls.';

-- customers/resolve_customer.sql
/* The customer behind an address, made when there is none. p_name fills an empty name and never replaces one. */
create function public.resolve_customer(p_kind text, p_value text, p_name text default '', p_source text default '') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_value    text := lower(btrim(p_value));
  v_customer uuid;
  v_made     uuid;
begin
  if v_value = '' then
    return null;
  end if;
  select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  if v_customer is null then
    insert into public.customers (name) values (coalesce(p_name, '')) returning id into v_made;
    insert into public.customer_identities (customer_id, kind, value, source) values (v_made, p_kind, v_value, p_source)
    on conflict (kind, value) do nothing returning customer_id into v_customer;
    if v_customer is not null then
      return v_customer;
    end if;
    -- Somebody else was faster, and has committed.
    delete from public.customers where id = v_made;
    select customer_id into v_customer from public.customer_identities where kind = p_kind and value = v_value;
  end if;
  if coalesce(p_name, '') <> '' then
    update public.customers set name = p_name, updated_at = now() where id = v_customer and name = '';
  end if;
  return v_customer;
end $$;

-- emailTriage/apply_email_triages.sql
-- E-mails that are stored together are triaged together: one job, one transaction. One by one each cost three commits, and waited for those of the others.

/*
 * Writes triages of several e-mails, all or none: [{"email_id", …}], otherwise as apply_email_triage, which see. E-mails that are not there any more
 * are passed over.
 */
create function public.apply_email_triages(p_triages jsonb) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_triage jsonb;
begin
  -- In one order, so that nobody waits in a circle.
  perform from public.email_threads t
  where t.id = any (array(select e.thread_id from jsonb_array_elements(p_triages) a join public.emails e on e.id = (a ->> 'email_id')::uuid))
  order by t.id for update;
  for v_triage in
    select a.value from jsonb_array_elements(p_triages) a
    where exists (select from public.emails e where e.id = (a.value ->> 'email_id')::uuid and e.deleted_at is null)
  loop
    perform public.apply_email_triage((v_triage ->> 'email_id')::uuid, v_triage);
  end loop;
end $$;

-- emailTriage/get_email_triage_state.sql
/* How triage stands: what waits, for how long, and the newest failure of the model within a day. */
create function public.get_email_triage_state() returns table (waiting bigint, oldest_seconds numeric, last_error_code text, last_error_message text, last_error_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select w.waiting, w.oldest_seconds, f.error_code, f.error_message, f.created_at
  from (
    select count(*) as waiting, coalesce(round(extract(epoch from now() - min(created_at))), 0) as oldest_seconds
    from public.emails where triage_state = 'pending' and deleted_at is null
  ) w
  left join lateral (
    select t.error_code, t.error_message, t.created_at from public.email_triages t
    where t.error_code is not null and t.created_at > now() - interval '1 day' order by t.created_at desc limit 1
  ) f on true
$$;

-- emailTriage/skip_email_triage.sql
/* An e-mail that waits will not be triaged: it is switched off, or the e-mail is of a kind that is not. */
create function public.skip_email_triage(p_email_id uuid) returns void
language sql security definer set search_path = '' as $$
  update public.emails set triage_state = 'none', version = version + 1, updated_at = now() where id = p_email_id and triage_state = 'pending';
$$;

-- emailTriage/triage_fields.sql
/* Of an e-mail, what triage may change; texts are left out. */
create function public.triage_fields(p_email jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_object_agg(f, p_email -> f) from unnest(array['category', 'priority', 'sentiment', 'language', 'team', 'triage_state']) f
$$;

-- files/stored_files.sql
create table public.stored_files (
  sha256     text collate "C" primary key,
  size       bigint not null,
  created_at timestamptz not null default now()
);
comment on table public.stored_files is 'Contents in the file store, each once, under its hash. access: service only';

-- gmailIngestion/composing/email_uploads.sql
create table public.email_uploads (
  id           uuid primary key default gen_random_uuid(),
  sha256       text collate "C" not null,
  filename     text not null,
  content_type text not null,
  size         bigint not null,
  created_by   uuid not null,
  created_at   timestamptz not null default now(),
  used_at      timestamptz
);
comment on table public.email_uploads is
  'Files that were brought to be attached. Rows go after seven days without use; the content stays in the file store, where others may share it. access: service only';
create index email_uploads_age on public.email_uploads (coalesce(used_at, created_at));
create trigger email_uploads_activity after insert on public.email_uploads for each row execute function public.record_activity('id');

-- gmailIngestion/emails/add_email_search.sql
create function public.add_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at, w.words
  from new_rows n
  cross join lateral public.words_of_email(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text) w (words)
  where n.deleted_at is null;
  return null;
end $$;

-- gmailIngestion/emails/change_emails.sql
/*
 * Changes e-mails as a person does. Status, team, assignee and priority belong to the matter: they are set on the thread and on all its e-mails; the rest
 * is each e-mail's own. What a person set, no triage changes any more. Returns the e-mails that are there, and whether they were changed; the
 * activity log gets the changed fields of each, and of its thread. Raises assignee_not_found.
 */
create function public.change_emails(p_ids uuid[], p_change jsonb, p_actor_id uuid default null, p_bulk_id uuid default null)
returns table (email_id uuid, was_changed boolean)
language plpgsql security definer set search_path = '' as $$
declare
  v_matter  text[] := array(select k from jsonb_object_keys(p_change) k where k in ('status', 'team', 'assignee_id', 'priority'));
  v_own     text[] := array(select k from jsonb_object_keys(p_change) k where k in ('is_read', 'category', 'sentiment', 'language'));
  v_human   text[] := array_remove(v_matter || v_own, 'is_read');
  v_bulk    jsonb := case when p_bulk_id is null then '{}' else jsonb_build_object('bulk_id', p_bulk_id) end;
  v_threads uuid[];
begin
  perform public.check_assignee(p_change);
  v_threads := public.lock_emails(p_ids, cardinality(v_matter) > 0);
  if cardinality(v_matter) > 0 then
    perform public.change_matter(v_threads, p_change, p_actor_id, v_bulk);
  end if;

  return query
  with wanted as materialized (
    select e.id, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as row, e.id = any (p_ids) and e.deleted_at is null as is_asked,
      case when e.id = any (p_ids) then v_human else v_matter end as fields
    from public.emails e
    where (e.id = any (p_ids) and e.deleted_at is null) or (cardinality(v_matter) > 0 and e.thread_id = any (v_threads))
  ), target as materialized (
    select w.*, n.is_read, n.status, n.team, n.assignee_id, n.priority, n.category, n.sentiment, n.language,
      array(select distinct f from unnest(n.human_fields || w.fields) f order by f) as human_fields
    from wanted w
    cross join lateral jsonb_populate_record(null::public.emails, w.row || case when w.is_asked then p_change
      else (select coalesce(jsonb_object_agg(k, p_change -> k), '{}') from unnest(v_matter) k) end) n
  ), changed as (
    update public.emails e set
      is_read = t.is_read, status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, category = t.category,
      sentiment = t.sentiment, language = t.language, human_fields = t.human_fields, version = e.version + 1, updated_at = now()
    from target t
    where e.id = t.id
      and (e.is_read, e.status, e.team, e.assignee_id, e.priority, e.category, e.sentiment, e.language, e.human_fields)
        is distinct from (t.is_read, t.status, t.team, t.assignee_id, t.priority, t.category, t.sentiment, t.language, t.human_fields)
    returning e.id, t.is_asked, t.row as before, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as after
  ), noted as materialized (
    select c.id, public.log_activity('update', 'emails', c.id::text,
      public.changed_fields(c.before, c.after, v_matter || v_own || '{human_fields}'),
      public.changed_fields(c.after, c.before, v_matter || v_own || '{human_fields}') || v_bulk, p_actor_id)
    from changed c where c.is_asked
  )
  select w.id, exists (select from noted n where n.id = w.id) from wanted w where w.is_asked;
end $$;

-- gmailIngestion/emails/change_matter.sql
/* Sets what belongs to the matter on threads, which the caller has locked. */
create function public.change_matter(p_threads uuid[], p_change jsonb, p_actor_id uuid, p_bulk jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.log_activity('update', 'email_threads', c.id::text,
      public.changed_fields(c.before, c.after, '{status,team,assignee_id,priority}'),
      public.changed_fields(c.after, c.before, '{status,team,assignee_id,priority}') || p_bulk, p_actor_id)
  from public.set_matter(p_threads, p_change) c;
end $$;

-- gmailIngestion/emails/check_assignee.sql
/* Raises assignee_not_found. */
create function public.check_assignee(p_change jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_change ->> 'assignee_id' is not null and not exists (select from public.agents where id = (p_change ->> 'assignee_id')::uuid and is_active) then
    raise exception 'assignee_not_found' using errcode = 'P0422', detail = p_change ->> 'assignee_id';
  end if;
end $$;

-- gmailIngestion/emails/count_email_threads.sql
/* The statement trigger of emails: counts the threads that its rows touch. */
create function public.count_email_threads() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_ids := array(select distinct n.thread_id from new_rows n);
  elsif tg_op = 'DELETE' then
    v_ids := array(select distinct o.thread_id from old_rows o);
  else
    v_ids := array(
      select n.thread_id from new_rows n join old_rows o on o.id = n.id
      where (n.thread_id, n.direction, n.is_read, n.deleted_at, n.received_at, n.snippet) is distinct from (o.thread_id, o.direction, o.is_read, o.deleted_at, o.received_at, o.snippet)
      union
      select o.thread_id from old_rows o join new_rows n on n.id = o.id where n.thread_id <> o.thread_id);
  end if;
  if v_ids <> '{}' then
    perform public.refresh_email_threads(v_ids);
  end if;
  if tg_op = 'INSERT' then
    -- Whoever wrote or was written to, belongs to it.
    update public.email_threads t set participants = array(select distinct p from unnest(t.participants || w.people) p order by p)
    from (
      select n.thread_id, array_agg(distinct p) as people
      from new_rows n cross join lateral public.people_of_email(n.direction, n.kind, n.from_email, n.to_recipients || n.cc_recipients || n.bcc_recipients) p
      group by n.thread_id
    ) w
    where t.id = w.thread_id and not w.people <@ t.participants;
  end if;
  return null;
end $$;
/* As count_emails, of threads. */
create function public.count_email_threads(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_total bigint;
begin
  if array(select jsonb_object_keys(p_filter)) <@ '{support_email_id,status,team,priority,unassigned,unread}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_thread_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.email_threads t where ' || public.email_conditions(p_filter, 't') into v_total;
  end if;
  return v_total;
end $$;

-- gmailIngestion/emails/count_emails.sql
/* How many e-mails match, exactly: a sum of kept counts where they know the filters, else a count in the index of the narrowest. Without search. */
create function public.count_emails(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_keys  text[] := array(select jsonb_object_keys(p_filter));
  v_total bigint;
begin
  if p_filter ? 'search' then
    execute 'select count(*) from public.emails e where ' || public.email_question(p_filter) into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,is_read,team}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,is_read,team,kind,priority,category,sentiment,language,has_attachments,triage_state,send_state,unassigned}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_detail_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.emails e where ' || public.email_conditions(p_filter, 'e') into v_total;
  end if;
  return v_total;
end $$;

-- gmailIngestion/emails/count_some_email_matches.sql
/*
 * A number of matches that there are at least, p_most when it can be told quickly that there are so many: of the whole words, and of an
 * index list that is long a part by chance.
 */
create function public.count_some_email_matches(p_query tsquery, p_most integer) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set gin_fuzzy_search_limit = 2000 as $$
declare
  v_count bigint;
begin
  execute format('select count(*) from (select from public.email_search s where s.words @@ %L::tsquery limit %s) m',
    regexp_replace(p_query::text, $re$':\*$re$, $re$'$re$, 'g'), p_most) into v_count;
  return v_count;
end $$;

-- gmailIngestion/emails/delete_email.sql
/* Deletes an e-mail for people; its row stays, so that no sync brings it back. Returns it. Raises email_not_found, email_not_sent_yet. */
create function public.delete_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
  v_row   jsonb;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.send_state into v_email from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_state in ('queued', 'sending') then
    raise exception 'email_not_sent_yet' using errcode = 'P0409', detail = 'Take the sending back first.';
  end if;
  v_row := (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
  update public.emails e set deleted_at = now(), updated_at = now(), version = e.version + 1 where e.id = p_id;
  perform public.log_activity('delete', 'emails', p_id::text);
  return v_row;
end $$;

-- gmailIngestion/emails/email_bulks.sql
create table public.email_bulks (
  id          uuid primary key default gen_random_uuid(),
  filter      jsonb,
  change      jsonb not null,
  state       text collate "C" not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  matched     integer not null default 0,
  changed     integer not null default 0,
  skipped     integer not null default 0,
  failed      integer not null default 0,
  error_code  text,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.email_bulks is 'Changes of many e-mails at once. Which ones is fixed when it is ordered; filter is null when they were named. access: service only';

-- gmailIngestion/emails/email_conditions.sql
/*
 * The conditions that filters mean, as SQL over e (emails) or t (threads), or over c, the counters. Values are quoted here; names come from the
 * list below alone. Without the search, which list and count treat apart.
 */
create function public.email_conditions(p_filter jsonb, p_alias text) returns text
language plpgsql stable set search_path = '' as $$
declare
  v_sql   text := case p_alias when 'e' then 'e.deleted_at is null' when 't' then 't.message_count > 0' else 'true' end;
  v_key   text;
  v_value text;
begin
  for v_key, v_value in select * from jsonb_each_text(p_filter) loop
    v_sql := v_sql || ' and ' || case
      when v_key in ('support_email_id', 'thread_id', 'customer_id', 'assignee_id', 'direction', 'kind', 'status', 'priority', 'category', 'sentiment',
        'language', 'team', 'triage_state', 'send_state', 'from_email') then format('%s.%I = %L', p_alias, v_key, v_value)
      when v_key in ('is_read', 'has_attachments') or (p_alias = 'c' and v_key in ('unassigned', 'unread')) then
        format('%s%s.%I', case when v_value::boolean then '' else 'not ' end, p_alias, v_key)
      when v_key = 'unassigned' then format('%s.assignee_id is %snull', p_alias, case when v_value::boolean then '' else 'not ' end)
      when v_key = 'unread' then format('t.unread_count %s', case when v_value::boolean then '> 0' else '= 0' end)
      when v_key = 'received_from' then format('%s.received_at >= %L', p_alias, v_value)
      when v_key = 'received_to' then format('%s.received_at < %L', p_alias, v_value)
      when v_key = 'search' then 'true'
    end;
  end loop;
  if v_sql is null then
    raise exception 'unknown_filter' using errcode = 'P0422', detail = p_filter::text;
  end if;
  return v_sql;
end $$;

-- gmailIngestion/emails/email_counters.sql
-- Each statement adds what it changed; nobody waits for anybody. A count is a sum. Now and then a writer folds lines of the same key.
-- Why it counts this way: docs/decisions/email_counts_as_ledger.md.
create table public.email_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C"
);
comment on table public.email_counters is
  'How many e-mails there are by mailbox, direction, status, read and team: the sum of rows. Kept by triggers, folded now and then. access: service only';
create index email_counters_key on public.email_counters (key);
create index email_counters_fresh on public.email_counters (key) where fresh;

-- gmailIngestion/emails/email_cursor.sql
/* The end of a page: which of its rows is the last, and the cursor behind it. */
create function public.email_cursor(p_time timestamptz, p_id uuid) returns text
language sql immutable set search_path = '' as $$
  select translate(encode(convert_to((extract(epoch from p_time) * 1000000)::bigint || '.' || p_id, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;

-- gmailIngestion/emails/email_detail_counters.sql
create table public.email_detail_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, direction text collate "C" not null, status text collate "C" not null, is_read boolean not null, team text collate "C",
  kind text collate "C" not null, priority text collate "C" not null, category text collate "C", sentiment text collate "C", language text collate "C",
  has_attachments boolean not null, triage_state text collate "C" not null, send_state text collate "C", unassigned boolean not null
);
comment on table public.email_detail_counters is 'As email_counters, by everything that has few values. access: service only';
create index email_detail_counters_key on public.email_detail_counters (key);
create index email_detail_counters_fresh on public.email_detail_counters (key) where fresh;

-- gmailIngestion/emails/email_people.sql
-- Small functions are plpgsql, not sql: their plans are kept, and they are asked several times per message.

/* The other side of an e-mail: its writer, when he is not the mailbox itself, and its recipients but our own. Reports add nobody. */
create function public.email_people(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return array(select p from public.people_of_email(p_direction, p_kind, p_from, p_recipients) p);
end $$;

-- gmailIngestion/emails/email_query.sql
/* What somebody typed, as a query: all words, the last one may go on; an address matches as a whole, too. Null: no word in it. */
create function public.email_query(p_search text) returns tsquery
language plpgsql immutable set search_path = '' as $$
declare
  v_words text[] := array(
    select quote_literal(replace(w, '\', ' ')) from regexp_split_to_table(public.email_search_text(lower(btrim(p_search))), '\s+') w where w <> '' limit 30);
  v_last  integer := cardinality(v_words);
  v_query tsquery;
begin
  if v_last = 0 then
    return null;
  end if;
  -- One letter begins too many words.
  if length(btrim(p_search)) > 1 and length(v_words[v_last]) > 3 then
    v_words[v_last] := v_words[v_last] || ':*';
  end if;
  -- The stored words have no positions, so "next to" becomes "and".
  v_query := regexp_replace(to_tsquery('simple', array_to_string(v_words, ' & '))::text, '<(-|[0-9]+)>', '&', 'g')::tsquery;
  if v_last = 1 and p_search like '%_@_%' then
    v_query := v_query || quote_literal(lower(btrim(p_search)))::tsquery;
  end if;
  return case when numnode(v_query) > 0 then v_query end;
end $$;

-- gmailIngestion/emails/email_question.sql
/* The same with the search, for those who want all rows of a question: export, bulk, counts. */
create function public.email_question(p_filter jsonb) returns text
language sql stable set search_path = '' as $$
  select public.email_conditions(p_filter, 'e') || case
    when p_filter ->> 'search' is null then ''
    when public.email_query(p_filter ->> 'search') is null then ' and false'
    else format(' and e.id in (select s.email_id from public.email_search s where s.words @@ %L::tsquery)', public.email_query(p_filter ->> 'search'))
  end
$$;

-- gmailIngestion/emails/email_rows_query.sql
/* The statement whose rows are the same question's answer for a file, to be streamed: copy (…) to stdout with (format csv, header). */
create function public.email_rows_query(p_filter jsonb, p_order text default 'desc') returns text
language sql stable set search_path = '' as $$
  select format('select %s from public.email_list_rows r join public.emails e on e.id = r.id where %s order by e.received_at %s, e.id %s',
    (select string_agg(case format_type(a.atttypid, null)
        when 'text' then format('public.csv_cell(r.%1$I) as %1$I', a.attname)
        when 'boolean' then format('r.%1$I::text as %1$I', a.attname)
        when 'timestamp with time zone' then format('to_json(r.%1$I) #>> ''{}'' as %1$I', a.attname)
        when 'jsonb' then format('r.%1$I::text as %1$I', a.attname)
        when 'text[]' then format('to_json(r.%1$I)::text as %1$I', a.attname)
        else format('r.%I', a.attname)
      end, ', ' order by a.attnum)
    from pg_catalog.pg_attribute a where a.attrelid = 'public.email_list_rows'::regclass and a.attnum > 0),
    public.email_question(p_filter), w.way, w.way)
  from (select case when p_order = 'asc' then 'asc' else 'desc' end as way) w
$$;

-- gmailIngestion/emails/email_search_text.sql
/* A number behind a hyphen is a number, not a negative one: QZ-778812 is found by 778812. */
-- Without a setting of its own it becomes part of the statement that uses it.
create function public.email_search_text(p_text text) returns text
language sql immutable as $$ select pg_catalog.regexp_replace(p_text, '([[:alnum:]])-([0-9])', '\1 \2', 'g') $$;

-- gmailIngestion/emails/email_search_times.sql
-- Searches for words that are neither in so many e-mails that the newest fill a page, nor in so few that they are quickly sorted.

/* The times that cut the searched e-mails into a hundred parts of a size, as the last analysis saw them; empty before the first. */
create function public.email_search_times() returns timestamptz[]
language plpgsql stable security definer set search_path = '' as $$
begin
  -- plpgsql, so that the plan is kept: making it takes longer than the answer.
  return coalesce((
    select s.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats s
    where s.schemaname = 'public' and s.tablename = 'email_search' and s.attname = 'received_at'), '{}');
end $$;

-- gmailIngestion/emails/email_speakers.sql
/* Those whose word decides whether an e-mail belongs to a thread: who wrote it, or to whom we wrote. */
create function public.email_speakers(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return case
    when p_direction = 'outbound' then public.email_people(p_direction, p_kind, p_from, p_recipients)
    when p_from = '' then '{}'
    else array[p_from]
  end;
end $$;

-- gmailIngestion/emails/email_thread_counters.sql
create table public.email_thread_counters (
  key text collate "C" not null, fresh boolean not null default true, rows bigint not null,
  support_email_id uuid not null, status text collate "C" not null, team text collate "C", priority text collate "C" not null,
  unassigned boolean not null, unread boolean not null
);
comment on table public.email_thread_counters is 'As email_counters, of threads that hold a message. access: service only';
create index email_thread_counters_key on public.email_thread_counters (key);
create index email_thread_counters_fresh on public.email_thread_counters (key) where fresh;

-- gmailIngestion/emails/email_words.sql
/* The words of an e-mail. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.email_words(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns tsvector
language sql immutable set search_path = '' as $$
  select w from public.words_of_email(p_subject, p_from_email, p_from_name, p_to, p_cc, p_new_text, p_body_text) w
$$;

-- gmailIngestion/emails/fail_email_bulk.sql
/* Ends a bulk change that cannot go on. */
create function public.fail_email_bulk(p_id uuid, p_error_code text) returns void
language sql security definer set search_path = '' as $$
  update public.email_bulks set state = 'failed', error_code = p_error_code, finished_at = now() where id = p_id and state <> 'done'
$$;

-- gmailIngestion/emails/find_email_matches.sql
/*
 * The matches of a search in list order, at most p_need after the first p_skip, and how many there are: exactly up to 1,000.
 * The newest 500 e-mails tell how common a word is. Of a word that many of them have, the e-mails are read in list order until there
 * are enough: of its list in the index each entry costs more than an e-mail that is passed over. Others are few enough to be sorted, but
 * for words that only older e-mails have: of these the matches of the next eight hundredths of all e-mails are sorted, then of sixty-four.
 */
create function public.find_email_matches(
  p_filter jsonb, p_ascending boolean, p_after_time timestamptz, p_after_id uuid, p_skip bigint, p_need integer,
  out ids uuid[], out total bigint, out is_exact boolean
)
language plpgsql stable security definer
set search_path = '' set enable_seqscan = off set jit = off set work_mem = '32MB' as $$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.email_query(p_filter ->> 'search');
  v_others boolean := (p_filter - 'search') <> '{}';
  v_from   text := 'public.email_search s' || case when v_others then ' join public.emails e on e.id = s.email_id' else '' end;
  v_where  text := format('s.words @@ %L::tsquery', v_query) || case when v_others then ' and ' || public.email_conditions(p_filter, 'e') else '' end;
  v_way    text := case when p_ascending then 'asc' else 'desc' end;
  v_newest integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_seen   integer;
  v_part   integer;
  v_after  text := case when p_after_time is not null
    then format('(s.received_at, s.email_id) %s (%L::timestamptz, %L::uuid)', case when p_ascending then '>' else '<' end, p_after_time, p_after_id)
    else 'true' end;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and not v_others then
    select count(*) into total
    from (
      select from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif not v_others then
    total := public.count_some_email_matches(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from %s where %s limit %s) m', v_from, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 and v_newest >= 2 then
    execute format($sql$
      select array_agg(email_id order by received_at %1$s, email_id %1$s) from (
        select s.email_id, s.received_at
        from (select * from public.email_search s where %2$s order by s.received_at %1$s, s.email_id %1$s limit 20000) s %3$s
        where %4$s order by s.received_at %1$s, s.email_id %1$s limit %5$s) f
    $sql$, v_way, v_after, case when v_others then 'join public.emails e on e.id = s.email_id' else '' end, v_where, p_need) into ids;
    if cardinality(ids) = p_need then
      return;
    end if;
  end if;
  if not is_exact and p_skip = 0 then
    execute format($sql$
      with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s limit %6$s)
      select array(select email_id from m order by received_at %4$s, email_id %4$s limit %5$s), (select count(*) from m)
    $sql$, v_from, v_where, v_after, v_way, p_need, v_few) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := public.email_search_times();
    v_edge := case when p_after_time is not null then width_bucket(p_after_time, v_bounds) when p_ascending then 0 else cardinality(v_bounds) end;
    foreach v_part in array array[8, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s and %4$s)
        select array(select email_id from m order by received_at %5$s, email_id %5$s limit %6$s)
      $sql$, v_from, v_where, v_after,
        case when p_ascending then format('s.received_at < %L::timestamptz', coalesce(v_bounds[v_edge + 1 + v_part], 'infinity'))
        else format('s.received_at >= %L::timestamptz', coalesce(v_bounds[v_edge - v_part], '-infinity')) end,
        v_way, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  -- Materialised: by its order it would be found in the time index, row after row.
  execute format($sql$
    with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s)
    select array(select email_id from m order by received_at %4$s, email_id %4$s offset %5$s limit %6$s)
  $sql$, v_from, v_where, v_after, v_way, p_skip, p_need) into ids;
end $$;

-- gmailIngestion/emails/fold_counters.sql
/* Makes one line of all lines of a key, for keys that got new ones. What another writer folds just now is left to him. */
create function public.fold_counters(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_columns text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = p_table and attnum > 0 and not attisdropped and attname not in ('fresh', 'rows'));
begin
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where key in (select key from %1$s where fresh limit 2000) for update skip locked))
      returning *
    )
    insert into %1$s (fresh, rows, %2$s) select false, sum(rows), %2$s from gone group by %2$s having sum(rows) <> 0
  $sql$, p_table, v_columns);
end $$;

-- gmailIngestion/emails/get_email.sql
/* Everything about an e-mail; null when there is none, or it is deleted. */
create function public.get_email(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select (to_jsonb(e) - 'deleted_at') || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = c.id), '[]'))
      from public.customers c where c.id = e.customer_id),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$$;

-- gmailIngestion/emails/get_email_attachments.sql
/* An e-mail's attachments, in order. */
create function public.get_email_attachments(p_email_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'email_id', a.email_id, 'position', a.position, 'filename', a.filename,
    'content_type', a.content_type, 'size', a.size, 'content_id', a.content_id, 'is_inline', a.is_inline, 'state', a.state, 'note', a.note)
    order by a.position, a.id), '[]')
  from public.email_attachments a where a.email_id = p_email_id
$$;

-- gmailIngestion/emails/get_email_bulk.sql
/* A bulk change: how far, what failed (the first 100), and with p_items what became of each. Null: there is none. */
create function public.get_email_bulk(p_id uuid, p_items boolean default false) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select to_jsonb(b) || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.email_id, 'reason', f.reason) order by f.position)
      from (select * from public.email_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('email_id', i.email_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.email_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.email_bulks b where b.id = p_id
$$;

-- gmailIngestion/emails/get_email_list.sql
/*
 * A page of the e-mail list, as the finished body {"data", "total", "total_is_exact", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page.
 */
create function public.get_email_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_ids   uuid[];
  v_total bigint;
  v_exact boolean := true;
  v_data  text;
  v_next  text;
begin
  if p_filter ? 'search' then
    select f.ids, f.total, f.is_exact into v_ids, v_total, v_exact
    from public.find_email_matches(p_filter, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1) f;
  else
    v_total := public.count_emails(p_filter);
    if v_total > 0 then
      execute format('select array(select e.id from public.emails e where %s%s order by e.received_at %s, e.id %s offset %s limit %s)',
        public.email_conditions(p_filter, 'e'),
        case when p_after_time is not null
          then format(' and (e.received_at, e.id) %s (%L::timestamptz, %L::uuid)', case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
          else '' end,
        v_way, v_way, p_offset, p_limit + 1) into v_ids;
    end if;
  end if;
  v_ids := coalesce(v_ids, '{}');
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_list_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total || ',"total_is_exact":' || v_exact
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

-- gmailIngestion/emails/get_email_thread.sql
/*
 * A thread and a page of its messages, oldest first, with their texts and attachments, where it was forwarded from and to; null when there is
 * none.
 */
create function public.get_email_thread(p_id uuid, p_limit integer default 20, p_after_time timestamptz default null, p_after_id uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off as $$
declare
  v_thread jsonb := (select to_jsonb(t) from public.email_thread_rows t where t.id = p_id);
  v_ids    uuid[];
  v_next   text;
begin
  if v_thread is null then
    return null;
  end if;
  v_ids := array(
    select e.id from public.emails e
    where e.thread_id = p_id and e.deleted_at is null
      and (e.received_at, e.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, '00000000-0000-0000-0000-000000000000'))
    order by e.received_at, e.id limit p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(e.received_at, e.id) into v_next from public.emails e where e.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  return v_thread || jsonb_build_object(
    'customer', (select jsonb_build_object('id', c.id, 'name', c.name) from public.customers c where c.id = (v_thread ->> 'customer_id')::uuid),
    'messages', coalesce((
      select jsonb_agg((to_jsonb(e) - 'deleted_at') || jsonb_build_object('attachments', public.get_email_attachments(e.id)) order by w.place)
      from unnest(v_ids) with ordinality as w (id, place)
      cross join lateral (select * from public.emails where id = w.id offset 0) e), '[]'),
    'messages_total', (select count(*) from public.emails e where e.thread_id = p_id and e.deleted_at is null),
    'forwarded_from', (
      select jsonb_build_object('email_id', o.id, 'thread_id', o.thread_id, 'subject', o.subject)
      from public.emails e join public.emails o on o.id = e.forward_of
      where e.thread_id = p_id and e.deleted_at is null and e.forward_of is not null and o.deleted_at is null order by e.received_at, e.id limit 1),
    'forwards', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.id, 'forward_of', f.forward_of, 'thread_id', f.thread_id, 'to_recipients', f.to_recipients,
        'created_at', f.created_at, 'send_state', f.send_state, 'inbound_count', t.inbound_count, 'unread_count', t.unread_count,
        'last_inbound_at', t.last_inbound_at) order by f.received_at, f.id)
      from (
        select n.* from public.emails n join public.emails o on o.id = n.forward_of
        where o.thread_id = p_id and o.deleted_at is null and n.deleted_at is null order by n.received_at desc, n.id desc limit 50) f
      join public.email_threads t on t.id = f.thread_id), '[]'),
    'next_cursor', v_next);
end $$;

-- gmailIngestion/emails/get_email_thread_list.sql
/* A page of the thread list, as get_email_list; by last activity. */
create function public.get_email_thread_list(
  p_filter jsonb, p_limit integer default 50, p_page integer default 1, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id uuid default null, p_order text default 'desc'
) returns text
language plpgsql stable security definer
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set jit = off
as $$
declare
  v_way   text := case when p_order = 'asc' then 'asc' else 'desc' end;
  v_total bigint := public.count_email_threads(p_filter);
  v_ids   uuid[] := '{}';
  v_data  text;
  v_next  text;
begin
  if v_total > 0 then
    execute format('select array(select t.id from public.email_threads t where %s%s order by t.last_message_at %s, t.id %s offset %s limit %s)',
      public.email_conditions(p_filter, 't'),
      case when p_after_time is not null
        then format(' and (t.last_message_at, t.id) %s (%L::timestamptz, %L::uuid)', case when p_order = 'asc' then '>' else '<' end, p_after_time, p_after_id)
        else '' end,
      v_way, v_way, p_offset, p_limit + 1) into v_ids;
  end if;
  if cardinality(v_ids) > p_limit then
    select public.email_cursor(t.last_message_at, t.id) into v_next from public.email_threads t where t.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',' order by w.place) into v_data
  from unnest(v_ids) with ordinality as w (id, place)
  cross join lateral (select * from public.email_thread_rows where id = w.id offset 0) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":' || v_total
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

-- gmailIngestion/emails/keep_email_counters.sql
create function public.keep_email_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(n.support_email_id, n.direction, n.status, n.is_read, n.team)::text), count(*), n.support_email_id, n.direction, n.status, n.is_read, n.team
    from new_rows n where n.deleted_at is null
    group by n.support_email_id, n.direction, n.status, n.is_read, n.team;
  elsif tg_op = 'DELETE' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(o.support_email_id, o.direction, o.status, o.is_read, o.team)::text), -count(*), o.support_email_id, o.direction, o.status, o.is_read, o.team
    from old_rows o where o.deleted_at is null
    group by o.support_email_id, o.direction, o.status, o.is_read, o.team;
  else
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
      union all
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned
    having sum(d.sign) <> 0;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team from new_rows n where n.deleted_at is null
      union all
      select -1, o.support_email_id, o.direction, o.status, o.is_read, o.team from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_counters');
    perform public.fold_counters('public.email_detail_counters');
  end if;
  return null;
end $$;

-- gmailIngestion/emails/keep_email_search.sql
create function public.keep_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.deleted_at is not null then
    delete from public.email_search where email_id = new.id;
  else
    insert into public.email_search as s (email_id, received_at, words)
    values (new.id, new.received_at,
      public.email_words(new.subject, new.from_email, new.from_name, new.to_recipients, new.cc_recipients, new.new_text, new.body_text))
    on conflict (email_id) do update set received_at = excluded.received_at, words = excluded.words;
  end if;
  return null;
end $$;

-- gmailIngestion/emails/keep_email_thread_counters.sql
create function public.keep_email_thread_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0)::text), count(*),
      n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null, n.unread_count > 0
    from new_rows n where n.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  elsif tg_op = 'DELETE' then
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0)::text), -count(*),
      o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
    from old_rows o where o.message_count > 0
    group by 1, 3, 4, 5, 6, 7, 8;
  else
    insert into public.email_thread_counters (key, rows, support_email_id, status, team, priority, unassigned, unread)
    select md5(row(d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread)::text), sum(d.sign),
      d.support_email_id, d.status, d.team, d.priority, d.unassigned, d.unread
    from (
      select 1 as sign, n.support_email_id, n.status, n.team, n.priority, n.assignee_id is null as unassigned, n.unread_count > 0 as unread
      from new_rows n where n.message_count > 0
      union all
      select -1, o.support_email_id, o.status, o.team, o.priority, o.assignee_id is null, o.unread_count > 0
      from old_rows o where o.message_count > 0
    ) d
    group by 1, 3, 4, 5, 6, 7, 8
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_thread_counters');
  end if;
  return null;
end $$;

-- gmailIngestion/emails/lock_emails.sql
/*
 * Whoever writes e-mails locks in one order, so that nobody waits in a circle: sends, then threads, then e-mails. Whoever changes several
 * threads in one transaction holds their mailboxes first, as store_parsed_emails does.
 *
 * Locks e-mails with their threads, with p_whole all e-mails of these; returns the threads.
 */
create function public.lock_emails(p_ids uuid[], p_whole boolean) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_threads uuid[];
  v_mailbox uuid;
begin
  loop
    v_threads := array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
    if cardinality(v_threads) > 1 then
      for v_mailbox in select distinct t.support_email_id from public.email_threads t where t.id = any (v_threads) order by 1 loop
        perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
      end loop;
    end if;
    perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
    -- Unless threads were joined meanwhile.
    exit when v_threads = array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
  end loop;
  perform from public.emails e where (e.id = any (p_ids) and e.deleted_at is null) or (p_whole and e.thread_id = any (v_threads)) order by e.id for update;
  return v_threads;
end $$;

-- gmailIngestion/emails/open_email_attachment.sql
/* The attachment behind a link that was checked, with who opens it noted. Null: there is none, or its e-mail is deleted. */
create function public.open_email_attachment(p_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_attachment jsonb := (
    select jsonb_build_object('sha256', a.sha256, 'filename', a.filename, 'content_type', a.content_type, 'size', a.size, 'state', a.state, 'note', a.note)
    from public.email_attachments a join public.emails e on e.id = a.email_id
    where a.id = p_id and e.deleted_at is null);
begin
  if v_attachment ->> 'sha256' is not null then
    perform public.log_activity('access', 'email_attachments', p_id::text, p_actor_id => p_user_id);
  end if;
  return v_attachment;
end $$;

-- gmailIngestion/emails/people_of_email.sql
/* The other side of an e-mail, one row each, to be joined: see email_people. */
create function public.people_of_email(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns setof text
language sql stable as $$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> ''
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.email_address = r ->> 'email')
  ) p (email)
  where p_kind <> 'bounce'
$$;

-- gmailIngestion/emails/rebuild_email_counters.sql
/* Counts everything anew, for repairs and for rows that were brought in past the triggers. Writers wait. */
create function public.rebuild_email_counters() returns void
language plpgsql security definer set search_path = '' as $$
begin
  lock table public.emails, public.email_threads in share row exclusive mode;
  delete from public.email_counters;
  delete from public.email_detail_counters;
  delete from public.email_thread_counters;
  insert into public.email_detail_counters (fresh, key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
    language, has_attachments, triage_state, send_state, unassigned)
  select false, md5(row(e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
      e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null)::text),
    count(*), e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null
  from public.emails e where e.deleted_at is null
  group by e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null;
  insert into public.email_counters (fresh, key, rows, support_email_id, direction, status, is_read, team)
  select false, md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.rows), d.support_email_id, d.direction, d.status, d.is_read, d.team
  from public.email_detail_counters d
  group by d.support_email_id, d.direction, d.status, d.is_read, d.team;
  insert into public.email_thread_counters (fresh, key, rows, support_email_id, status, team, priority, unassigned, unread)
  select false, md5(row(t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0)::text), count(*),
    t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0
  from public.email_threads t where t.message_count > 0
  group by t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0;
end $$;

-- gmailIngestion/emails/refresh_email_threads.sql
/*
 * Counts threads anew. The rows are locked first, so that whoever comes second counts what the first has committed; the weak lock
 * lets foreign keys be checked meanwhile.
 */
create function public.refresh_email_threads(p_ids uuid[]) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform from public.email_threads t where t.id = any (p_ids) order by t.id for no key update;
  update public.email_threads t set
    message_count = c.message_count, inbound_count = c.inbound_count, unread_count = c.unread_count,
    first_message_at = c.first_message_at, last_message_at = c.last_message_at,
    last_inbound_at = c.last_inbound_at, last_outbound_at = c.last_outbound_at,
    last_direction = l.direction, snippet = coalesce(l.snippet, ''), updated_at = now()
  from unnest(p_ids) i (id)
  cross join lateral (
    select count(*)::integer as message_count, count(*) filter (where e.direction = 'inbound')::integer as inbound_count,
      count(*) filter (where e.direction = 'inbound' and not e.is_read)::integer as unread_count,
      min(e.received_at) as first_message_at, max(e.received_at) as last_message_at,
      max(e.received_at) filter (where e.direction = 'inbound') as last_inbound_at,
      max(e.received_at) filter (where e.direction = 'outbound') as last_outbound_at
    from (select * from public.emails a where a.thread_id = i.id offset 0) e where e.deleted_at is null
  ) c
  left join lateral (
    select e.direction, e.snippet from (select * from public.emails a where a.thread_id = i.id order by a.received_at desc, a.id desc offset 0) e
    where e.deleted_at is null limit 1
  ) l on true
  where t.id = i.id
    and (t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet)
      is distinct from (c.message_count, c.inbound_count, c.unread_count, c.first_message_at, c.last_message_at, c.last_inbound_at, c.last_outbound_at, l.direction, coalesce(l.snippet, ''));
end $$;

-- gmailIngestion/emails/restore_email.sql
/* Takes a deletion back. Returns the row; of an e-mail that is not deleted, as it is. Raises email_not_found. */
create function public.restore_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.deleted_at into v_email from public.emails e where e.id = p_id for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;
  if v_email.deleted_at is not null then
    update public.emails e set deleted_at = null, updated_at = now(), version = e.version + 1 where e.id = p_id;
    perform public.log_activity('restore', 'emails', p_id::text);
  end if;
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;

-- gmailIngestion/emails/run_email_bulk.sql
/* Does the next p_size of a bulk change. True while more are left. Two at once take turns. */
create function public.run_email_bulk(p_id uuid, p_size integer default 200) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_bulk public.email_bulks;
  v_ids  uuid[];
begin
  select * into v_bulk from public.email_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state in ('done', 'failed') then
    return false;
  end if;
  v_ids := array(select i.email_id from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null order by i.position limit p_size);
  with done as (
    select * from public.change_emails(v_ids, v_bulk.change, v_bulk.created_by, p_id)
  ), noted as (
    update public.email_bulk_items i set
      outcome = case when d.email_id is null then 'failed' when d.was_changed then 'changed' else 'skipped' end,
      reason = case when d.email_id is null then 'email_not_found' when not d.was_changed then 'nothing_to_change' end
    from unnest(v_ids) w (id) left join done d on d.email_id = w.id
    where i.bulk_id = p_id and i.outcome is null and i.email_id = w.id
    returning i.outcome
  ), summed as (
    select count(*) filter (where outcome = 'changed') as changed, count(*) filter (where outcome = 'skipped') as skipped,
      count(*) filter (where outcome = 'failed') as failed
    from noted
  )
  update public.email_bulks b set state = 'running', changed = b.changed + s.changed, skipped = b.skipped + s.skipped, failed = b.failed + s.failed
  from summed s where b.id = p_id;
  if exists (select from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return true;
  end if;
  update public.email_bulks set state = 'done', finished_at = now() where id = p_id;
  return false;
end $$;

-- gmailIngestion/emails/set_matter.sql
create function public.set_matter(p_threads uuid[], p_change jsonb) returns table (id uuid, before jsonb, after jsonb)
language sql security definer set search_path = '' as $$
  with target as materialized (
    select t.id, to_jsonb(t) as row, n.status, n.team, n.assignee_id, n.priority
    from public.email_threads t
    cross join lateral jsonb_populate_record(t, p_change - 'version') n
    where t.id = any (p_threads)
  )
  update public.email_threads e set
    status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, version = e.version + 1, updated_at = now()
  from target t
  where e.id = t.id and (e.status, e.team, e.assignee_id, e.priority) is distinct from (t.status, t.team, t.assignee_id, t.priority)
  returning e.id, t.row, to_jsonb(e)
$$;

-- gmailIngestion/emails/start_email_bulk.sql
/*
 * Orders a bulk change of the e-mails that a filter matches now, or of named ones, and the job that does it: at once when it is a big one; a small one
 * is done by whoever ordered it, and the job looks after it in case he died. Raises assignee_not_found.
 */
create function public.start_email_bulk(p_filter jsonb, p_ids uuid[], p_change jsonb, p_direct_limit integer default 1000) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id      uuid;
  v_matched integer;
begin
  perform public.check_assignee(p_change);
  insert into public.email_bulks (filter, change, created_by) values (p_filter, p_change, public.current_actor()) returning id into v_id;
  if p_ids is not null then
    insert into public.email_bulk_items (bulk_id, position, email_id)
    select v_id, row_number() over (order by min(w.place)), w.id from unnest(p_ids) with ordinality w (id, place) group by w.id;
  else
    execute format('insert into public.email_bulk_items (bulk_id, position, email_id)
      select %L, row_number() over (order by e.received_at, e.id), e.id from public.emails e where %s', v_id, public.email_question(p_filter));
  end if;
  get diagnostics v_matched = row_count;
  update public.email_bulks set matched = v_matched where id = v_id;
  perform graphile_worker.add_job('emails.bulk', json_build_object('bulk_id', v_id), job_key => 'email_bulk:' || v_id,
    run_at => now() + case when v_matched > p_direct_limit then interval '0' else interval '2 minutes' end);
  return public.get_email_bulk(v_id);
end $$;

-- gmailIngestion/emails/update_email.sql
/* Changes one e-mail; with p_version only when nobody was faster. Returns its row. Raises email_not_found, stale_version, assignee_not_found. */
create function public.update_email(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.version into v_version from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if v_version is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.change_emails(array[p_id], p_change);
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;

-- gmailIngestion/emails/update_email_thread.sql
/* Changes a thread and with it all its e-mails. Returns its row. Raises email_thread_not_found, stale_version, assignee_not_found. */
create function public.update_email_thread(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  select t.version into v_version from public.email_threads t where t.id = p_id for update;
  if v_version is null then
    raise exception 'email_thread_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.check_assignee(p_change);
  -- Also when it holds no e-mail.
  perform public.change_matter(array[p_id], p_change, null, '{}');
  perform public.change_emails(array(select e.id from public.emails e where e.thread_id = p_id and e.deleted_at is null), p_change);
  return (select to_jsonb(r) from public.email_thread_rows r where r.id = p_id);
end $$;

-- gmailIngestion/emails/words_of_email.sql
/* The words of an e-mail, one row, to be joined. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.words_of_email(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns setof tsvector
language sql immutable as $$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(
      pg_catalog.left(p_subject, 2000) || ' ' || coalesce(people.names, '') || ' '
      || pg_catalog.left(case when p_new_text <> '' then p_new_text else p_body_text end, 100000))))
    || pg_catalog.array_to_tsvector(coalesce(people.emails, '{}'))
  from (
    select pg_catalog.string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names,
      pg_catalog.array_agg(pg_catalog.lower(p.email)) filter (where p.email <> '') as emails
    from (
      select pg_catalog.left(p_from_email, 320) as email, pg_catalog.left(p_from_name, 500) as name
      union all
      select pg_catalog.left(r ->> 'email', 320), pg_catalog.left(r ->> 'name', 500)
      from (select r from pg_catalog.jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$$;

-- gmailIngestion/mailboxes/support_emails.sql
create table public.support_emails (
  id                 uuid primary key default gen_random_uuid(),
  email_address      text collate "C" not null check (email_address = lower(email_address) and email_address like '%_@_%'),
  display_name       text not null default '',
  provider           text not null default 'imap' check (provider in ('gmail', 'imap')),
  auth_kind          text not null default 'password' check (auth_kind in ('password', 'oauth2')),
  username           text not null,
  imap_host          text not null,
  imap_port          integer not null default 993 check (imap_port between 1 and 65535),
  imap_security      text not null default 'tls' check (imap_security in ('tls', 'starttls', 'none')),
  smtp_host          text not null,
  smtp_port          integer not null default 465 check (smtp_port between 1 and 65535),
  smtp_security      text not null default 'tls' check (smtp_security in ('tls', 'starttls', 'none')),
  folders            text[] not null default '{INBOX}' check (cardinality(folders) between 1 and 20),
  reads_sent         boolean not null default true,
  sent_copy          text not null default 'auto' check (sent_copy in ('auto', 'server', 'append')),
  backfill_days      integer not null default 30 check (backfill_days between 0 and 3650),
  signature_text     text not null default '',
  signature_html     text not null default '',
  team               text collate "C",
  is_active          boolean not null default true,
  is_watched         boolean not null default true,
  state              text collate "C" not null default 'stopped'
    check (state in ('stopped', 'connecting', 'syncing', 'watching', 'backoff', 'reconnect_needed')),
  state_changed_at   timestamptz not null default now(),
  last_sync_at       timestamptz,
  last_message_at    timestamptz,
  last_error_code    text,
  last_error_message text,
  last_error_at      timestamptz,
  failures           integer not null default 0,
  auth_failures      integer not null default 0,
  next_attempt_at    timestamptz,
  capabilities       text[] not null default '{}',
  push_history_id    text,
  push_expires_at    timestamptz,
  created_by         uuid,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  deleted_at         timestamptz,
  has_credentials    boolean not null default false,
  version            integer not null default 1,
  watched_since      timestamptz,
  sync_requests      integer not null default 0,
  sync_requests_served integer not null default 0
);
comment on table public.support_emails is 'Mailboxes that are read and answered from. A removed one keeps its messages.';
comment on column public.support_emails.sent_copy is
  'Who files a copy of what we send: server (it does so itself), append (we do), auto (server for Gmail, otherwise append unless the server was seen to do it).';
comment on column public.support_emails.reads_sent is 'Also reads the Sent folder, for replies that were written elsewhere.';
comment on column public.support_emails.backfill_days is 'How far back the first sync goes.';
comment on column public.support_emails.is_watched is 'Whether it is to be watched; state tells what is the case.';
comment on column public.support_emails.auth_failures is 'Sign-ins refused in a row. Three, and nobody tries again until the credentials are changed.';
comment on column public.support_emails.has_credentials is 'Whether support_email_secrets has a row.';
comment on column public.support_emails.version is 'Counts what people change, not what happens by itself: a change made on an older one is refused, a watcher with an older one begins anew.';
comment on column public.support_emails.watched_since is 'When watching was last switched on; null while it is off.';
comment on column public.support_emails.sync_requests is 'How often somebody asked for a sync; sync_requests_served are answered. Two that wait are answered by one sync.';
create unique index support_emails_address on public.support_emails (email_address) where deleted_at is null;
-- Only what people decide about a mailbox is noted; what happens in it by itself is not.
create trigger support_emails_activity
  after insert or delete or update of email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host,
    smtp_port, smtp_security, folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, deleted_at
  on public.support_emails for each row execute function public.record_activity('id');

-- gmailIngestion/mailboxes/update_support_email.sql
/*
 * Changes what is given. p_sealed are other credentials; with them sign-ins that were refused are forgotten, and a mailbox that
 * waited for them is tried again. Raises support_email_not_found, support_email_changed (it is not at p_version any more), support_email_exists.
 */
create function public.update_support_email(p_id uuid, p_change jsonb, p_sealed text default null, p_version integer default null)
returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_old public.support_emails;
  v_row public.support_emails;
begin
  select * into v_old from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_version <> v_old.version then
    raise exception 'support_email_changed' using errcode = 'P0409', detail = v_old.version::text;
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if p_sealed is not null then
    insert into public.support_email_secrets as s (support_email_id, sealed) values (p_id, p_sealed)
    on conflict (support_email_id) do update set sealed = excluded.sealed, updated_at = now();
    perform public.log_activity('set_credentials', 'support_emails', p_id::text);
  end if;
  update public.support_emails s
  set display_name = v_row.display_name, auth_kind = v_row.auth_kind, username = v_row.username, imap_host = v_row.imap_host,
    imap_port = v_row.imap_port, imap_security = v_row.imap_security, smtp_host = v_row.smtp_host, smtp_port = v_row.smtp_port,
    smtp_security = v_row.smtp_security, folders = v_row.folders, reads_sent = v_row.reads_sent, sent_copy = v_row.sent_copy,
    backfill_days = v_row.backfill_days, signature_text = v_row.signature_text, signature_html = v_row.signature_html, team = v_row.team,
    is_active = v_row.is_active, is_watched = v_row.is_watched,
    watched_since = case
      when not (v_row.is_active and v_row.is_watched) then null
      when p_sealed is not null then now()
      else coalesce(s.watched_since, now()) end,
    has_credentials = s.has_credentials or p_sealed is not null,
    version = s.version + 1, updated_at = now()
  where id = p_id;
  if p_sealed is not null then
    update public.support_emails
    set auth_failures = 0, failures = 0, next_attempt_at = null, last_error_code = null, last_error_message = null, last_error_at = null,
      state = case when state = 'reconnect_needed' then 'stopped' else state end,
      state_changed_at = case when state = 'reconnect_needed' then now() else state_changed_at end
    where id = p_id;
  end if;
  select * into v_row from public.support_emails where id = p_id;
  return v_row;
end $$;

-- gmailIngestion/mailboxes/watch_support_email.sql
/* Switches watching on or off; twice is once. Raises support_email_not_found, support_email_inactive. */
create function public.watch_support_email(p_id uuid, p_watched boolean) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_watched and not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  end if;
  if v_row.is_watched <> p_watched then
    update public.support_emails set is_watched = p_watched, watched_since = case when p_watched then now() end, updated_at = now()
    where id = p_id
    returning * into v_row;
  end if;
  return v_row;
end $$;

-- gmailIngestion/parsing/apply_email_bounce.sql
/* Marks what a delivery report is about. */
create function public.apply_email_bounce(p_support_email_id uuid, p_mailbox_message_id uuid, p_bounce jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send    uuid;
  v_failed  jsonb;
  v_words   text;
begin
  select e.send_id into v_send
  from (select * from public.emails a where a.message_id = p_bounce ->> 'original_message_id' and a.message_id <> '' offset 0) e
  where e.direction = 'outbound' and e.send_id is not null
  order by e.support_email_id = p_support_email_id desc limit 1;
  if v_send is null then
    return;
  end if;
  select jsonb_agg(r) into v_failed from jsonb_array_elements(p_bounce -> 'recipients') r where r ->> 'action' = 'failed';
  v_words := (select string_agg(concat_ws(' ', r ->> 'email', r ->> 'status', r ->> 'diagnostic'), '; ') from jsonb_array_elements(v_failed) r);
  if v_failed is not null then
    perform public.advance_send(v_send, 'bounce', 'failed', p_bounce, 'bounce:' || p_mailbox_message_id, null, 'bounced', coalesce(nullif(left(v_words, 1000), ''), 'It came back.'));
  else
    perform public.advance_send(v_send, 'bounce_delayed', null, p_bounce, 'bounce:' || p_mailbox_message_id);
  end if;
end $$;

-- gmailIngestion/parsing/email_thread_clue.sql
/* What speaks for a thread: how strong it is (1 the strongest), how near, why, and whose word decides when not the writer's. */
create type public.email_thread_clue as (
  thread_id      uuid,
  rank           integer,
  nearness       integer,
  reason         text,
  their_speakers text[],
  is_report      boolean
);

-- gmailIngestion/parsing/join_email_threads.sql
/*
 * Joins to a thread all others that belong to it, now that it has more people or messages than before. What makes two threads one grows
 * with both, so that the outcome does not depend on the order in which messages came. Returns the thread that is left.
 */
create function public.join_email_threads(p_thread_id uuid) returns uuid
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread public.email_threads;
  v_other  uuid;
begin
  loop
    select * into v_thread from public.email_threads t where t.id = p_thread_id;
    with mine as (
      select e.id, e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, e.direction, e.kind, m.gmail_thread_id, public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as speakers
      from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
    ), links as (
      -- What it refers to,
      select o.thread_id, mine.speakers, null::text[] as their_speakers, mine.kind = 'bounce' and o.direction = 'outbound' as is_report
      from mine cross join lateral unnest(mine.reference_ids) r (id)
      cross join lateral (
        select * from public.emails a where a.support_email_id = v_thread.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) o
      where o.thread_id <> p_thread_id
      union all
      -- what refers to it,
      select o.thread_id, null, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), o.kind = 'bounce' and mine.direction = 'outbound'
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what Gmail sees together with it,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
      join public.emails o on o.mailbox_message_id = g.id and o.thread_id <> p_thread_id
      where g.support_email_id = v_thread.support_email_id
      union all
      -- what names the same number.
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
    )
    select t.id into v_other from links l join public.email_threads t on t.id = l.thread_id
    where l.is_report or l.speakers && t.participants or l.their_speakers && v_thread.participants
    order by t.created_at, t.id limit 1;
    exit when v_other is null;
    p_thread_id := public.join_two_threads(p_thread_id, v_other);
  end loop;
  return p_thread_id;
end $$;

-- gmailIngestion/parsing/join_two_threads.sql
/*
 * Makes one thread of two. The older one stays, with its people's decisions; what it has not, it takes from the other. One that is
 * open leaves the whole open, one that is spam leaves it spam.
 */
create function public.join_two_threads(p_one uuid, p_other uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_keep public.email_threads;
  v_drop public.email_threads;
begin
  perform from public.email_threads t where t.id in (p_one, p_other) order by t.id for update;
  select * into v_keep from public.email_threads t where t.id in (p_one, p_other) order by t.created_at, t.first_message_at, t.id limit 1;
  select * into v_drop from public.email_threads t where t.id in (p_one, p_other) and t.id <> v_keep.id;
  v_keep.status := case
    when 'spam' in (v_keep.status, v_drop.status) then 'spam'
    when 'open' in (v_keep.status, v_drop.status) then 'open'
    when 'pending' in (v_keep.status, v_drop.status) then 'pending'
    else v_keep.status
  end;
  v_keep.priority := case
    when array_position('{low,normal,high,urgent}', v_drop.priority) > array_position('{low,normal,high,urgent}', v_keep.priority) then v_drop.priority
    else v_keep.priority
  end;
  update public.email_threads t set
    -- The matter is called what its first message called it.
    subject = case when v_drop.first_message_at < v_keep.first_message_at then v_drop.subject else t.subject end,
    customer_id = coalesce(t.customer_id, v_drop.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, v_drop.gmail_thread_id),
    participants = array(select distinct p from unnest(t.participants || v_drop.participants) p order by p),
    status = v_keep.status, priority = v_keep.priority, team = coalesce(t.team, v_drop.team), assignee_id = coalesce(t.assignee_id, v_drop.assignee_id),
    possible_duplicate_of = nullif(coalesce(nullif(t.possible_duplicate_of, v_drop.id), v_drop.possible_duplicate_of), t.id),
    possible_duplicate_reason = case
      when t.possible_duplicate_of <> v_drop.id then t.possible_duplicate_reason
      when v_drop.possible_duplicate_of <> t.id then v_drop.possible_duplicate_reason
    end,
    version = t.version + 1, updated_at = now()
  where t.id = v_keep.id returning * into v_keep;
  update public.emails e set
    thread_id = v_keep.id, thread_reason = case when e.thread_id = v_keep.id then e.thread_reason else 'joined' end,
    status = v_keep.status, priority = v_keep.priority, team = v_keep.team, assignee_id = v_keep.assignee_id, version = e.version + 1, updated_at = now()
  where e.thread_id = v_drop.id
    or (e.thread_id = v_keep.id and (e.status, e.priority, e.team, e.assignee_id) is distinct from (v_keep.status, v_keep.priority, v_keep.team, v_keep.assignee_id));
  update public.email_threads t set possible_duplicate_of = v_keep.id where t.possible_duplicate_of = v_drop.id;
  delete from public.email_threads t where t.id = v_drop.id;
  return v_keep.id;
end $$;

-- gmailIngestion/parsing/park_mailbox_messages.sql
/*
 * Parks messages that could not be read: [{"id", "code", "message", "may_heal"}]. What may heal is tried again, after 1, 4, 16 minutes
 * and so on, six times in all. One that is an e-mail already stays as it is.
 */
create function public.park_mailbox_messages(p_failures jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_failure jsonb;
  v_tries   integer;
begin
  for v_failure in select f from jsonb_array_elements(p_failures) f order by f ->> 'id' loop
    update public.mailbox_messages b set state = 'parked', attempts = b.attempts + 1, error_code = left(v_failure ->> 'code', 100), error_message = left(v_failure ->> 'message', 2000)
    where b.id = (v_failure ->> 'id')::uuid and b.state <> 'parsed' returning b.attempts into v_tries;
    if found and (v_failure ->> 'may_heal')::boolean and v_tries < 6 then
      perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', json_build_array(v_failure ->> 'id')),
        run_at => now() + interval '1 minute' * 4 ^ (v_tries - 1), job_key => 'emails.parse:' || (v_failure ->> 'id'));
    end if;
  end loop;
end $$;

-- gmailIngestion/parsing/reparse_mailbox_messages.sql
/* Has messages read anew, by filter; with p_dry_run only counts them. */
create function public.reparse_mailbox_messages(
  p_support_email_id uuid, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean, p_actor_id uuid
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with chosen as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where (p_support_email_id is null or b.support_email_id = p_support_email_id) and (p_state is null or b.state = p_state)
      and (p_error_code is null or b.error_code = p_error_code) and (p_from is null or b.created_at >= p_from) and (p_to is null or b.created_at < p_to)
  ), batches as (
    select array_agg(c.id) as ids, count(*) as n from chosen c group by c.batch
  )
  select coalesce(sum(b.n), 0) into v_count from batches b
  left join lateral graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids, 'again', true)) job on not p_dry_run;
  if not p_dry_run then
    perform public.log_activity('reparse', 'mailbox_messages', 'by filter', null,
      jsonb_strip_nulls(jsonb_build_object('support_email_id', p_support_email_id, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'messages', v_count)), p_actor_id);
  end if;
  return v_count;
end $$;

-- gmailIngestion/parsing/requeue_mailbox_messages.sql
/* The safety net: stored messages whose job is gone get a new one. */
create function public.requeue_mailbox_messages(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where b.state = 'stored' and b.created_at < now() - p_older_than order by b.created_at, b.id limit 5000
  ), batches as (
    select array_agg(s.id order by s.id) as ids from stuck s group by s.batch
  ), added as (
    select cardinality(b.ids) as n from batches b cross join lateral (
      select graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids), job_key => 'emails.requeue:' || b.ids[1])) job
  )
  select coalesce(sum(a.n), 0) into v_count from added a;
  return v_count;
end $$;

-- gmailIngestion/parsing/store_email_attachments.sql
create function public.store_email_attachments(p_email_id uuid, p_attachments jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_attachments a where a.email_id = p_email_id and a.position >= jsonb_array_length(p_attachments);
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select p_email_id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_attachments) with ordinality a (value, n)
  on conflict (email_id, position) do update set
    sha256 = excluded.sha256, filename = excluded.filename, content_type = excluded.content_type, size = excluded.size, content_id = excluded.content_id,
    is_inline = excluded.is_inline, state = excluded.state, note = excluded.note;
end $$;

-- gmailIngestion/parsing/store_parsed_emails.sql
-- What one message asks the database, a batch asks at once: a statement has a price of its own, and it was paid several times for each message.

/*
 * Stores what was parsed, all or nothing: [{"mailbox_message_id", …}], the shape that emailParsing.repository.ts writes. A message
 * that is parsed already is left alone; with p_again its e-mail is read anew. Returns what became of each: stored, own (the copy of
 * what we sent), known, renewed, deleted, gone.
 *
 * E-mails are placed one by one and written together. One that may have to do with an e-mail that waits to be written (it names the
 * same messages, the same number, or may belong to the same thread) is placed when that is written.
 */
create function public.store_parsed_emails(p_emails jsonb, p_again boolean default false) returns table (mailbox_message_id uuid, email_id uuid, outcome text)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_mailbox   public.support_emails;
  v_all       public.given_email[];
  v_given     public.given_email;
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_customer  record;
  v_addresses text[] := '{}';
  v_customers uuid[] := '{}';
  v_email     public.emails;
  v_place     record;
  v_placed    public.placed_email;
  v_may_know  boolean;
  v_must_wait boolean;
  v_ids       text[] collate "C";
  v_known     text[];           -- what is named by e-mails that are written, or by those of this batch so far
  v_messages  uuid[] := '{}';   -- those of this batch that are done, with their e-mails
  v_emails    uuid[] := '{}';
  v_waiting   public.placed_email[] := '{}';
  v_busy      uuid[] := '{}';   -- the threads of those that wait
  v_met       text[] := '{}';   -- what those name
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in
    select s.* from public.support_emails s where s.id in (
      select b.support_email_id from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid)
    order by s.id
  loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox.id, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_emails) m
    cross join lateral (values (m ->> 'message_id'), (m ->> 'original_message_id'), (m -> 'bounce' ->> 'original_message_id')) i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select a ->> 'sha256' as sha256, (a ->> 'size')::bigint as size from jsonb_array_elements(p_emails) m, jsonb_array_elements(m -> 'attachments') a
    where a ->> 'sha256' is not null
    union all
    select b.raw_sha256, b.raw_size from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_emails) m)) order by b.id for update;

  -- Whose each is, and what it names. Of one that is an e-mail already nobody asks for the customer.
  select array_agg(
    row(m.n - 1, b, i.is_sent, o.is_ours, coalesce(c.address, ''), case when o.is_ours then '' else coalesce(m.mail -> 'from' ->> 'name', '') end, p.people, r.ids, t.tag,
      array_remove(r.ids || (m.mail ->> 'message_id'), '') || array_remove(array['ticket ' || t.tag, 'gmail ' || b.gmail_thread_id], null))::public.given_email
    order by m.n)
  into v_all
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  cross join lateral (
    select b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent') as is_sent offset 0
  ) i
  cross join lateral (select i.is_sent or coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) as is_ours offset 0) o
  cross join lateral (select (m.mail -> 'to') || (m.mail -> 'cc') || (m.mail -> 'bcc') as recipients offset 0) w
  left join lateral (
    select a.value ->> 'email' as address
    from jsonb_array_elements(case when o.is_ours then w.recipients else jsonb_build_array(m.mail -> 'from') end) with ordinality a (value, n)
    where a.value ->> 'email' <> '' and b.state <> 'parsed' and not exists (select from public.support_emails x where x.email_address = a.value ->> 'email')
    order by a.n limit 1
  ) c on true
  cross join lateral (
    select array(
      select p from public.people_of_email(case when o.is_ours then 'outbound' else 'inbound' end, m.mail ->> 'kind', coalesce(m.mail -> 'from' ->> 'email', ''), w.recipients) p
    ) as people offset 0
  ) p
  cross join lateral (
    -- A report names what it is about.
    select array(select jsonb_array_elements_text(m.mail -> 'reference_ids')) || array(
      select x.id from (values (m.mail -> 'bounce' ->> 'original_message_id')) x (id) where x.id <> '' and not (m.mail -> 'reference_ids') ? x.id) as ids offset 0
  ) r
  cross join lateral (select public.ticket_tag(m.mail ->> 'subject') as tag offset 0) t;

  -- What they name and is written already. Of what nobody named, no thread has to be looked for.
  v_ids := array(select m ->> 'message_id' from jsonb_array_elements(p_emails) m where m ->> 'message_id' <> '');
  v_known := array(
    select e.message_id from public.emails e
    where e.message_id = any (array(select unnest(g.reference_ids) from unnest(v_all) g)) and e.message_id <> ''
    union all
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.ticket_tag from (select distinct g.ticket_tag from unnest(v_all) g where g.ticket_tag is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.ticket_tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select (g.message).gmail_thread_id from unnest(v_all) g where (g.message).gmail_thread_id is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, c.name, c.is_person, i.customer_id, k.name = '' and c.name <> '' as gets_name
    from (
      select g.customer_address as address, max(g.customer_name) as name, bool_or(p_emails -> g.place ->> 'kind' = 'message') as is_person
      from unnest(v_all) g where g.customer_address <> '' group by 1
    ) c
    left join public.customer_identities i on i.kind = 'email' and i.value = c.address
    left join public.customers k on k.id = i.customer_id
    order by c.address
  loop
    v_addresses := v_addresses || v_customer.address;
    v_customers := v_customers || case
      when v_customer.is_person and (v_customer.customer_id is null or v_customer.gets_name) then public.resolve_customer('email', v_customer.address, v_customer.name, 'email')
      else v_customer.customer_id
    end;
  end loop;

  foreach v_given in array v_all loop
    v_message := v_given.message;
    v_mail := p_emails -> v_given.place;
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    if v_message.id is null then
      outcome := 'gone';
    elsif mailbox_message_id = any (v_messages) then
      email_id := v_emails[array_position(v_messages, mailbox_message_id)];
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_mailbox.id is distinct from v_message.support_email_id then
        select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
      end if;
      if v_message.email_id is not null or v_given.is_ours then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_message, v_mail) r;
        else
          email_id := public.link_sent_email(v_message, v_given.is_sent, v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_given_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]);
        v_may_know := v_given.clues && v_known;
        v_must_wait := v_may_know and v_given.clues && v_met;
        if not v_must_wait then
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
          v_must_wait := v_place.must_wait;
        end if;
        if v_must_wait then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_given.clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
      v_messages := v_messages || mailbox_message_id;
      v_emails := v_emails || email_id;
      v_known := v_known || v_given.clues;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting, p_emails);
  end if;
end $$;

-- gmailIngestion/parsing/ticket_tag.sql
/* A number of a matter in the subject, such as [#4711] or TKT-0042; null without one. It is believed only where the people agree. */
create function public.ticket_tag(p_subject text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return lower(coalesce(
    substring(p_subject from '\[#([[:alnum:]][[:alnum:]_-]{0,40})\]'),
    substring(p_subject from '\m([A-Za-z]{2,6}-[0-9]{1,12})\M'),
    substring(p_subject from '(?:^|[^[:alnum:]&])#([0-9]{2,12})\M')));
end $$;

-- gmailIngestion/replies/cancel_email.sql
/* Takes back an e-mail that is not under way, and gives its thread the status it had. Raises email_not_found, email_not_outbound, send_not_cancellable. */
create function public.cancel_email(p_email_id uuid, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
  v_plan  jsonb;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  perform public.cancel_send(v_email.send_id);
  select e.* into v_email from public.emails e where e.id = p_email_id;
  select s.payload into v_plan from public.sends s where s.id = v_email.send_id;
  update public.email_threads t set status = v_plan ->> 'status_before', version = t.version + 1, updated_at = now()
  where t.id = v_email.thread_id and t.status = v_plan ->> 'status_after' and t.status <> v_plan ->> 'status_before';
  if found then
    update public.emails e set status = v_plan ->> 'status_before', version = e.version + 1, updated_at = now() where e.thread_id = v_email.thread_id;
  end if;
  perform public.log_activity('cancel', 'emails', p_email_id::text, null, null, p_actor_id);
end $$;

-- gmailIngestion/replies/clean_email_leftovers.sql
/* Uploads that nobody used for seven days, and drafts that were sent as long ago. */
create function public.clean_email_leftovers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_drafts d where d.sent_at < now() - interval '7 days';
  delete from public.email_uploads u
  where coalesce(u.used_at, u.created_at) < now() - interval '7 days'
    and not exists (select from public.email_drafts d where u.id = any (d.attachment_ids) or d.body_html like '%cid:' || u.id || '%')
    and not exists (select from public.support_emails s where s.deleted_at is null and s.signature_html like '%cid:' || u.id || '%');
end $$;

-- gmailIngestion/replies/mirror_send_to_email.sql
/*
 * What the send learns, its e-mail shows. What left needs a copy in Sent; what is uncertain is looked for there. Both are jobs of
 * their own, so that neither can send anything again.
 */
create function public.mirror_send_to_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  end if;
  return null;
end $$;

-- gmailIngestion/replies/note_refused_recipients.sql
/* Recipients that the server refused among accepted ones are said on the e-mail. */
create function public.note_refused_recipients() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    notes = e.notes || (
      select jsonb_agg(jsonb_build_object('code', 'recipient_refused', 'message', (r ->> 'email') || ': ' || left(r ->> 'response', 500)))
      from jsonb_array_elements(new.detail -> 'rejected') r),
    updated_at = now()
  where e.send_id = new.send_id;
  return null;
end $$;

-- gmailIngestion/replies/note_smtp_refusal.sql
/* The mailbox's server refused to let us in: somebody has to give other credentials, and is told so once a day. */
create function public.note_smtp_refusal(p_support_email_id uuid, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_mailbox public.support_emails;
begin
  update public.support_emails s set
    state = 'reconnect_needed', state_changed_at = case when s.state = 'reconnect_needed' then s.state_changed_at else now() end,
    auth_failures = s.auth_failures + 1, last_error_code = p_error_code, last_error_message = left(p_error_message, 2000), last_error_at = now(), updated_at = now()
  where s.id = p_support_email_id and s.deleted_at is null
  returning * into v_mailbox;
  if v_mailbox.id is not null then
    perform public.notify_once(
      null, 'support_emails', 'mailbox_reconnect_needed', 'A mailbox needs other credentials',
      v_mailbox.email_address || ' cannot send: its server refuses the sign-in.', 'support_emails', v_mailbox.id::text,
      'mailbox_reconnect_needed:' || v_mailbox.id || ':' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD'));
  end if;
end $$;

-- gmailIngestion/replies/record_email_draft_activity.sql
/* That a draft was written is noted, its words are not: it is saved every few seconds. */
create function public.record_email_draft_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.email_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(
    lower(tg_op), 'email_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'support_email_id', v_row.support_email_id, 'answers_email_id', v_row.answers_email_id, 'sent_email_id', v_row.sent_email_id));
  return null;
end $$;

-- gmailIngestion/replies/reschedule_email.sql
/*
 * Gives an e-mail that is not under way another time, with the message that says so in its Date. Raises email_not_found, email_not_outbound,
 * send_not_reschedulable.
 */
create function public.reschedule_email(p_email_id uuid, p_send_after timestamptz, p_raw_sha256 text, p_size integer, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  select * into v_email from public.emails e where e.id = p_email_id;
  insert into public.stored_files (sha256, size) values (p_raw_sha256, p_size) on conflict (sha256) do nothing;
  perform public.reschedule_send(v_email.send_id, p_send_after, jsonb_build_object('raw_sha256', p_raw_sha256));
  update public.emails e set sent_at = p_send_after, size = p_size, version = e.version + 1, updated_at = now() where e.id = p_email_id;
  perform public.log_activity('reschedule', 'emails', p_email_id::text,
    jsonb_build_object('send_after', v_email.send_after), jsonb_build_object('send_after', p_send_after), p_actor_id);
end $$;

-- gmailIngestion/replies/settle_email.sql
/* A person says what became of an uncertain e-mail. Raises email_not_found, email_not_outbound, send_not_uncertain. */
create function public.settle_email(p_email_id uuid, p_state text, p_reason text, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  perform public.settle_send(v_email.send_id, p_state, p_reason);
  perform public.log_activity('settle', 'emails', p_email_id::text, null, jsonb_build_object('state', p_state, 'reason', p_reason), p_actor_id);
end $$;

-- gmailIngestion/watching/fail_mailbox_attempt.sql
/*
 * An attempt failed. p_auth: the sign-in was refused; the p_most-th time in a row nobody tries again until a person changes the
 * credentials, who is told once. Nothing is noted when the mailbox was changed since: the failure is one of what it was before.
 * Returns the state it has then.
 */
create function public.fail_mailbox_attempt(
  p_id uuid, p_version integer, p_code text, p_message text, p_auth boolean, p_most integer, p_wait_ms double precision
) returns text
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails s
  set failures = failures + 1, auth_failures = auth_failures + p_auth::integer,
    state = case when p_auth and auth_failures + 1 >= p_most then 'reconnect_needed' else 'backoff' end,
    state_changed_at = now(),
    next_attempt_at = case when p_auth and auth_failures + 1 >= p_most then null else now() + p_wait_ms * interval '1 millisecond' end,
    last_error_code = p_code, last_error_message = p_message, last_error_at = now()
  where id = p_id and version = p_version and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return 'stopped';
  end if;
  if v_row.state = 'reconnect_needed' then
    perform public.notify_once(null, 'support_emails', 'mailbox_reconnect_needed',
      format('The mailbox %s cannot be read', v_row.email_address),
      format('Its server refuses the sign-in: %s Nobody tries again until its credentials are changed.', p_message),
      'support_emails', p_id::text, format('mailbox_reconnect_needed:%s:%s', p_id, v_row.version));
  end if;
  return v_row.state;
end $$;

-- gmailIngestion/watching/finish_mailbox_sync.sql
/* A sync came to its end. p_served: the requests that had been made when it began. */
create function public.finish_mailbox_sync(p_id uuid, p_served integer, p_error_code text default null, p_error_message text default null) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set last_sync_at = now(), auth_failures = 0, sync_requests_served = greatest(sync_requests_served, p_served),
    last_error_code = coalesce(p_error_code, last_error_code), last_error_message = coalesce(p_error_message, last_error_message),
    last_error_at = case when p_error_code is null then last_error_at else now() end
  where id = p_id and deleted_at is null
$$;

-- gmailIngestion/watching/forget_mailbox_failures.sql
/* Nothing went wrong for a while: what failed before is over. */
create function public.forget_mailbox_failures(p_id uuid, p_version integer) returns void
language sql set search_path = '' as $$
  update public.support_emails
  set failures = 0, auth_failures = 0, last_error_code = null, last_error_message = null, last_error_at = null
  where id = p_id and version = p_version and (failures > 0 or last_error_code is not null)
$$;

-- gmailIngestion/watching/get_mailbox_health.sql
/* Mailboxes by state; late: watched, not waiting for a person, and without a sign of reading for p_late_seconds. */
create function public.get_mailbox_health(p_late_seconds double precision)
returns table (state text, mailboxes integer, oldest_sync_at timestamptz, late integer, late_addresses text[])
language sql stable set search_path = '' as $$
  with seen as (
    select s.state, s.email_address, s.last_sync_at,
      s.is_active and s.is_watched and s.state <> 'reconnect_needed'
        and greatest(s.last_sync_at, s.watched_since, s.created_at, (select max(f.last_sync_at) from public.mailbox_folders f where f.support_email_id = s.id))
          < now() - p_late_seconds * interval '1 second' as is_late
    from public.support_emails s
    where s.deleted_at is null and s.is_active
  )
  select seen.state, count(*)::integer, min(last_sync_at), count(*) filter (where is_late)::integer,
    coalesce(array_agg(email_address order by email_address) filter (where is_late), '{}')
  from seen group by seen.state
$$;

-- gmailIngestion/watching/mailbox_folders.sql
create table public.mailbox_folders (
  support_email_id uuid not null references public.support_emails (id) on delete cascade,
  path             text not null,
  role             text not null default 'other' check (role in ('inbox', 'sent', 'all', 'other')),
  uid_validity     text not null default '',
  last_uid         bigint not null default 0,
  highest_modseq   text not null default '',
  last_sync_at     timestamptz,
  primary key (support_email_id, path)
);
comment on table public.mailbox_folders is 'How far each folder was read: the cursor. access: service only';
comment on column public.mailbox_folders.last_uid is 'All messages up to this UID are stored.';

-- gmailIngestion/watching/mailbox_messages.sql
create table public.mailbox_messages (
  id               uuid primary key default gen_random_uuid(),
  support_email_id uuid not null references public.support_emails (id) on delete cascade,
  identity         text collate "C" not null,
  raw_sha256       text collate "C" not null,
  raw_size         integer not null,
  folder_role      text not null default 'inbox' check (folder_role in ('inbox', 'sent', 'all', 'other')),
  received_at      timestamptz not null,
  flags            text[] not null default '{}',
  labels           text[] not null default '{}',
  gmail_message_id text collate "C",
  gmail_thread_id  text collate "C",
  state            text collate "C" not null default 'stored' check (state in ('stored', 'parsed', 'parked')),
  attempts         integer not null default 0,
  error_code       text,
  error_message    text,
  notes            jsonb not null default '[]',
  email_id         uuid,
  created_at       timestamptz not null default now(),
  parsed_at        timestamptz
);
comment on table public.mailbox_messages is
  'Every message that was seen in a mailbox, once, with its raw text in the file store. Rows stay when the e-mail is deleted, so that it does not come back.';
comment on column public.mailbox_messages.identity is
  'gm:<X-GM-MSGID> where offered; otherwise mid:<hash of Message-ID, From and Date>; without a Message-ID raw:<hash of the message without its trace headers>.';
comment on column public.mailbox_messages.state is 'stored: raw is safe; parsed: email_id is the e-mail; parked: it could not be read, error_* tell why.';
comment on column public.mailbox_messages.notes is 'What was left out and why, such as a message beyond the size limit: [{"code", "message"}].';
create index mailbox_messages_open on public.mailbox_messages (created_at, id) where state <> 'parsed';
create index mailbox_messages_list on public.mailbox_messages (support_email_id, created_at desc, id desc);
create index mailbox_messages_all on public.mailbox_messages (created_at desc, id desc);
create index mailbox_messages_state on public.mailbox_messages (state, created_at desc, id desc);
create index mailbox_messages_error on public.mailbox_messages (error_code, created_at desc, id desc) where error_code is not null;
create index mailbox_messages_email on public.mailbox_messages (email_id) where email_id is not null;

-- gmailIngestion/watching/mailbox_places.sql
create table public.mailbox_places (
  support_email_id   uuid not null references public.support_emails (id) on delete cascade,
  folder             text not null,
  uid_validity       text not null,
  uid                bigint not null,
  mailbox_message_id uuid not null references public.mailbox_messages (id) on delete cascade,
  primary key (support_email_id, folder, uid_validity, uid)
);
comment on table public.mailbox_places is 'Where in its mailbox each message lies or lay. access: service only';
create index mailbox_places_message on public.mailbox_places (mailbox_message_id);

-- gmailIngestion/watching/request_mailbox_sync.sql
/* Has it read now. Raises support_email_not_found, support_email_inactive, mailbox_reconnect_needed. */
create function public.request_mailbox_sync(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  elsif not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  elsif v_row.state = 'reconnect_needed' then
    raise exception 'mailbox_reconnect_needed' using errcode = 'P0409', detail = v_row.last_error_code;
  end if;
  update public.support_emails set sync_requests = sync_requests + 1 where id = p_id returning * into v_row;
  perform public.log_activity('sync', 'support_emails', p_id::text);
  return v_row;
end $$;

-- gmailIngestion/watching/request_pushed_syncs.sql
/*
 * What Gmail tells: mail in these mailboxes. One word for each address, in their order: sync_requested, unknown_mailbox,
 * inactive_mailbox (not watched, or waiting for a person).
 */
create function public.request_pushed_syncs(p_addresses text[]) returns setof text
language plpgsql set search_path = '' as $$
begin
  update public.support_emails set sync_requests = sync_requests + 1
  where email_address = any (p_addresses) and deleted_at is null and is_active and is_watched and state <> 'reconnect_needed';
  return query
  select case
      when s.id is null then 'unknown_mailbox'
      when s.is_active and s.is_watched and s.state <> 'reconnect_needed' then 'sync_requested'
      else 'inactive_mailbox' end
  from unnest(p_addresses) with ordinality as pushed (address, n)
  left join public.support_emails s on s.email_address = pushed.address and s.deleted_at is null
  order by pushed.n;
end $$;

-- gmailIngestion/watching/set_mailbox_state.sql
/*
 * What a watcher is doing now. It is not written for a mailbox that was changed, switched off or removed meanwhile, but for 'stopped'.
 * True when it was written, or said so already.
 */
create function public.set_mailbox_state(p_id uuid, p_version integer, p_state text) returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.support_emails
  set state = p_state, state_changed_at = case when state = p_state then state_changed_at else now() end,
    next_attempt_at = case when p_state = 'stopped' then next_attempt_at end
  where id = p_id and state <> 'reconnect_needed' and (p_state = 'stopped' or (version = p_version and is_active and deleted_at is null));
  return found;
end $$;

-- gmailIngestion/watching/store_mailbox_flags.sql
/* Flags that changed in a folder: [{uid, flags, labels}]. Nothing happens when the folder is numbered otherwise by now. */
create function public.store_mailbox_flags(p_support_email_id uuid, p_folder text, p_uid_validity text, p_modseq text, p_changes jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_changed integer;
begin
  perform from public.mailbox_folders
  where support_email_id = p_support_email_id and path = p_folder and uid_validity = p_uid_validity for update;
  if not found then
    return 0;
  end if;
  with wanted as (
    select distinct on (p.mailbox_message_id) p.mailbox_message_id, coalesce(c.flags, '{}') as flags, coalesce(c.labels, '{}') as labels
    from jsonb_to_recordset(p_changes) as c (uid bigint, flags text[], labels text[])
    join public.mailbox_places p
      on p.support_email_id = p_support_email_id and p.folder = p_folder and p.uid_validity = p_uid_validity and p.uid = c.uid
    order by p.mailbox_message_id, c.uid desc
  ), locked as (
    select m.id from public.mailbox_messages m join wanted w on w.mailbox_message_id = m.id order by m.id for no key update of m
  )
  update public.mailbox_messages m set flags = w.flags, labels = w.labels
  from wanted w join locked on locked.id = w.mailbox_message_id
  where m.id = w.mailbox_message_id and (m.flags, m.labels) is distinct from (w.flags, w.labels);
  get diagnostics v_changed = row_count;
  update public.mailbox_folders set highest_modseq = p_modseq where support_email_id = p_support_email_id and path = p_folder;
  return v_changed;
end $$;

-- gmailIngestion/watching/store_mailbox_messages.sql
/*
 * Stores what was fetched from one folder, moves the cursor, and adds the jobs that parse what is new: all or nothing, and twice is
 * once. p_messages: [{uid, identity, raw_sha256, raw_size, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes}], their
 * contents are in the file store already. p_known_validity is the UIDVALIDITY that the caller found here before; when another one was
 * written meanwhile, the caller is late: mailbox_cursor_moved. Raises support_email_not_found when the mailbox was removed.
 */
create function public.store_mailbox_messages(
  p_support_email_id uuid, p_folder text, p_role text, p_known_validity text, p_uid_validity text, p_last_uid bigint, p_messages jsonb,
  out stored integer, out known integer
)
language plpgsql
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_validity text;
  v_new      uuid[];
begin
  perform from public.support_emails where id = p_support_email_id and deleted_at is null for key share;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  insert into public.mailbox_folders (support_email_id, path, role) values (p_support_email_id, p_folder, p_role) on conflict do nothing;
  select uid_validity into v_validity from public.mailbox_folders where support_email_id = p_support_email_id and path = p_folder for update;
  if v_validity not in (p_known_validity, p_uid_validity, '') then
    raise exception 'mailbox_cursor_moved' using errcode = 'P0409';
  end if;
  if v_validity not in (p_uid_validity, '') then
    -- The server numbers anew: the old places name nothing any more.
    delete from public.mailbox_places where support_email_id = p_support_email_id and folder = p_folder and uid_validity <> p_uid_validity;
  end if;

  -- In the order of their identities, so that two folders of a mailbox that hold the same messages do not wait for each other in a circle.
  with given as (
    select distinct on (m.identity collate "C") m.*
    from jsonb_to_recordset(p_messages) as m (
      uid bigint, identity text, raw_sha256 text, raw_size integer, received_at timestamptz, flags text[], labels text[],
      gmail_message_id text, gmail_thread_id text, notes jsonb)
    order by m.identity collate "C", m.uid
  ), added as (
    insert into public.mailbox_messages (
      support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, flags, labels, gmail_message_id, gmail_thread_id, notes)
    select p_support_email_id, identity, raw_sha256, raw_size, p_role, received_at, coalesce(flags, '{}'), coalesce(labels, '{}'),
      gmail_message_id, gmail_thread_id, coalesce(notes, '[]')
    from given order by identity collate "C"
    on conflict (support_email_id, identity) do nothing
    returning id, received_at
  )
  select coalesce(array_agg(id order by received_at, id), '{}') into v_new from added;

  insert into public.mailbox_places (support_email_id, folder, uid_validity, uid, mailbox_message_id)
  select p_support_email_id, p_folder, p_uid_validity, given.uid, m.id
  from jsonb_to_recordset(p_messages) as given (uid bigint, identity text)
  cross join lateral (select * from public.mailbox_messages a where a.identity = given.identity offset 0) m
  where m.support_email_id = p_support_email_id
  on conflict do nothing;

  update public.mailbox_folders
  set role = p_role, uid_validity = p_uid_validity, last_sync_at = now(),
    last_uid = case when uid_validity = p_uid_validity then greatest(last_uid, p_last_uid) else p_last_uid end,
    highest_modseq = case when uid_validity = p_uid_validity then highest_modseq else '' end
  where support_email_id = p_support_email_id and path = p_folder;

  stored := cardinality(v_new);
  known := jsonb_array_length(p_messages) - stored;
  if stored > 0 then
    perform graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', v_new[i : i + 49]))
    from generate_series(1, stored, 50) i;
    update public.support_emails
    set last_message_at = greatest(last_message_at, (select max((m ->> 'received_at')::timestamptz) from jsonb_array_elements(p_messages) m))
    where id = p_support_email_id;
  end if;
end $$;

-- gmailIngestion/watching/tell_mailbox_watchers.sql
create function public.tell_mailbox_watchers() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('mailboxes_changed', '');
  return null;
end $$;

-- idempotency/begin_idempotent_request.sql
/*
 * Takes the place of a request: `begun` for whoever may do it, `done` with the stored answer, `in_progress` while
 * somebody else does it, `reused` when the key stood for another request. A place whose holder was silent for
 * p_silence_seconds is taken over.
 */
create function public.begin_idempotent_request(
  p_caller_id uuid, p_method text, p_path text, p_key text, p_fingerprint text, p_silence_seconds integer
) returns table (outcome text, attempt integer, status integer, headers jsonb, body text, content_sha256 text)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_row public.idempotency_keys;
begin
  loop
    insert into public.idempotency_keys (caller_id, method, path, idempotency_key, fingerprint)
    values (p_caller_id, p_method, p_path, p_key, p_fingerprint)
    on conflict do nothing;
    if found then
      return query select 'begun', 1, null::integer, null::jsonb, null::text, null::text;
      return;
    end if;
    select * into v_row from public.idempotency_keys k
    where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
    for update;
    -- It may just have been given up.
    exit when found;
  end loop;
  if v_row.fingerprint <> p_fingerprint then
    return query select 'reused', v_row.attempt, null::integer, null::jsonb, null::text, null::text;
  elsif v_row.state = 'done' then
    return query select 'done', v_row.attempt, v_row.status, v_row.headers, v_row.body, v_row.content_sha256;
  elsif v_row.alive_at > now() - p_silence_seconds * interval '1 second' then
    return query select 'in_progress', v_row.attempt, null::integer, null::jsonb, null::text, null::text;
  else
    return query
      update public.idempotency_keys k set attempt = k.attempt + 1, alive_at = now()
      where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
      returning 'begun', k.attempt, null::integer, null::jsonb, null::text, null::text;
  end if;
end $$;

-- idempotency/idempotency_keys.sql
create table public.idempotency_keys (
  caller_id uuid not null,
  method text not null,
  path text not null,
  idempotency_key text not null,
  fingerprint text not null,
  state text not null default 'in_progress' check (state in ('in_progress', 'done')),
  attempt integer not null default 1,
  alive_at timestamptz not null default now(),
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  content_sha256 text,
  primary key (caller_id, method, path, idempotency_key)
);
comment on table public.idempotency_keys is
  'Answers of requests that named themselves, to be given again when they come again. access: service only';
comment on column public.idempotency_keys.caller_id is 'User or API key.';
comment on column public.idempotency_keys.fingerprint is 'SHA-256 of query and body.';
comment on column public.idempotency_keys.attempt is 'Grows when a request that died is taken over; who comes late with an older number changes nothing.';
comment on column public.idempotency_keys.content_sha256 is
  'Of a body of bytes, which is read after the request has taken its place; null for JSON, and for what was refused unread.';
comment on column public.idempotency_keys.body is 'Null in state done: an answer that is shown once.';
create index idempotency_keys_created_at_idx on public.idempotency_keys (created_at);

-- jobs/add_cron_job.sql
/* Turns a tick into a job unless another node did; the job starts up to p_jitter_seconds later. True when this call added it. */
create function public.add_cron_job(
  p_name text, p_tick_at timestamptz, p_task text, p_payload json, p_queue text, p_jitter_seconds integer
) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.cron_ticks (name, tick_at) values (p_name, p_tick_at) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform graphile_worker.add_job(
    p_task, p_payload, queue_name => p_queue, job_key => p_name || ':' || p_tick_at,
    run_at => now() + random() * p_jitter_seconds * interval '1 second');
  delete from public.cron_ticks where name = p_name and tick_at < p_tick_at - interval '7 days';
  return true;
end $$;

-- jobs/cron_ticks.sql
create table public.cron_ticks (
  name text not null,
  tick_at timestamptz not null,
  primary key (name, tick_at)
);
comment on table public.cron_ticks is 'Ticks that were turned into a job, so that N nodes make one. access: service only';

-- jobs/job_workers.sql
create table public.job_workers (
  worker_id text primary key,
  lock_key bigint not null,
  started_at timestamptz not null default now()
);
comment on table public.job_workers is
  'Which job workers run. Each holds the advisory lock lock_key for as long as its process lives. access: service only';

-- jobs/release_dead_workers.sql
/*
 * Gives back the jobs of workers whose process is gone: its advisory lock is free then. Without this a job that was
 * under way when its process was killed would wait for hours. Returns how many workers were found dead.
 */
create function public.release_dead_workers() returns integer
language plpgsql set search_path = '' as $$
declare
  v_dead text[];
begin
  select coalesce(array_agg(worker_id), '{}') into v_dead
  from public.job_workers where pg_try_advisory_xact_lock(lock_key);
  select v_dead || coalesce(array_agg(distinct j.locked_by), '{}') into v_dead
  from graphile_worker._private_jobs j
  where j.locked_at < now() - interval '1 minute'
    and not exists (select 1 from public.job_workers w where w.worker_id = j.locked_by);
  if cardinality(v_dead) > 0 then
    perform graphile_worker.force_unlock_workers(v_dead);
    delete from public.job_workers where worker_id = any (v_dead);
  end if;
  return cardinality(v_dead);
end $$;

-- kaleyraVoice/apply_call_reports.sql
/*
 * What the provider reported about attempts, by callback or in its log, at most 500 at once:
 * [{"attempt_id", "kind": "callback" | "log", "dedupe_key", "state", "status", "status1", "status2", "outcome", "rank",
 *   "started_at", "ended_at", "duration", "billsec", "has_recording", "provider_id", "call_log_id", "log_synced_at"}].
 * Each report is kept once; what an attempt shows is worked out from all of its reports, so neither their order nor a repetition
 * matters. rank: the higher says more. Returns, in the order given, 'applied', 'known', or 'no_attempt'.
 */
create function public.apply_call_reports(p_reports jsonb) returns setof text
language plpgsql set search_path = '' as $$
declare
  v_ids   uuid[];
  v_known uuid[];
  v_new   text[];
begin
  v_ids := array(select distinct (r ->> 'attempt_id')::uuid from jsonb_array_elements(p_reports) r);
  -- In one order, so that two batches cannot wait for each other.
  v_known := array(select s.id from public.sends s where s.id = any (v_ids) order by s.id for update);

  with stored as (
    insert into public.send_events (send_id, kind, state, detail, dedupe_key)
    select (r ->> 'attempt_id')::uuid, r ->> 'kind', r ->> 'state', r - 'attempt_id' - 'kind' - 'state' - 'dedupe_key', r ->> 'dedupe_key'
    from jsonb_array_elements(p_reports) r
    where (r ->> 'attempt_id')::uuid = any (v_known)
    on conflict (send_id, dedupe_key) where dedupe_key is not null do nothing
    returning dedupe_key
  )
  select coalesce(array_agg(s.dedupe_key), '{}') into v_new from stored s;

  with reports as (
    select e.send_id, e.state, e.detail, e.dedupe_key,
      first_value(e.dedupe_key) over (
        partition by e.send_id
        order by (e.detail ->> 'rank')::integer desc, e.detail ->> 'ended_at' desc nulls last, e.dedupe_key) = e.dedupe_key as says_most
    from public.send_events e
    where e.send_id = any (v_known) and e.kind in ('callback', 'log')
  ), summed as (
    select r.send_id, count(*)::integer as reports,
      min((r.detail ->> 'started_at')::timestamptz) as started_at, max((r.detail ->> 'ended_at')::timestamptz) as ended_at,
      max((r.detail ->> 'duration')::integer) as duration, max((r.detail ->> 'billsec')::integer) as billsec,
      bool_or(coalesce((r.detail ->> 'has_recording')::boolean, false)) as has_recording,
      min(r.detail ->> 'provider_id') as provider_id, min(r.detail ->> 'call_log_id') as call_log_id,
      max((r.detail ->> 'log_synced_at')::timestamptz) as log_synced_at,
      min(r.detail ->> 'status') filter (where r.says_most) as status, min(r.detail ->> 'status1') filter (where r.says_most) as status1,
      min(r.detail ->> 'status2') filter (where r.says_most) as status2, min(r.detail ->> 'outcome') filter (where r.says_most) as outcome,
      min(r.state) filter (where r.says_most) as state
    from reports r group by r.send_id
  ), moved as (
    update public.sends s set
      state = case when public.send_rank(m.state) > public.send_rank(s.state) then m.state else s.state end,
      provider_id = coalesce(s.provider_id, m.provider_id),
      sent_at = coalesce(s.sent_at, now()),
      error_code = case when public.send_rank(m.state) < public.send_rank(s.state) then s.error_code when m.state = 'failed' then m.outcome end,
      error_message = case when public.send_rank(m.state) < public.send_rank(s.state) then s.error_message when m.state = 'failed' then 'The provider reports ' || m.status || '.' end,
      updated_at = now()
    from summed m
    where s.id = m.send_id
      and (public.send_rank(m.state) > public.send_rank(s.state) or (s.provider_id is null and m.provider_id is not null))
    returning s.id, s.state, s.provider_id, s.error_code, s.error_message
  )
  update public.call_attempts a set
    state = coalesce(v.state, a.state), provider_id = coalesce(v.provider_id, a.provider_id),
    error_code = case when v.id is null then a.error_code else v.error_code end,
    error_message = case when v.id is null then a.error_message else v.error_message end,
    reports = m.reports, started_at = m.started_at, ended_at = m.ended_at, duration = m.duration, billsec = m.billsec,
    has_recording = m.has_recording, call_log_id = m.call_log_id, log_synced_at = m.log_synced_at,
    status = coalesce(m.status, ''), status1 = coalesce(m.status1, ''), status2 = coalesce(m.status2, ''), outcome = coalesce(m.outcome, ''),
    updated_at = now()
  from summed m left join moved v on v.id = m.send_id
  where a.id = m.send_id
    and (a.reports, a.call_log_id, a.log_synced_at) is distinct from (m.reports, m.call_log_id, m.log_synced_at);

  return query
  select case when not (r.report ->> 'attempt_id')::uuid = any (v_known) then 'no_attempt'
    when r.report ->> 'dedupe_key' = any (v_new) then 'applied' else 'known' end
  from jsonb_array_elements(p_reports) with ordinality as r (report, place) order by r.place;
end $$;

-- kaleyraVoice/clear_kaleyra_rollups.sql
/* A table without legs has no figures, and no recordings. */
create function public.clear_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  truncate public.kaleyra_call_recordings, public.kaleyra_calls, public.kaleyra_service_rollups, public.kaleyra_status_rollups,
    public.kaleyra_agent_rollups, public.kaleyra_agent_status_rollups;
  return null;
exception when object_in_use then  -- one of them is truncated by the same statement
  delete from public.kaleyra_call_recordings;
  delete from public.kaleyra_calls;
  delete from public.kaleyra_service_rollups;
  delete from public.kaleyra_status_rollups;
  delete from public.kaleyra_agent_rollups;
  delete from public.kaleyra_agent_status_rollups;
  return null;
end $$;

-- kaleyraVoice/configure_kaleyra_rollups.sql
/* The business zone and the status sets, as the API is configured. Does nothing when they are in force already. */
create function public.configure_kaleyra_rollups(p_timezone text, p_connected text[], p_answered text[], p_missed text[]) returns boolean
language plpgsql set search_path = '' as $$
begin
  perform now() at time zone p_timezone;
  if exists (
    select from public.kaleyra_settings s
    where s.timezone = p_timezone and s.connected_statuses = p_connected and s.answered_statuses = p_answered and s.missed_statuses = p_missed
  ) then
    return false;
  end if;
  update public.kaleyra_settings
  set timezone = p_timezone, connected_statuses = p_connected, answered_statuses = p_answered, missed_statuses = p_missed;
  return true;
end $$;

-- kaleyraVoice/count_kaleyra_calls.sql
-- The call list: its exact total from the rollups, its page from an index, its JSON as text.
--
-- As on the dashboard, "offset 0" keeps each look-up in the index it is meant for.

/* How many legs match. Filters that are null do not filter. */
create function public.count_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text
) returns bigint
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_calls bigint;
begin
  if p_caller is not null then
    select count(*) into v_calls
    from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
    where l.start_time >= p_start and l.start_time < p_end
      and (p_service is null or l.service = p_service)
      and (p_agent_number is null or l.agent_number = p_agent_number)
      and (p_status is null or l.status = p_status);

  elsif p_agent_number is not null then
    if p_service <> 'CallForward' then
      return 0;  -- only forwarded legs have an agent
    end if;
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{day}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_agent_status_rollups
        where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p.grain = 'day' and (p_status is null or r.status = p_status)
      union all
      select 1
      from pieces p
      cross join lateral (
        select * from public.kaleyra_call_logs
        where agent_number = p_agent_number and agent_number <> ''
          and start_time >= p.starts_at and start_time < p.ends_at offset 0
      ) l
      where p.grain is null and (p_status is null or l.status = p_status)
    )
    select sum(c.calls) into v_calls from counted c;

  elsif p_status is not null then
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
        select * from public.kaleyra_status_rollups
        where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
      ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and l.status = p_status and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;

  else
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
    ), counted as (
      select r.calls
      from pieces p
      cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
      where p_service is null or r.service = p_service
      union all
      select 1
      from pieces p
      cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
      where p.grain is null and (p_service is null or l.service = p_service)
    )
    select sum(c.calls) into v_calls from counted c;
  end if;
  return coalesce(v_calls, 0);
end $$;

-- kaleyraVoice/diff_kaleyra_call_logs.sql
/*
 * What differs between the staged rows and ours of the provider's days (Indian days, both inclusive): missing (the provider
 * has it, we do not), changed (we have it otherwise), extra (we have it, the provider does not list it).
 */
create function public.diff_kaleyra_call_logs(p_run_id uuid, p_from date, p_to date) returns table (id text, difference text)
language plpgsql set search_path = '' set enable_seqscan = off set enable_nestloop = off as $$
declare
  v_rows jsonb;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    return query
    select c.id, case when c.kept_id is null then 'missing' else 'changed' end
    from public.compare_kaleyra_call_logs(public.read_kaleyra_call_logs(v_rows)) c
    where c.kept_id is null or c.is_changed;
  end loop;

  return query
  select l.id, 'extra'
  from public.kaleyra_call_logs l
  where l.start_time >= p_from::timestamp at time zone 'Asia/Kolkata'
    and l.start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata'
    and not exists (select from public.kaleyra_reconcile_rows r where r.run_id = p_run_id and r.id = l.id);
end $$;

-- kaleyraVoice/find_kaleyra_call_ids.sql
/*
 * The ids of the matching legs in list order, p_need of them after the first p_skip (or after the leg p_after_*).
 *
 * Most pages are the beginning of an index range. When matches are rare or the page is far down, the rollups tell where
 * its legs are: first which days, then which quarters of an hour, and only those are read.
 */
create function public.find_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text, p_caller text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_start  timestamptz := greatest(p_start, '0001-01-01Z');
  v_end    timestamptz := least(p_end, '9999-12-31Z');
  v_ids    text[] := '{}';
  v_wide   record;  -- where the legs are, by day
  v_narrow record;  -- by quarter of an hour
begin
  if p_service <> 'CallForward' and p_agent_number is not null then
    return '{}';  -- only forwarded legs have an agent
  end if;
  if p_ascending then
    v_start := greatest(v_start, p_after_time);
  else
    v_end := least(v_end, p_after_time + interval '1 microsecond');
  end if;

  if p_caller is not null and p_ascending then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) > (coalesce(p_after_time, '-infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time, l.id offset p_skip limit p_need);
  elsif p_caller is not null then
    return array(
      select l.id from (select * from public.kaleyra_call_logs where callfrom = p_caller offset 0) l
      where l.start_time >= v_start and l.start_time < v_end
        and (l.start_time, l.id) < (coalesce(p_after_time, 'infinity'), coalesce(p_after_id, ''))
        and (p_service is null or l.service = p_service) and (p_agent_number is null or l.agent_number = p_agent_number)
        and (p_status is null or l.status = p_status)
      order by l.start_time desc, l.id desc offset p_skip limit p_need);
  end if;

  if p_skip = 0 then
    v_ids := public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, 2000 + p_need);
    if cardinality(v_ids) = p_need or (p_status is null and (p_service is null or p_agent_number is not null)) then
      return v_ids;
    end if;
  end if;

  v_ids := '{}';
  if p_after_time is not null then
    -- Legs that began at the same instant as the last one seen; the rollups cannot tell which of them were seen.
    v_ids := public.scan_kaleyra_call_ids(
      p_after_time, p_after_time + interval '1 microsecond', p_service, p_agent_number, p_status, p_ascending, p_after_time, p_after_id, 0, p_need, null);
    if p_ascending then
      v_start := p_after_time + interval '1 microsecond';
    else
      v_end := p_after_time;
    end if;
  end if;

  v_wide := public.locate_kaleyra_calls(
    v_start, v_end, case when p_agent_number is null then '{day,quarter_hour}' else '{day}' end::public.kaleyra_grain[],
    p_service, p_agent_number, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  if v_wide.cut_a_returning_day and p_agent_number is null then
    v_wide := public.locate_kaleyra_calls(
      v_start, v_end, '{hour,quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
  elsif v_wide.cut_a_returning_day then
    return v_ids || public.scan_kaleyra_call_ids(
      v_start, v_end, p_service, p_agent_number, p_status, p_ascending, null, null, p_skip, p_need - cardinality(v_ids), null);
  end if;

  p_skip := v_wide.first_skip;
  for i in 1 .. coalesce(cardinality(v_wide.starts), 0) loop
    exit when cardinality(v_ids) >= p_need;
    if p_agent_number is null then
      v_narrow := public.locate_kaleyra_calls(
        v_wide.starts[i], v_wide.ends[i], '{quarter_hour}', p_service, null, p_status, p_ascending, p_skip, p_need - cardinality(v_ids));
    else
      v_narrow := v_wide;
      v_narrow.starts := array[v_wide.starts[i]];
      v_narrow.ends := array[v_wide.ends[i]];
      v_narrow.first_skip := p_skip;
    end if;
    p_skip := v_narrow.first_skip;
    for j in 1 .. coalesce(cardinality(v_narrow.starts), 0) loop
      v_ids := v_ids || public.scan_kaleyra_call_ids(
        v_narrow.starts[j], v_narrow.ends[j], p_service, p_agent_number, p_status, p_ascending, null, null,
        p_skip, p_need - cardinality(v_ids), null);
      p_skip := 0;
    end loop;
    p_skip := 0;
  end loop;
  return v_ids;
end $$;

-- kaleyraVoice/find_logged_call_attempts.sql
/*
 * Attempts of the last p_days whose call has turned up in the log, or changed there since: by the id that travelled with the
 * call, or by the provider's own. At most 500; {"attempt_id", …the log row's fields}.
 */
create function public.find_logged_call_attempts(p_days integer) returns setof jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'attempt_id', a.id, 'call_log_id', l.id, 'status', l.status, 'started_at', l.start_time, 'ended_at', l.end_time,
    'duration', l.duration, 'billsec', l.billsec, 'has_recording', l.recording <> '', 'log_synced_at', l.synced_at)
  from public.call_attempts a
  cross join lateral (
    select k.* from public.kaleyra_call_logs k where k.custom = a.id::text
    union
    select k.* from public.kaleyra_call_logs k where k.id = a.provider_id
    order by 1 limit 1
  ) l
  where a.created_at > now() - p_days * interval '1 day' and a.state not in ('queued', 'cancelled')
    and (a.call_log_id is null or l.synced_at > a.log_synced_at)
  order by a.created_at
  limit 500
$$;

-- kaleyraVoice/get_kaleyra_agent_stats.sql
/*
 * Per agent, CallForward legs only. calls_answered, total_talk_seconds and missed_calls follow the answered and missed status sets,
 * calls_answered + missed_calls + other_calls = total_calls; connected_* the wider set. customer_calls are those that began
 * in the range and rang the agent; so an agent whose leg began after the range has one with total_calls 0.
 */
create function public.get_kaleyra_agent_stats(p_start timestamptz, p_end timestamptz)
returns table (
  agent_number text, agent_name text, calls_answered bigint, total_talk_seconds bigint, missed_calls bigint, other_calls bigint,
  total_calls bigint, connected_calls bigint, connected_talk_seconds bigint, customer_calls bigint, customer_calls_answered bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  s public.kaleyra_settings;
begin
  select * into s from public.kaleyra_settings;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.agent_number, r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls,
      r.total_talk_seconds, r.connected_talk_seconds, r.customer_calls, r.customer_calls_answered
    from pieces p
    cross join lateral (
      select * from public.kaleyra_agent_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.agent_number, 1,
      (l.status = any (s.answered_statuses))::integer,
      (l.status = any (s.missed_statuses))::integer,
      (l.status = any (s.connected_statuses))::integer,
      case when l.status = any (s.answered_statuses) then l.billsec else 0 end,
      case when l.status = any (s.connected_statuses) then l.billsec else 0 end,
      0, 0
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs
      where start_time >= p.starts_at and start_time < p.ends_at and service = 'CallForward' offset 0
    ) l
    where p.grain is null
    union all
    select a.agent_number, 0, 0, 0, 0, 0, 0, 1, (a.agent_number = any (c.answered_agent_numbers))::integer
    from pieces p
    cross join lateral (
      select * from public.kaleyra_calls where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) c
    cross join unnest(c.agent_numbers) as a (agent_number)
    where p.grain is null
  ), agent as (
    select c.agent_number,
      sum(c.calls_answered) as calls_answered, sum(c.total_talk_seconds)::bigint as total_talk_seconds,
      sum(c.missed_calls) as missed_calls, sum(c.total_calls) as total_calls,
      sum(c.connected_calls) as connected_calls, sum(c.connected_talk_seconds)::bigint as connected_talk_seconds,
      sum(c.customer_calls) as customer_calls, sum(c.customer_calls_answered) as customer_calls_answered
    from counted c
    group by c.agent_number
  )
  select a.agent_number, n.name, a.calls_answered, a.total_talk_seconds, a.missed_calls,
    a.total_calls - a.calls_answered - a.missed_calls, a.total_calls, a.connected_calls, a.connected_talk_seconds,
    a.customer_calls, a.customer_calls_answered
  from agent a left join public.agents n on n.phone_number = a.agent_number collate "default"
  order by a.calls_answered desc, a.agent_number;
end $$;

-- kaleyraVoice/get_kaleyra_call_list.sql
/*
 * A page of the call list, as the finished body {"data", "total", "page", "limit", "next_cursor"}; the API sends it as it is.
 * next_cursor is base64url of "<microseconds since 1970>.<id>" of the last row, null on the last page; the next page starts
 * after p_after_time and p_after_id. A recording is linked as <p_link_base><id>?user=…&expires=…&signature=<hex hmac-sha256 of the id>,
 * so p_link_key has to be one that is good until p_link_expires only.
 */
create function public.get_kaleyra_call_list(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_page integer default 1, p_limit integer default 50, p_offset bigint default 0,
  p_after_time timestamptz default null, p_after_id text default null, p_order text default 'desc',
  p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns text
language plpgsql stable
set search_path = '' set timezone = 'UTC' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_ids  text[];
  v_data text;
  v_next text;
begin
  v_ids := public.find_kaleyra_call_ids(
    p_start, p_end, p_service, p_agent_number, p_status, p_caller, p_order = 'asc', p_after_time, p_after_id, p_offset, p_limit + 1);
  if cardinality(v_ids) > p_limit then
    select translate(encode(convert_to((extract(epoch from l.start_time) * 1000000)::bigint || '.' || l.id, 'UTF8'), 'base64'), E'+/=\n', '-_')
    into v_next
    from public.kaleyra_call_logs l where l.id = v_ids[p_limit];
    v_ids := v_ids[:p_limit];
  end if;
  select string_agg(row_to_json(r)::text, ',') into v_data
  from (
    select l.id, l.call_id, l.parent_id, l.callfrom, l.callto, l.start_time, l.end_time, l.duration, l.billsec, l.status, l.service,
      l.location, l.provider, l.caller_id, l.agent_number, n.name as agent_name, l.notes, l.custom, l.credits,
      l.recording <> '' as has_recording,
      case when l.recording <> '' then
        p_link_base || l.id || '?user=' || p_link_user || '&expires=' || p_link_expires || '&signature=' || encode(extensions.hmac(l.id, p_link_key, 'sha256'), 'hex')
      end as recording_url,
      l.synced_at
    from unnest(v_ids) with ordinality as wanted (id, place)
    cross join lateral (select * from public.kaleyra_call_logs where id = wanted.id offset 0) l
    left join public.agents n on n.phone_number = l.agent_number collate "default"
    order by wanted.place
  ) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":'
    || public.count_kaleyra_calls(p_start, p_end, p_service, p_agent_number, p_status, p_caller)
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $$;

-- kaleyraVoice/get_kaleyra_call_rows.sql
/*
 * The same rows for a file, times and booleans spelled as in JSON, to be streamed: copy (select * from get_kaleyra_call_rows(…)) to stdout with (format csv, header).
 * No "set search_path" here: with it the function could not be inlined, and all rows would be collected before the first is sent.
 */
create function public.get_kaleyra_call_rows(
  p_start timestamptz, p_end timestamptz,
  p_service text default null, p_agent_number text default null, p_status text default null, p_caller text default null,
  p_order text default 'desc', p_link_base text default '/calls/recordings/', p_link_user text default null, p_link_key text default null, p_link_expires bigint default null
) returns table (
  id text, call_id text, parent_id text, callfrom text, callto text, start_time text, end_time text,
  duration integer, billsec integer, status text, service text, location text, provider text, caller_id text,
  agent_number text, agent_name text, notes text, custom text, credits text, has_recording text, recording_url text, synced_at text
)
language sql stable as $$
  select
    public.csv_cell(l.id), public.csv_cell(l.call_id), public.csv_cell(l.parent_id), public.csv_cell(l.callfrom), public.csv_cell(l.callto),
    to_json(l.start_time) #>> '{}', to_json(l.end_time) #>> '{}', l.duration, l.billsec, public.csv_cell(l.status), public.csv_cell(l.service),
    public.csv_cell(l.location), public.csv_cell(l.provider), public.csv_cell(l.caller_id), public.csv_cell(l.agent_number),
    public.csv_cell((select n.name from public.agents n where n.phone_number = l.agent_number collate "default")), public.csv_cell(l.notes), public.csv_cell(l.custom), public.csv_cell(l.credits),
    (l.recording <> '')::text,
    case when l.recording <> '' then
      p_link_base || l.id || '?user=' || p_link_user || '&expires=' || p_link_expires || '&signature=' || encode(extensions.hmac(l.id, p_link_key, 'sha256'), 'hex')
    end,
    to_json(l.synced_at) #>> '{}'
  from public.kaleyra_call_logs l
  where l.start_time >= p_start and l.start_time < p_end
    and (p_service is null or l.service = p_service)
    and (p_agent_number is null or (l.agent_number = p_agent_number and l.agent_number <> ''))
    and (p_status is null or l.status = p_status)
    and (p_caller is null or l.callfrom = p_caller)
  order by
    case when p_order = 'asc' then l.start_time end, case when p_order = 'asc' then l.id end,
    case when p_order <> 'asc' then l.start_time end desc, case when p_order <> 'asc' then l.id end desc
$$;

-- kaleyraVoice/get_kaleyra_call_volume.sql
/* How many calls there were, by leg and by customer call. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_call_volume(p_start timestamptz, p_end timestamptz)
returns table (
  total bigint, incoming bigint, forwarded bigint, click2call bigint, other bigint,
  customer_calls bigint, customer_calls_answered bigint, customer_calls_missed bigint, customer_calls_not_forwarded bigint
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.service, r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.service, count(*), 0, 0, 0, 0
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by l.service
    union all
    select '', 0, count(*), count(*) filter (where c.outcome = 'answered'), count(*) filter (where c.outcome = 'missed'),
      count(*) filter (where c.outcome = 'not_forwarded')
    from pieces p
    cross join lateral (
      select * from public.kaleyra_calls where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) c
    where p.grain is null
  )
  select
    coalesce(sum(c.calls), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    coalesce(sum(c.customer_calls), 0)::bigint,
    coalesce(sum(c.customer_calls_answered), 0)::bigint,
    coalesce(sum(c.customer_calls_missed), 0)::bigint,
    coalesce(sum(c.customer_calls_not_forwarded), 0)::bigint
  from (
    select k.service, sum(k.calls) as calls, sum(k.customer_calls) as customer_calls, sum(k.customer_calls_answered) as customer_calls_answered,
      sum(k.customer_calls_missed) as customer_calls_missed, sum(k.customer_calls_not_forwarded) as customer_calls_not_forwarded
    from counted k
    group by k.service
  ) c;
end $$;

-- kaleyraVoice/get_kaleyra_daily_volume.sql
/* Legs per business day and service; every date of the range has its row. incoming + forwarded + click2call + other = total. */
create function public.get_kaleyra_daily_volume(p_start timestamptz, p_end timestamptz)
returns table (date date, incoming bigint, forwarded bigint, click2call bigint, other bigint, total bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone  text;
  v_first date;
  v_last  date;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  v_first := (p_start at time zone v_zone)::date;
  v_last := ((p_end - interval '1 microsecond') at time zone v_zone)::date;
  if v_last - v_first > 3660 then
    raise exception 'range_too_long' using errcode = '22023', detail = 'At most ten years of days at once.';
  end if;
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select case p.grain when 'day' then r.bucket::date else (p.starts_at at time zone v_zone)::date end as day, r.service, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select coalesce(p.from_bucket, l.start_time at time zone v_zone)::date, l.service, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
    group by 1, 2
    union all
    select v_first + n, '', 0 from generate_series(0, v_last - v_first) n where p_start < p_end
  )
  select c.day,
    coalesce(sum(c.calls) filter (where c.service = 'Incoming'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'CallForward'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service = 'Click2Call'), 0)::bigint,
    coalesce(sum(c.calls) filter (where c.service not in ('Incoming', 'CallForward', 'Click2Call')), 0)::bigint,
    sum(c.calls)::bigint
  from counted c
  group by c.day
  order by c.day;
end $$;

-- kaleyraVoice/get_kaleyra_last_synced_at.sql
/* When the newest successful sync ended; null before the first. */
create function public.get_kaleyra_last_synced_at() returns timestamptz
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan as $$
begin
  return (select max(finished_at) from public.kaleyra_sync_runs where state = 'succeeded');
end $$;

-- kaleyraVoice/get_kaleyra_status_breakdown.sql
/* Legs per status, the most frequent first. */
create function public.get_kaleyra_status_breakdown(p_start timestamptz, p_end timestamptz)
returns table (status text, count bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.status, r.calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    union all
    select l.status, 1
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null
  )
  select c.status, sum(c.calls) as calls
  from counted c
  group by c.status
  order by calls desc, c.status;
end $$;

-- kaleyraVoice/heal_kaleyra_call_logs.sql
/* Stores the staged rows and forgets that they were staged. What is extra stays: that the provider no longer lists a call does not undo it. */
create function public.heal_kaleyra_call_logs(p_run_id uuid) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_rows     jsonb;
  v_stored   jsonb;
  v_received integer := 0;
  v_inserted integer := 0;
  v_updated  integer := 0;
begin
  for v_rows in
    select jsonb_agg(s.entry)
    from (select r.entry, (row_number() over (order by r.id) - 1) / 1000 as batch from public.kaleyra_reconcile_rows r where r.run_id = p_run_id) s
    group by s.batch
  loop
    v_stored := public.upsert_kaleyra_call_logs(v_rows);
    v_received := v_received + (v_stored ->> 'received')::integer;
    v_inserted := v_inserted + (v_stored ->> 'inserted')::integer;
    v_updated := v_updated + (v_stored ->> 'updated')::integer;
  end loop;
  delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  return jsonb_build_object(
    'received', v_received, 'inserted', v_inserted, 'updated', v_updated, 'unchanged', v_received - v_inserted - v_updated);
end $$;

-- kaleyraVoice/kaleyra_agent_status_rollups.sql
create table public.kaleyra_agent_status_rollups (
  agent_number text collate "C" not null,
  bucket       timestamp not null,
  status       text collate "C" not null,
  calls        integer not null,
  primary key (agent_number, bucket, status)
);
comment on table public.kaleyra_agent_status_rollups is
  'CallForward legs per agent, business day and status, for the list of one agent. access: service only';
alter table public.kaleyra_agent_status_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- kaleyraVoice/kaleyra_call_logs.sql
-- Identifiers and codes compare by bytes: quicker, and one order on every server.
-- (What the triggers and lists read comes first, the bulky raw row last.)
create table public.kaleyra_call_logs (
  id           text collate "C" primary key,
  call_id      text collate "C" not null generated always as (case when parent_id = '' then id else parent_id end) stored,
  start_time   timestamptz not null,
  service      text collate "C" not null default '',
  status       text collate "C" not null default '',
  billsec      integer not null default 0,
  duration     integer not null default 0,
  agent_number text collate "C" not null generated always as (case when service = 'CallForward' then callto else '' end) stored,
  parent_id    text collate "C" not null default '',
  callfrom     text collate "C" not null default '',
  callto       text collate "C" not null default '',
  end_time     timestamptz,
  caller_id    text not null default '',
  location     text not null default '',
  provider     text not null default '',
  credits      text not null default '',
  recording    text not null default '',
  notes        text not null default '',
  custom       text not null default '',
  uniqid       text not null default '',
  synced_at    timestamptz not null default now(),
  created_at   timestamptz not null default now(),
  raw          jsonb not null default '{}',
  constraint id_is_given check (id <> ''),
  constraint start_time_is_a_date check (start_time >= '0001-01-01Z' and start_time < '9999-12-31Z')
);
comment on table public.kaleyra_call_logs is 'One row per leg of a call, as the provider lists it.';
comment on column public.kaleyra_call_logs.recording is
  'Our own link, /calls/recordings/<id>, or empty. The provider''s address is in kaleyra_call_recordings.';
comment on column public.kaleyra_call_logs.raw is
  'The provider''s row. Its recording is replaced by ''sha256:<hex>'': a changed address still shows as a change, the address itself does not.';
comment on column public.kaleyra_call_logs.synced_at is 'When this row was last written; a sync that finds it unchanged leaves it alone.';
-- The list, and (with the other columns) the minutes at the edges of a dashboard range. The id is not among the keys of these
-- two: an index that can find an id, however badly, is one that a plan made for an empty table may choose for it.
create index kaleyra_call_logs_start_time on public.kaleyra_call_logs (start_time) include (id, service, agent_number, status, billsec);
-- The list of one agent, of one caller.
create index kaleyra_call_logs_agent_number on public.kaleyra_call_logs (agent_number, start_time) include (id, status) where agent_number <> '';
create index kaleyra_call_logs_callfrom on public.kaleyra_call_logs (callfrom);
-- The legs of a call.
create index kaleyra_call_logs_call_id on public.kaleyra_call_logs (call_id);
-- Index-only scans need fresh visibility, also on a table so big that "20 % more" takes months.
alter table public.kaleyra_call_logs set
  (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0.02);

-- kaleyraVoice/kaleyra_call_recordings.sql
create table public.kaleyra_call_recordings (
  call_log_id text collate "C" primary key,
  url         text not null,
  updated_at  timestamptz not null default now()
);
comment on table public.kaleyra_call_recordings is
  'Where the provider keeps a recording. The API fetches it on a signed link and logs the access. access: service only';
comment on column public.kaleyra_call_recordings.call_log_id is
  'A row of kaleyra_call_logs, whose trigger removes this one with it. Not a foreign key: its check would lock each leg once more.';

-- kaleyraVoice/kaleyra_calls.sql
-- A leg (kaleyra_call_logs) is one row of the provider's list. Legs that share a call_id are one customer call
-- (kaleyra_calls): a caller forwarded along three agents is three CallForward legs and one call.
create table public.kaleyra_calls (
  call_id                text collate "C" primary key,
  start_time             timestamptz not null,
  service                text collate "C" not null,
  outcome                text collate "C" not null check (outcome in ('answered', 'missed', 'not_forwarded')),
  leg_count              integer not null,
  talk_seconds           bigint not null,
  agent_numbers          text[] collate "C" not null,
  answered_agent_numbers text[] collate "C" not null
);
comment on table public.kaleyra_calls is
  'One row per customer call, derived from its legs by triggers on kaleyra_call_logs; the rule is the view kaleyra_calls_from_legs.';
create index kaleyra_calls_start_time on public.kaleyra_calls (start_time);
alter table public.kaleyra_calls set
  (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000, autovacuum_analyze_scale_factor = 0.02);

-- kaleyraVoice/kaleyra_fact.sql
/*
 * What the rollups count: grouped legs, grouped customer calls, and grouped customer calls per agent.
 * A fact without a service, status or agent_number does not belong to the rollups keyed by it.
 */
create type public.kaleyra_fact as (
  quarter_hour                 timestamp,
  day                          timestamp,
  service                      text,
  agent_number                 text,
  status                       text,
  calls                        integer,
  talk_seconds                 bigint,
  customer_calls               integer,
  customer_calls_answered      integer,
  customer_calls_missed        integer,
  customer_calls_not_forwarded integer
);

-- kaleyraVoice/kaleyra_given_leg.sql
/* A leg as the provider lists it now, in our columns; url is its recording's address. */
create type public.kaleyra_given_leg as (
  id text collate "C", uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
  duration integer, billsec integer, credits text, status text, location text, provider text, service text, caller_id text,
  recording text, notes text, custom text, raw jsonb, url text
);

-- kaleyraVoice/kaleyra_grain.sql
-- Kept figures of the Kaleyra calls, exact after every statement that changes kaleyra_call_logs.
--
-- Four rollups count the same facts along what the screens filter and group by: service, status, agent, agent and status.
-- Their buckets are quarters of an hour, hours and quarters of a day in UTC, which are the same in every zone, and business
-- days and months. Every zone's midnight falls on a quarter of an hour nowadays, so what is left over at the edges of a range
-- is minutes; those are read from the raw rows. Nothing relies on it: ranges are cut by instants (kaleyra_range_pieces).
create type public.kaleyra_grain as enum ('quarter_hour', 'hour', 'quarter_day', 'day', 'month');

-- kaleyraVoice/kaleyra_range_pieces.sql
-- The dashboard's figures. Each function cuts its range into whole buckets, which it reads from the rollups, and what is
-- left over at the edges, which it reads from the raw rows; so the figures are those of the raw rows, for any range.
--
-- "offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.

/*
 * Cuts [p_start, p_end) into pieces: per grain the buckets from from_bucket up to to_bucket, and with grain null what has to
 * be read from the raw rows. starts_at and ends_at say which instants a piece covers; together they are exactly the range.
 * When cut by day, no other piece reaches over a day's border, and the raw ones have their day in from_bucket; except where
 * days cannot be cut (local_day_border): then it is null.
 */
create function public.kaleyra_range_pieces(p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[])
returns table (grain public.kaleyra_grain, from_bucket timestamp, to_bucket timestamp, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable rows 10 set search_path = '' as $$
declare
  v_start      timestamptz := greatest(p_start, '0001-01-01Z');  -- no call is outside these
  v_end        timestamptz := least(p_end, '9999-12-31Z');
  v_rests      timestamptz[] := array[v_start, v_end];            -- what no bucket covers yet: from, to, from, to, …
  v_parts      timestamptz[];
  v_width      interval;
  v_zone       text;
  v_plain      boolean := true;  -- no day at the edges that cannot be cut off
  v_day        date;
  v_day_at     timestamptz;
  v_last_day   date;
  v_last_at    timestamptz;
  v_month      date;
  v_month_at   timestamptz;
  v_last_month date;
  v_lmonth_at  timestamptz;
begin
  if v_start >= v_end or v_start is null or v_end is null then
    return;
  end if;

  if 'day' = any (p_grains) then
    v_zone := (select s.timezone from public.kaleyra_settings s);
    v_day := (v_start at time zone v_zone)::date;
    v_day_at := public.local_day_border(v_day, v_zone);
    while v_day_at is null or v_day_at < v_start loop
      v_plain := v_plain and v_day_at is not null;
      v_day := v_day + 1;
      v_day_at := public.local_day_border(v_day, v_zone);
    end loop;
    v_last_day := (v_end at time zone v_zone)::date;
    v_last_at := public.local_day_border(v_last_day, v_zone);
    v_plain := v_plain and public.local_day_border(v_last_day + 1, v_zone) is not null;
    while v_last_at is null or v_last_at > v_end loop
      v_plain := v_plain and v_last_at is not null;
      v_last_day := v_last_day - 1;
      v_last_at := public.local_day_border(v_last_day, v_zone);
    end loop;

    if v_day <= v_last_day then
      v_rests := array[v_start, v_day_at, v_last_at, v_end];
    end if;
    if v_day < v_last_day then
      if 'month' = any (p_grains) and v_last_day - v_day >= 28 then
        v_month := date_trunc('month', v_day - 1 + interval '1 month');
        v_month_at := public.local_day_border(v_month, v_zone);
        v_last_month := date_trunc('month', v_last_day);
        v_lmonth_at := public.local_day_border(v_last_month, v_zone);
      end if;
      if v_month < v_last_month and v_month_at is not null and v_lmonth_at is not null then
        grain := 'month'; from_bucket := v_month; to_bucket := v_last_month; starts_at := v_month_at; ends_at := v_lmonth_at;
        return next;
        grain := 'day'; from_bucket := v_day; to_bucket := v_month; starts_at := v_day_at; ends_at := v_month_at;
        return next;
        grain := 'day'; from_bucket := v_last_month; to_bucket := v_last_day; starts_at := v_lmonth_at; ends_at := v_last_at;
        return next;
      else
        grain := 'day'; from_bucket := v_day; to_bucket := v_last_day; starts_at := v_day_at; ends_at := v_last_at;
        return next;
      end if;
    end if;
  end if;

  foreach grain in array '{quarter_day,hour,quarter_hour}'::public.kaleyra_grain[] loop
    continue when not v_plain or grain <> all (p_grains);
    v_width := case grain when 'quarter_day' then '6 hours' when 'hour' then '1 hour' else '15 minutes' end;
    v_parts := '{}';
    for i in 1 .. cardinality(v_rests) by 2 loop
      starts_at := date_bin(v_width, v_rests[i] + v_width - interval '1 microsecond', '2000-01-01Z');
      ends_at := date_bin(v_width, v_rests[i + 1], '2000-01-01Z');
      if starts_at < ends_at then
        from_bucket := starts_at at time zone 'UTC';
        to_bucket := ends_at at time zone 'UTC';
        return next;
        v_parts := v_parts || array[v_rests[i], starts_at, ends_at, v_rests[i + 1]];
      else
        v_parts := v_parts || v_rests[i : i + 1];
      end if;
    end loop;
    v_rests := v_parts;
  end loop;

  grain := null; to_bucket := null;
  for i in 1 .. cardinality(v_rests) by 2 loop
    starts_at := v_rests[i];
    ends_at := v_rests[i + 1];
    if starts_at < ends_at then
      from_bucket := case when v_plain then date_trunc('day', starts_at at time zone v_zone) end;
      return next;
    end if;
  end loop;
end $$;

-- kaleyraVoice/kaleyra_reconcile_rows.sql
create unlogged table public.kaleyra_reconcile_rows (
  run_id uuid not null,
  id     text collate "C" not null,
  entry  jsonb not null,
  primary key (run_id, id)
);
comment on table public.kaleyra_reconcile_rows is
  'The provider''s rows of a day range while they are compared with ours; unlogged, a crash only means fetching them again. access: service only';

-- kaleyraVoice/kaleyra_service_rollups.sql
create table public.kaleyra_service_rollups (
  grain                        public.kaleyra_grain not null,
  bucket                       timestamp not null,
  service                      text collate "C" not null,
  calls                        integer not null,
  customer_calls               integer not null,
  customer_calls_answered      integer not null,
  customer_calls_missed        integer not null,
  customer_calls_not_forwarded integer not null,
  primary key (grain, bucket, service)
);
comment on table public.kaleyra_service_rollups is
  'Legs per service, and customer calls per service of their first leg. access: service only';
comment on column public.kaleyra_service_rollups.bucket is
  'quarter_hour, hour, quarter_day: in UTC. day, month: the business date (its first day), so a call is counted on its local date whatever the clock did that night.';
alter table public.kaleyra_service_rollups      set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- kaleyraVoice/kaleyra_settings.sql
create table public.kaleyra_settings (
  is_current         boolean primary key default true check (is_current),
  timezone           text   not null default 'Asia/Kolkata',
  connected_statuses text[] not null default '{ANSWER,ANSWERED-A,ANSWERED-B}',
  answered_statuses  text[] not null default '{ANSWER}',
  missed_statuses    text[] not null default '{NOANSWER,BUSY,CANCEL,FAILED}',
  constraint answered_or_missed check (not (answered_statuses && missed_statuses))
);
comment on table public.kaleyra_settings is
  'What the rollups were built with; one row, changed by configure_kaleyra_rollups. access: service only';
insert into public.kaleyra_settings default values;

-- kaleyraVoice/kaleyra_status_rollups.sql
create table public.kaleyra_status_rollups (
  grain        public.kaleyra_grain not null,
  bucket       timestamp not null,
  service      text collate "C" not null,
  status       text collate "C" not null,
  calls        integer not null
);
comment on table public.kaleyra_status_rollups is 'Legs per service and status. access: service only';
-- In this order: of two indexes that look the same on an empty table, the planner takes the younger.
create index kaleyra_status_rollups_status on public.kaleyra_status_rollups (status, grain, bucket);
alter table public.kaleyra_status_rollups add primary key (grain, bucket, service, status);
alter table public.kaleyra_status_rollups       set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- kaleyraVoice/kaleyra_sync_runs.sql
create table public.kaleyra_sync_runs (
  id            uuid primary key default gen_random_uuid(),
  from_date     date not null,
  to_date       date not null,
  state         text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed')),
  next_date     date,
  next_page     integer,
  pages         integer not null default 0,
  synced        integer not null default 0,
  inserted      integer not null default 0,
  updated       integer not null default 0,
  unchanged     integer not null default 0,
  rejected      integer not null default 0,
  trigger       text not null default 'manual' check (trigger in ('manual', 'schedule', 'backfill')),
  requested_by  uuid,
  error_code    text,
  error_message text,
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  heartbeat_at  timestamptz,
  finished_at   timestamptz,
  constraint from_before_to check (from_date <= to_date)
);
comment on table public.kaleyra_sync_runs is 'One row per sync of a range of provider days (Indian days, both inclusive).';
comment on column public.kaleyra_sync_runs.next_date is 'With next_page, where an interrupted run goes on.';
comment on column public.kaleyra_sync_runs.synced is 'Rows received that are now stored, written or already equal.';
create unique index kaleyra_sync_runs_one_open on public.kaleyra_sync_runs (from_date, to_date) where state in ('queued', 'running');
create index kaleyra_sync_runs_created_at on public.kaleyra_sync_runs (created_at desc, id desc);
create index kaleyra_sync_runs_succeeded on public.kaleyra_sync_runs (finished_at desc) where state = 'succeeded';

-- kaleyraVoice/keep_kaleyra_rollups.sql
/* After each statement that wrote call logs: carry what it changed into the customer calls and the rollups. */
create function public.keep_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many     constant integer := 1000000;  -- from here on working all out anew is quicker
  v_written  integer := 0;
  v_zone     text := (select s.timezone from public.kaleyra_settings s);
  v_call_ids text[];
  v_facts    public.kaleyra_fact[];
begin
  if tg_op = 'INSERT' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
  elsif tg_op = 'UPDATE' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
    if v_written > 0 then
      delete from public.kaleyra_call_recordings r
      where r.call_log_id = any (array(select o.id from old_rows o except select n.id from new_rows n));
    end if;
  elsif tg_op = 'DELETE' then
    v_written := (select count(*) from (select from old_rows limit v_many) o);
    delete from public.kaleyra_call_recordings r where r.call_log_id = any (array(select o.id from old_rows o));
  end if;
  if v_written = v_many then
    perform public.rebuild_kaleyra_rollups();
  end if;
  if v_written in (0, v_many) then
    return null;
  end if;

  if tg_op = 'INSERT' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  elsif tg_op = 'UPDATE' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
      union all
      select -1, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f
    where f.calls <> 0 or f.talk_seconds <> 0;
  elsif tg_op = 'DELETE' then
    with signed as materialized (
      select -1 as sign, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  end if;

  v_facts := v_facts || public.refresh_kaleyra_calls(v_call_ids);
  if v_facts <> '{}' then
    perform public.apply_kaleyra_facts(v_facts);
  end if;
  return null;
end $$;

-- kaleyraVoice/keep_kaleyra_settings.sql
/* After the settings changed, by whomever: what was built with the old ones is built again. */
create function public.keep_kaleyra_settings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'kaleyra_settings has one row, for good' using errcode = '55000';
  end if;
  perform public.rebuild_kaleyra_rollups();
  return null;
end $$;

-- kaleyraVoice/locate_kaleyra_calls.sql
/*
 * The stretches of time, in list order, that hold the matching legs number p_skip + 1 to p_skip + p_need of the range
 * according to the rollups; first_skip is how many matching legs of the first stretch come before them.
 * cut_a_returning_day: one of them is a day whose legs are not all between its beginning and the next (local_day_border).
 */
create function public.locate_kaleyra_calls(
  p_start timestamptz, p_end timestamptz, p_grains public.kaleyra_grain[], p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_skip bigint, p_need integer,
  out starts timestamptz[], out ends timestamptz[], out first_skip bigint, out cut_a_returning_day boolean
)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_zone text;
begin
  select s.timezone into v_zone from public.kaleyra_settings s;
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, p_grains)
  ), buckets as (
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls) as calls
    from pieces p
    cross join lateral (
      select * from public.kaleyra_service_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and p_status is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_status_rollups
      where status = p_status and grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_agent_number is null and (p_service is null or r.service = p_service)
    group by 1, 2, 3, 4
    union all
    select p.grain, r.bucket, p.starts_at, p.ends_at, sum(r.calls)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_agent_status_rollups
      where agent_number = p_agent_number and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p.grain = 'day' and (p_status is null or r.status = p_status)
    group by 1, 2, 3, 4
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs where start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and p_agent_number is null
      and (p_service is null or l.service = p_service) and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
    union all
    select null, null, p.starts_at, p.ends_at, count(*)
    from pieces p
    cross join lateral (
      select * from public.kaleyra_call_logs
      where agent_number = p_agent_number and agent_number <> ''
        and start_time >= p.starts_at and start_time < p.ends_at offset 0
    ) l
    where p.grain is null and (p_status is null or l.status = p_status)
    group by p.starts_at, p.ends_at
  ), placed as (
    select b.*, row_number() over list_order as place, sum(b.calls) over list_order - b.calls as calls_before
    from buckets b
    window list_order as (
      order by case when p_ascending then b.starts_at end, case when p_ascending then b.bucket end, b.starts_at desc, b.bucket desc
      rows unbounded preceding)
  ), needed as (
    select
      p.place, p.calls_before,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date, v_zone)
        when 'hour' then p.bucket at time zone 'UTC'
        when 'quarter_hour' then p.bucket at time zone 'UTC'
        else p.starts_at
      end as starts_at,
      case p.grain
        when 'day' then public.local_day_border(p.bucket::date + 1, v_zone)
        when 'hour' then p.bucket at time zone 'UTC' + interval '1 hour'
        when 'quarter_hour' then p.bucket at time zone 'UTC' + interval '15 minutes'
        else p.ends_at
      end as ends_at
    from placed p
    where p.calls_before < p_skip + p_need and p.calls_before + p.calls > p_skip
  )
  select array_agg(n.starts_at order by n.place), array_agg(n.ends_at order by n.place), p_skip - min(n.calls_before),
    coalesce(bool_or(n.starts_at is null or n.ends_at is null), false)
  into starts, ends, first_skip, cut_a_returning_day
  from needed n;
end $$;

-- kaleyraVoice/lock_kaleyra_call_logs.sql
/*
 * Writers of call logs take turns, until they commit: what a statement adds to a rollup, and which legs a call has, then
 * depends on committed rows only, and no two writers can wait for each other.
 */
create function public.lock_kaleyra_call_logs() returns void
language plpgsql set search_path = '' as $$
begin
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    raise exception 'kaleyra_call_logs is written in READ COMMITTED only'
      using errcode = '25001', detail = 'The kept figures are worked out from what is committed once the writer has its turn; an older snapshot would miss it.';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('public.kaleyra_call_logs', 0));
end $$;

-- kaleyraVoice/mirror_send_to_call_attempt.sql
/* What the send learns, its attempt shows. */
create function public.mirror_send_to_call_attempt() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.call_attempts a set
    state = new.state, provider_id = new.provider_id, error_code = new.error_code, error_message = new.error_message,
    send_after = new.send_after, updated_at = now()
  where a.id = new.id
    and (a.state, a.provider_id, a.error_code, a.error_message, a.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after);
  return null;
end $$;

-- kaleyraVoice/queue_kaleyra_writer.sql
/* Before each statement that writes call logs: wait for the turn. */
create function public.queue_kaleyra_writer() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return null;
end $$;

-- kaleyraVoice/read_kaleyra_call_logs.sql
/*
 * Legs as the API passes them: a JSON array. A text that is the same in raw may be left out. The same id twice: the last.
 * Touches no table, so a writer that waits for its turn has this behind it.
 */
create function public.read_kaleyra_call_logs(p_rows jsonb) returns public.kaleyra_given_leg[]
language sql immutable set search_path = '' as $$
  select coalesce(array_agg(row(
    r.id, coalesce(r.uniqid, r.raw ->> 'uniqid', ''), coalesce(r.parent_id, r.raw ->> 'parent_id', ''),
    coalesce(r.callfrom, r.raw ->> 'callfrom', ''), coalesce(r.callto, r.raw ->> 'callto', ''), r.start_time, r.end_time,
    coalesce(r.duration, 0), coalesce(r.billsec, 0), coalesce(r.credits, r.raw ->> 'credits', ''),
    coalesce(r.status, r.raw ->> 'status', ''), coalesce(r.location, r.raw ->> 'location', ''),
    coalesce(r.provider, r.raw ->> 'provider', ''), coalesce(r.service, r.raw ->> 'service', ''),
    coalesce(r.caller_id, r.raw ->> 'caller_id', ''),
    case when r.recording <> '' then '/calls/recordings/' || r.id else '' end,
    coalesce(r.notes, r.raw ->> 'notes', ''), coalesce(r.custom, r.raw ->> 'custom', ''),
    case
      when r.raw ->> 'recording' <> '' then
        jsonb_set(r.raw, '{recording}', to_jsonb('sha256:' || encode(sha256(convert_to(r.raw ->> 'recording', 'UTF8')), 'hex')))
      else coalesce(r.raw, '{}')
    end,
    coalesce(r.recording, ''))::public.kaleyra_given_leg), '{}')
  from (
    select distinct on (f.id) f.*
    from rows from (jsonb_to_recordset(p_rows) as (
      id text collate "C", uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz,
      duration integer, billsec integer, credits text, status text, location text, provider text, service text, caller_id text,
      recording text, notes text, custom text, raw jsonb)) with ordinality as f
    order by f.id, f.ordinality desc
  ) r
$$;

-- kaleyraVoice/rebuild_kaleyra_rollups.sql
/*
 * Brings the customer calls and all rollups in line with the raw rows; writes only what differs.
 * (By merge joins: what is new is then stored in the order in which it will be read.)
 */
create function public.rebuild_kaleyra_rollups() returns void
language plpgsql security definer set search_path = '' set enable_hashjoin = off set enable_nestloop = off as $$
begin
  perform public.lock_kaleyra_call_logs();

  merge into public.kaleyra_calls c using public.kaleyra_calls_from_legs f on c.call_id = f.call_id
  when matched and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers)
      is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers) then
    update set start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count,
      talk_seconds = f.talk_seconds, agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers
  when not matched then
    insert (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers)
    values (f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers)
  when not matched by source then delete;

  merge into public.kaleyra_service_rollups r using public.kaleyra_service_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service
  when matched and (r.calls, r.customer_calls, r.customer_calls_answered, r.customer_calls_missed, r.customer_calls_not_forwarded)
      is distinct from (f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded) then
    update set calls = f.calls, customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered,
      customer_calls_missed = f.customer_calls_missed, customer_calls_not_forwarded = f.customer_calls_not_forwarded
  when not matched then
    insert (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
    values (f.grain, f.bucket, f.service, f.calls, f.customer_calls, f.customer_calls_answered, f.customer_calls_missed, f.customer_calls_not_forwarded)
  when not matched by source then delete;

  merge into public.kaleyra_status_rollups r using public.kaleyra_status_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.service = f.service and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (grain, bucket, service, status, calls) values (f.grain, f.bucket, f.service, f.status, f.calls)
  when not matched by source then delete;

  merge into public.kaleyra_agent_rollups r using public.kaleyra_agent_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.agent_number = f.agent_number
  when matched and (r.total_calls, r.calls_answered, r.missed_calls, r.connected_calls, r.total_talk_seconds, r.connected_talk_seconds,
        r.customer_calls, r.customer_calls_answered)
      is distinct from (f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds, f.connected_talk_seconds,
        f.customer_calls, f.customer_calls_answered) then
    update set total_calls = f.total_calls, calls_answered = f.calls_answered, missed_calls = f.missed_calls,
      connected_calls = f.connected_calls, total_talk_seconds = f.total_talk_seconds, connected_talk_seconds = f.connected_talk_seconds,
      customer_calls = f.customer_calls, customer_calls_answered = f.customer_calls_answered
  when not matched then
    insert (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
      connected_talk_seconds, customer_calls, customer_calls_answered)
    values (f.grain, f.bucket, f.agent_number, f.total_calls, f.calls_answered, f.missed_calls, f.connected_calls, f.total_talk_seconds,
      f.connected_talk_seconds, f.customer_calls, f.customer_calls_answered)
  when not matched by source then delete;

  merge into public.kaleyra_agent_status_rollups r using public.kaleyra_agent_status_rollups_from_facts f
    on r.agent_number = f.agent_number and r.bucket = f.bucket and r.status = f.status
  when matched and r.calls <> f.calls then update set calls = f.calls
  when not matched then insert (agent_number, bucket, status, calls) values (f.agent_number, f.bucket, f.status, f.calls)
  when not matched by source then delete;
end $$;

-- kaleyraVoice/reconcile_kaleyra_call_logs.sql
/*
 * Compares the staged rows of a run with ours of these days and, when asked to heal, makes ours equal. A row that only we have
 * is taken out, its last state kept in the activity log; one that was written after p_asked_at is younger than the question
 * and not judged. Rows are taken out only on good evidence: every row of the provider could be read (p_trusted), and it
 * listed at least as many as it lacks; an empty answer for a full day is more likely a fault of the provider.
 * Lists at most 1,000 ids of each kind. Healing is logged, with its counts.
 */
create function public.reconcile_kaleyra_call_logs(
  p_run_id uuid, p_from date, p_to date, p_asked_at timestamptz, p_heal boolean, p_trusted boolean
)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
  v_changed text[];
  v_extra   text[];
  v_remove  boolean;
  v_counts  jsonb;
  v_staged  integer := (select count(*) from public.kaleyra_reconcile_rows where run_id = p_run_id);
  v_stored  integer := (
    select count(*) from public.kaleyra_call_logs
    where start_time >= p_from::timestamp at time zone 'Asia/Kolkata' and start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata');
begin
  select
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'missing'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'changed'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'extra' and l.synced_at < p_asked_at), '{}')
  into v_missing, v_changed, v_extra
  from public.diff_kaleyra_call_logs(p_run_id, p_from, p_to) d
  left join public.kaleyra_call_logs l on l.id = d.id;

  v_remove := p_heal and p_trusted and cardinality(v_extra) <= v_staged;
  v_counts := jsonb_build_object(
    'provider_rows', v_staged, 'stored_rows', v_stored,
    'missing_count', cardinality(v_missing), 'extra_count', cardinality(v_extra),
    'extra_kept_count', case when v_remove then 0 else cardinality(v_extra) end, 'changed_count', cardinality(v_changed));
  if v_remove then
    perform public.log_activity('reconcile_remove', 'kaleyra_call_logs', l.id, to_jsonb(l))
    from public.kaleyra_call_logs l where l.id = any (v_extra);
    delete from public.kaleyra_call_logs where id = any (v_extra);
  end if;
  if p_heal then
    perform public.heal_kaleyra_call_logs(p_run_id);
    perform public.log_activity('reconcile', 'kaleyra_call_logs', p_from || case when p_to > p_from then '..' || p_to else '' end, null, v_counts);
  else
    delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  end if;
  return v_counts || jsonb_build_object(
    'missing', to_jsonb(v_missing[:1000]), 'extra', to_jsonb(v_extra[:1000]), 'changed', to_jsonb(v_changed[:1000]));
end $$;

-- kaleyraVoice/refresh_kaleyra_calls.sql
/*
 * Brings these customer calls in line with their legs; returns what that changes in the rollups.
 * The tables are entered by p_call_ids and what was found is joined by hashing, however few or many calls there are.
 */
create function public.refresh_kaleyra_calls(p_call_ids text[]) returns public.kaleyra_fact[]
language plpgsql set search_path = '' set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off as $$
declare
  v_zone  text := (select s.timezone from public.kaleyra_settings s);
  v_facts public.kaleyra_fact[];
begin
  with fresh as materialized (
    select f.* from public.kaleyra_calls_from_legs f where f.call_id = any (p_call_ids)
  ), kept as materialized (
    select c.* from public.kaleyra_calls c where c.call_id = any (p_call_ids)
  ), added as (
    insert into public.kaleyra_calls
      (call_id, start_time, service, outcome, leg_count, talk_seconds, agent_numbers, answered_agent_numbers)
    select f.call_id, f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers
    from fresh f
    where not exists (select from kept k where k.call_id = f.call_id)
  ), changed as (
    update public.kaleyra_calls c set
      start_time = f.start_time, service = f.service, outcome = f.outcome, leg_count = f.leg_count, talk_seconds = f.talk_seconds,
      agent_numbers = f.agent_numbers, answered_agent_numbers = f.answered_agent_numbers
    from fresh f
    where c.call_id = any (p_call_ids) and c.call_id = f.call_id
      and (c.start_time, c.service, c.outcome, c.leg_count, c.talk_seconds, c.agent_numbers, c.answered_agent_numbers)
        is distinct from (f.start_time, f.service, f.outcome, f.leg_count, f.talk_seconds, f.agent_numbers, f.answered_agent_numbers)
  ), removed as (
    delete from public.kaleyra_calls c
    where c.call_id = any (p_call_ids) and not exists (select from fresh f where f.call_id = c.call_id)
  ), signed as (
    select 1 as sign, f.* from fresh f union all select -1, k.* from kept k
  ), bucketed as materialized (
    select
      date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01') as quarter_hour,
      date_trunc('day', c.start_time at time zone v_zone) as day,
      c.*
    from signed c
  )
  select array_agg(row(fact.*)::public.kaleyra_fact) into v_facts
  from (
    select b.quarter_hour, b.day, b.service, null, null, 0, 0,
      sum(b.sign) as customer_calls,
      coalesce(sum(b.sign) filter (where b.outcome = 'answered'), 0) as answered,
      coalesce(sum(b.sign) filter (where b.outcome = 'missed'), 0) as missed,
      coalesce(sum(b.sign) filter (where b.outcome = 'not_forwarded'), 0) as not_forwarded
    from bucketed b
    group by 1, 2, 3
    union all
    select b.quarter_hour, b.day, null, a.agent_number, null, 0, 0,
      sum(b.sign),
      coalesce(sum(b.sign) filter (where a.agent_number = any (b.answered_agent_numbers)), 0),
      0, 0
    from bucketed b cross join unnest(b.agent_numbers) as a (agent_number)
    group by 1, 2, 4
  ) fact
  where fact.customer_calls <> 0 or fact.answered <> 0 or fact.missed <> 0 or fact.not_forwarded <> 0;
  return coalesce(v_facts, '{}');
end $$;

-- kaleyraVoice/remove_empty_kaleyra_rollups.sql
/*
 * Removes the rows that these facts brought to zero. ("offset 0": each is looked up in the index, whatever the planner thinks
 * of the tables' size; nobody else writes meanwhile, so a row's place is as good as its key.)
 */
create function public.remove_empty_kaleyra_rollups(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' set enable_seqscan = off as $$
begin
  delete from public.kaleyra_service_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.service is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_service_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.service, e.status
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_status_rollups
      where grain = k.grain and bucket = k.bucket and service = k.service and status = k.status and calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct g.grain, g.bucket, e.agent_number
      from unnest(p_facts) e cross join lateral public.kaleyra_buckets(e.quarter_hour, e.day) g
      where e.agent_number is not null and (e.calls < 0 or e.customer_calls < 0)
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_rollups
      where grain = k.grain and bucket = k.bucket and agent_number = k.agent_number and total_calls = 0 and customer_calls = 0 offset 0
    ) r));

  delete from public.kaleyra_agent_status_rollups where ctid = any (array(
    select r.ctid
    from (
      select distinct e.agent_number, e.day, e.status
      from unnest(p_facts) e
      where e.agent_number is not null and e.status is not null and e.calls < 0
    ) k
    cross join lateral (
      select ctid from public.kaleyra_agent_status_rollups
      where agent_number = k.agent_number and bucket = k.day and status = k.status and calls = 0 offset 0
    ) r));
end $$;

-- kaleyraVoice/scan_kaleyra_call_ids.sql
/*
 * The ids of the matching legs in one stretch of time, in list order: at most p_need after the first p_skip, out of the
 * first p_scan legs of the stretch (null: all). Only what comes after the leg p_after_* in list order.
 */
create function public.scan_kaleyra_call_ids(
  p_start timestamptz, p_end timestamptz, p_service text, p_agent_number text, p_status text,
  p_ascending boolean, p_after_time timestamptz, p_after_id text, p_skip bigint, p_need integer, p_scan integer
) returns text[]
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
declare
  -- One bound on each side, or the index would be entered by the wrong one.
  v_after boolean := case when p_ascending then p_after_time >= p_start else p_after_time < p_end end;
  v_time  timestamptz := case when v_after then p_after_time when p_ascending then p_start else p_end end;
  v_id    text := case when v_after then p_after_id else '' end;
begin
  if p_agent_number is not null and p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.agent_number, l.start_time, l.id limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_agent_number is not null then
    return array(
      select s.id
      from (
        select l.id, l.status from public.kaleyra_call_logs l
        where l.agent_number = p_agent_number and l.agent_number <> ''
          and l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.agent_number desc, l.start_time desc, l.id desc limit p_scan
      ) s
      where p_status is null or s.status = p_status
      offset p_skip limit p_need);
  elsif p_ascending then
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where (l.start_time, l.id) > (v_time, v_id) and l.start_time < p_end
        order by l.start_time, l.id limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  else
    return array(
      select s.id
      from (
        select l.id, l.service, l.status from public.kaleyra_call_logs l
        where l.start_time >= p_start and (l.start_time, l.id) < (v_time, v_id)
        order by l.start_time desc, l.id desc limit p_scan
      ) s
      where (p_service is null or s.service = p_service) and (p_status is null or s.status = p_status)
      offset p_skip limit p_need);
  end if;
end $$;

-- kaleyraVoice/stage_kaleyra_call_logs.sql
/* Keeps up to 1,000 rows (as for upsert_kaleyra_call_logs) for the comparison that goes by p_run_id. */
create function public.stage_kaleyra_call_logs(p_run_id uuid, p_rows jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_staged integer;
begin
  insert into public.kaleyra_reconcile_rows (run_id, id, entry)
  select distinct on (r.entry ->> 'id') p_run_id, r.entry ->> 'id', r.entry
  from jsonb_array_elements(p_rows) with ordinality as r (entry, place)
  order by r.entry ->> 'id', r.place desc
  on conflict (run_id, id) do update set entry = excluded.entry;
  get diagnostics v_staged = row_count;
  return v_staged;
end $$;

-- kaleyraVoice/start_kaleyra_sync.sql
/*
 * The run that covers these days: the one under way, or a new one together with its job. All runs share one queue, so one
 * at a time reads the provider, on whichever node. Who asks is logged, also when the run was there; the clock's ticks are not.
 */
create function public.start_kaleyra_sync(p_from date, p_to date, p_trigger text, p_requested_by uuid default null)
returns setof public.kaleyra_sync_runs
language plpgsql security definer set search_path = '' as $$
declare
  v_id  uuid;
  v_new boolean;
begin
  insert into public.kaleyra_sync_runs (from_date, to_date, trigger, requested_by, next_date, next_page, state)
  values (p_from, p_to, p_trigger, p_requested_by, p_from, 1, 'queued')
  on conflict (from_date, to_date) where state in ('queued', 'running') do nothing
  returning id into v_id;
  v_new := v_id is not null;
  if v_new then
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id);
  else
    select id into v_id from public.kaleyra_sync_runs
    where from_date = p_from and to_date = p_to order by created_at desc limit 1;
    -- A run whose job ran out of attempts, or was lost by hand, gets a new one instead of blocking its days for good.
    perform graphile_worker.add_job('kaleyra.sync_call_logs', json_build_object('run_id', v_id), queue_name => 'kaleyra', job_key => 'kaleyra.sync:' || v_id)
    where exists (select from public.kaleyra_sync_runs where id = v_id and state in ('queued', 'running'))
      and not exists (select from graphile_worker._private_jobs j where j.key = 'kaleyra.sync:' || v_id and j.attempts < j.max_attempts);
  end if;
  if p_trigger <> 'schedule' then
    perform public.log_activity('sync', 'kaleyra_sync_runs', v_id::text, null,
      jsonb_build_object('from_date', p_from, 'to_date', p_to, 'trigger', p_trigger, 'joined', not v_new), p_requested_by);
  end if;
  return query select * from public.kaleyra_sync_runs where id = v_id;
end $$;

-- kaleyraVoice/store_kaleyra_legs.sql
/*
 * Stores legs. A row that is already stored as given is neither written nor locked, so syncing a day again costs reading it.
 * stored = inserted + updated + unchanged.
 *
 * New rows go in by a plain insert: writers take turns, so nobody else can add the same id in between.
 */
create function public.store_kaleyra_legs(p_legs public.kaleyra_given_leg[], out inserted integer, out updated integer)
language plpgsql
set search_path = '' set enable_seqscan = off set enable_nestloop = off set enable_mergejoin = off
as $$
begin
  perform public.lock_kaleyra_call_logs();

  with given as materialized (
    select * from public.compare_kaleyra_call_logs(p_legs)
  ), inserted as (
    insert into public.kaleyra_call_logs
      (id, uniqid, parent_id, callfrom, callto, start_time, end_time, duration, billsec, credits, status, location, provider,
       service, caller_id, recording, notes, custom, raw)
    select g.id, g.uniqid, g.parent_id, g.callfrom, g.callto, g.start_time, g.end_time, g.duration, g.billsec, g.credits,
      g.status, g.location, g.provider, g.service, g.caller_id, g.recording, g.notes, g.custom, g.raw
    from given g
    where g.kept_id is null
    returning true
  ), updated as (
    update public.kaleyra_call_logs l set
      uniqid = g.uniqid, parent_id = g.parent_id, callfrom = g.callfrom, callto = g.callto, start_time = g.start_time,
      end_time = g.end_time, duration = g.duration, billsec = g.billsec, credits = g.credits, status = g.status,
      location = g.location, provider = g.provider, service = g.service, caller_id = g.caller_id, recording = g.recording,
      notes = g.notes, custom = g.custom, raw = g.raw, synced_at = now()
    from given g
    where g.is_changed and l.id = g.id and l.id = any (array(select c.id from given c where c.is_changed))
    returning true
  ), recordings_kept as (
    insert into public.kaleyra_call_recordings as k (call_log_id, url)
    select g.id, g.url from given g where g.url <> '' and (g.kept_id is null or g.is_changed)
    on conflict (call_log_id) do update set url = excluded.url, updated_at = now() where k.url <> excluded.url
  ), recordings_gone as (
    delete from public.kaleyra_call_recordings k
    where k.call_log_id = any (array(select c.id from given c where c.is_changed and c.url = ''))
  )
  select (select count(*) from inserted), (select count(*) from updated) into store_kaleyra_legs.inserted, store_kaleyra_legs.updated;
end $$;

-- kaleyraVoice/store_kaleyra_pages.sql
/*
 * Stores what was read from p_at_* on and moves the run's place on, as one step: after a kill the run goes on exactly behind
 * what is stored. p_synced counts the rows that this run had not met before. Refused (sync_place_moved) when the run stands
 * somewhere else: the pages before these are not stored yet, or another worker does the same run.
 *
 * The rows are read before the writer's turn comes, so two calls at once overlap. It does not wait for the disk: a server that
 * dies takes rows and place together, and the run reads them again. The run's last step waits, and with it for all before.
 */
create function public.store_kaleyra_pages(
  p_run_id uuid, p_rows jsonb, p_rejects jsonb, p_pages integer, p_synced integer, p_at_date date, p_at_page integer,
  p_next_date date, p_next_page integer
) returns void
language plpgsql set search_path = '' as $$
declare
  v_legs   public.kaleyra_given_leg[];
  v_stored record;
begin
  set local synchronous_commit = off;
  v_legs := public.read_kaleyra_call_logs(p_rows);
  perform public.lock_kaleyra_call_logs();
  if not exists (select from public.kaleyra_sync_runs r where r.id = p_run_id and r.next_date = p_at_date and r.next_page = p_at_page) then
    raise exception 'sync_place_moved' using errcode = 'P0409', detail = 'The run stands at another page.';
  end if;
  v_stored := public.store_kaleyra_legs(v_legs);
  insert into public.kaleyra_sync_rejects (run_id, page, fault, raw)
  select p_run_id, (r ->> 'page')::integer, r ->> 'fault', r -> 'raw' from jsonb_array_elements(p_rejects) r;
  update public.kaleyra_sync_runs set
    pages = pages + p_pages,
    synced = synced + p_synced,
    inserted = inserted + v_stored.inserted,
    updated = updated + v_stored.updated,
    unchanged = unchanged + jsonb_array_length(p_rows) - v_stored.inserted - v_stored.updated,
    rejected = rejected + jsonb_array_length(p_rejects),
    next_date = p_next_date,
    next_page = p_next_page,
    heartbeat_at = now()
  where id = p_run_id;
end $$;

-- kaleyraVoice/upsert_kaleyra_call_logs.sql
/* Reads and stores up to 1,000 legs. received = inserted + updated + unchanged. */
create function public.upsert_kaleyra_call_logs(p_rows jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_received integer := jsonb_array_length(p_rows);
  v_stored   record;
begin
  if v_received > 1000 then
    raise exception 'too_many_rows' using errcode = '22023', detail = 'At most 1,000 call logs at once.';
  end if;
  v_stored := public.store_kaleyra_legs(public.read_kaleyra_call_logs(p_rows));
  return jsonb_build_object(
    'received', v_received, 'inserted', v_stored.inserted, 'updated', v_stored.updated,
    'unchanged', v_received - v_stored.inserted - v_stored.updated);
end $$;

-- kaleyraVoice/verify_kaleyra_rollups.sql
/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_kaleyra_rollups() returns table (kept_in text, side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_kaleyra_call_logs();
  return query
  select 'kaleyra_calls', 'kept', to_jsonb(d) from (table public.kaleyra_calls except all table public.kaleyra_calls_from_legs) d
  union all
  select 'kaleyra_calls', 'rebuilt', to_jsonb(d) from (table public.kaleyra_calls_from_legs except all table public.kaleyra_calls) d;
  return query
  select 'kaleyra_service_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_service_rollups except all table public.kaleyra_service_rollups_from_facts) d
  union all
  select 'kaleyra_service_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_service_rollups_from_facts except all table public.kaleyra_service_rollups) d;
  return query
  select 'kaleyra_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_status_rollups except all table public.kaleyra_status_rollups_from_facts) d
  union all
  select 'kaleyra_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_status_rollups_from_facts except all table public.kaleyra_status_rollups) d;
  return query
  select 'kaleyra_agent_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_rollups except all table public.kaleyra_agent_rollups_from_facts) d
  union all
  select 'kaleyra_agent_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_rollups_from_facts except all table public.kaleyra_agent_rollups) d;
  return query
  select 'kaleyra_agent_status_rollups', 'kept', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups except all table public.kaleyra_agent_status_rollups_from_facts) d
  union all
  select 'kaleyra_agent_status_rollups', 'rebuilt', to_jsonb(d)
    from (table public.kaleyra_agent_status_rollups_from_facts except all table public.kaleyra_agent_status_rollups) d;
end $$;

-- notifications/notify_once.sql
/* Tells people something once: a second notice with the same key is none. */
create function public.notify_once(
  p_user_id uuid, p_module text, p_type text, p_title text, p_body text, p_entity_type text, p_entity_id text, p_dedupe_key text
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.notifications;
begin
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key)
  values (p_user_id, p_module, p_type, p_title, p_body, p_entity_type, p_entity_id, p_dedupe_key)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    return null;
  end if;
  perform public.announce_change(
    'notifications', 'notification:created', v_row.id::text, p_module,
    jsonb_build_object(
      'module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at),
    p_user_id);
  return v_row.id;
end $$;

-- platform/business_zone.sql
/* The zone that business days are cut in. */
create function public.business_zone() returns text
language sql stable set search_path = '' as $$ select s.timezone from public.kaleyra_settings s $$;

-- platform/changed_fields.sql
/* Of some fields of a row, those that differ in another one. */
create function public.changed_fields(p_row jsonb, p_other jsonb, p_fields text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(f, p_row -> f), '{}') from unnest(p_fields) f where p_row -> f is distinct from p_other -> f
$$;

-- platform/classify_columns.sql
/*
 * Says of each column of a table what it holds, as lines (or parts between semicolons) "<class>: <column>, <column> …":
 *
 *   none      nothing that is about a person
 *   personal  about a person: names, numbers, addresses, words, and rows that quote them
 *   secret    opens something, or can be checked against what does: sealed credentials, hashes of keys, addresses that need no sign-in. Read by
 *             the service only, never in the activity log, never announced. It may be about a person too.
 *
 * A class is the end of the column's comment ("class: personal"), so it follows the column wherever it goes; column_classes lists them.
 */
create function public.classify_columns(p_table regclass, p_classes text) returns void
language plpgsql set search_path = '' as $$
declare
  v_given  jsonb := '{}';
  v_entry  record;
  v_column record;
begin
  for v_entry in
    select btrim(split_part(line, ':', 1)) as class, btrim(name) as name
    from regexp_split_to_table(p_classes, '[;\n]') line, regexp_split_to_table(split_part(line, ':', 2), ',') name
    where btrim(line) <> ''
  loop
    if v_entry.class not in ('none', 'personal', 'secret') then
      raise exception '%: there is no class %.', p_table, v_entry.class;
    elsif v_given ? v_entry.name then
      raise exception '%: column % has two classes.', p_table, v_entry.name;
    end if;
    v_given := v_given || jsonb_build_object(v_entry.name, v_entry.class);
  end loop;
  for v_column in
    select a.attname as name, pg_catalog.col_description(p_table, a.attnum) as words
    from pg_catalog.pg_attribute a where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped order by a.attnum
  loop
    if not v_given ? v_column.name then
      raise exception '%: column % has no class.', p_table, v_column.name;
    end if;
    execute format('comment on column %s.%I is %L', p_table, v_column.name,
      concat_ws(' ', nullif(regexp_replace(v_column.words, '\s*class: \w+$', ''), ''), 'class: ' || (v_given ->> v_column.name)));
    v_given := v_given - v_column.name::text;
  end loop;
  if v_given <> '{}' then
    raise exception '%: there is no column %.', p_table, (select string_agg(name, ', ') from jsonb_object_keys(v_given) name);
  end if;
end $$;
revoke execute on function public.classify_columns(regclass, text) from public, anon, authenticated, service_role;

-- platform/column_classes.sql
create view public.column_classes with (security_invoker = true) as
select c.relname::text as table_name, a.attname::text as column_name, substring(col_description(c.oid, a.attnum) from 'class: (\w+)$') as class
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
comment on view public.column_classes is 'What each column holds: none, personal, secret; null when nobody has said it, which a test refuses. access: service only';
revoke all on public.column_classes from public, anon, authenticated, service_role;
grant select on public.column_classes to service_role;

-- platform/csv_cell.sql
/*
 * A text cell for a spreadsheet: what would be read as a formula is kept from it by an apostrophe; a plain number is not. A text that begins with
 * an apostrophe gets another one, so that whoever takes one away has the text as it was. The same as csv.ts.
 */
create function public.csv_cell(p_text text) returns text
language sql immutable as $$
  select case
    when p_text <> '' and strpos(E'=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFEFF\t\r\n''', left(p_text, 1)) > 0 and p_text !~ '^[+-]?[0-9]+([.][0-9]+)?$' then '''' || p_text
    else p_text
  end
$$;

-- platform/extensions.sql
create extension if not exists pg_trgm with schema extensions;

-- platform/fold_counts.sql
/* Makes one line of all lines of a key, for keys that got new ones. What another writer folds just now is left to him. */
create function public.fold_counts(p_counts regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_columns text := '';
  v_sums    text := '';
  v_totals  text := '';
  v_left    text := '';
  v_column  text;
begin
  for v_column in
    select attname from pg_catalog.pg_attribute where attrelid = p_counts and attnum > 0 and not attisdropped order by attnum
  loop
    if v_column like 'sum\_%' then
      v_sums := v_sums || format(', %I', v_column);
      v_totals := v_totals || format(', sum(%I)', v_column);
      v_left := v_left || format(' or sum(%I) <> 0', v_column);
    elsif v_column not in ('fresh', 'rows') then
      v_columns := v_columns || format(', %I', v_column);
    end if;
  end loop;
  execute format($sql$
    with gone as (
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where key in (select key from %1$s where fresh limit 2000) for update skip locked))
      returning *
    )
    insert into %1$s (fresh, rows%2$s%3$s)
    select false, sum(rows)%2$s%4$s from gone group by %5$s having sum(rows) <> 0%6$s
  $sql$, p_counts, v_columns, v_sums, v_totals, ltrim(v_columns, ', '), v_left);
end $$;

-- platform/grant_to_service.sql
/* Leaves a function of this name, with all its signatures, to the service; the line at the end of most functions' files. */
create function public.grant_to_service(p_name text) returns void
language plpgsql set search_path = '' as $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = p_name order by p.oid
  loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
  if not found then
    raise exception 'There is no function %.', p_name;
  end if;
end $$;
revoke execute on function public.grant_to_service(text) from public, anon, authenticated, service_role;

-- platform/keep_counts.sql
/*
 * Keeps, per combination of some columns of a table, how many rows there are and what some columns add up to; one call in the table's file:
 *
 *   select public.keep_counts('public.refunds', columns => 'status,reason_code,currency', sums => 'amount_minor');
 *
 *   columns  columns with few values each: a total whose filters are all on these is read, not counted
 *   sums     whole numbers to add up
 *   hidden   a row whose column here is set does not count
 *
 * Each statement adds lines to <table>_counts ("two fewer of these, two more of those") and changes none, so nobody waits for anybody; a count
 * is a sum of lines. Why: docs/decisions/kept_counts.md. It makes functions of the table's own, because one for any table goes through JSON.
 */
create function public.keep_counts(p_table regclass, columns text, sums text default '', hidden text default null) returns void
language plpgsql set search_path = '' as $$
declare
  v_name     text := (select relname from pg_catalog.pg_class where oid = p_table);
  v_counts   text := v_name || '_counts';
  v_columns  text[] := regexp_split_to_array(columns, '\s*,\s*');
  v_sums     text[] := case when sums = '' then '{}' else regexp_split_to_array(sums, '\s*,\s*') end;
  v_shown    text := case when hidden is null then 'true' else format('r.%I is null', hidden) end;
  v_types    text := (
    select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by array_position(v_columns, a.attname::text))
    from pg_catalog.pg_attribute a where a.attrelid = p_table and a.attname = any (v_columns));
  v_list     text := (select string_agg(quote_ident(c), ', ' order by n) from unnest(v_columns) with ordinality u (c, n));
  v_values   text := (select string_agg(format('r.%I', c), ', ' order by n) from unnest(v_columns) with ordinality u (c, n));
  v_sum_defs text := (select coalesce(string_agg(format(', %I numeric not null', 'sum_' || s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_list text := (select coalesce(string_agg(format(', %I', 'sum_' || s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_all  text := (select coalesce(string_agg(format(', coalesce(sum(r.%I), 0)', s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_sum_sign text := (select coalesce(string_agg(format(', coalesce(sum(r.sign * r.%I), 0)', s), '' order by n), '') from unnest(v_sums) with ordinality u (s, n));
  v_changed  text := (select concat(string_agg(format(' or sum(r.sign * r.%I) <> 0', s), '' order by n)) from unnest(v_sums) with ordinality u (s, n));
  v_needed   text := (
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_catalog.pg_attribute a
    where a.attrelid = p_table and a.attname = any (v_columns || v_sums || array_remove(array[hidden], null)));
  v_parts    record;
begin
  execute format('create table public.%I (key text collate "C" not null, fresh boolean not null default true, rows bigint not null, %s%s)',
    v_counts, v_types, v_sum_defs);
  execute format('comment on table public.%I is %L', v_counts,
    format('How many rows of %s there are by %s: the sum of rows. Kept by triggers, folded now and then. access: service only', v_name, v_list));
  execute format('create index %I on public.%I (key)', v_counts || '_key', v_counts);
  execute format('create index %I on public.%I (key) where fresh', v_counts || '_fresh', v_counts);
  perform public.publish_table(format('public.%I', v_counts)::regclass, service => 'select',
    classes => format('none: key, fresh, rows, %s%s', v_list, v_sum_list));

  execute format($function$
    create function public.%I() returns setof public.%I
    language sql stable set search_path = '' as $count$
      select md5(row(%s)::text), false, count(*), %s%s from %s r where %s group by %s
    $count$
  $function$, 'count_' || v_name || '_anew', v_counts, v_values, v_values, v_sum_all, p_table, v_shown, v_values);
  perform public.grant_to_service('count_' || v_name || '_anew');

  execute format($function$
    create function public.%1$I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.%2$I;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s from (select 1 as sign, r.* from new_rows r) r where %7$s group by %5$s;
      elsif tg_op = 'DELETE' then
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s from (select -1 as sign, r.* from old_rows r) r where %7$s group by %5$s;
      else
        insert into public.%2$I (key, rows, %3$s%4$s)
        select md5(row(%5$s)::text), sum(r.sign), %5$s%6$s
        from (select 1 as sign, %8$s from new_rows union all select -1, %8$s from old_rows) r
        where %7$s group by %5$s having sum(r.sign) <> 0%9$s;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.%2$I');
      end if;
      return null;
    end $trigger$
  $function$, 'keep_' || v_counts, v_counts, v_list, v_sum_list, v_values, v_sum_sign, v_shown, v_needed, v_changed);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', 'keep_' || v_counts);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows'),
      ('truncate', '')) p (operation, transitions)
  loop
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I()',
      'keep_counts_' || v_parts.operation, v_parts.operation, p_table, v_parts.transitions, 'keep_' || v_counts);
  end loop;
end $$;
revoke execute on function public.keep_counts(regclass, text, text, text) from public, anon, authenticated, service_role;

-- platform/local_day_border.sql
/*
 * The instant at which a local day begins: the first that the zone's clock shows as that date or a later one. Where the clock
 * goes back across midnight, 00:00 comes twice and the day begins at the first; where it jumps over midnight, the day begins
 * at the jump. Null when the day before comes back once more (a clock that goes back at 00:01, as in Newfoundland until 2011):
 * such days are counted by their date like any others, but time cannot be cut between them.
 */
create function public.local_day_border(p_day date, p_zone text) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  v_later   timestamptz := p_day::timestamp at time zone p_zone;  -- of two midnights Postgres takes the later
  v_before  timestamptz := v_later - interval '24 hours';
  v_earlier timestamptz;
  v_start   timestamptz;
  v_middle  timestamptz;
begin
  if v_before at time zone p_zone = p_day::timestamp - interval '24 hours'
      and ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
    return v_later;  -- the clock was not changed since the day before
  end if;

  v_before := v_later - interval '6 hours';
  v_earlier := (p_day::timestamp - (v_before at time zone p_zone - v_before at time zone 'UTC')) at time zone 'UTC';
  v_start := v_later;
  if v_earlier < v_later and (v_earlier at time zone p_zone)::date >= p_day then
    v_start := v_earlier;
    if ((v_later - interval '1 microsecond') at time zone p_zone)::date < p_day then
      return null;
    end if;
  end if;
  if ((v_start - interval '1 microsecond') at time zone p_zone)::date >= p_day then
    v_before := v_start - interval '36 hours';  -- a jump somewhere in between: find its second
    while v_start - v_before > interval '1 second' loop
      v_middle := v_before + make_interval(secs => floor(extract(epoch from v_start - v_before) / 2)::integer);
      if (v_middle at time zone p_zone)::date >= p_day then
        v_start := v_middle;
      else
        v_before := v_middle;
      end if;
    end loop;
  end if;
  return v_start;
end $$;
select public.grant_to_service('local_day_border');

-- platform/next_number.sql
/*
 * The next number of a series, `RFD-0042`: at least four digits, unique whatever happens at the same time. What is rolled back leaves a gap.
 */
create function public.next_number(p_prefix text, p_series regclass) returns text
language sql volatile set search_path = '' as $$
  select p_prefix || '-' || case when n < 10000 then lpad(n::text, 4, '0') else n::text end from nextval(p_series) n
$$;
select public.grant_to_service('next_number');

-- platform/publish_table.sql
/*
 * What every table needs before people and programs may meet it; one call at the end of the table's file. Parameters are named where it is called:
 *
 *   module    whoever may view this module may read the rows
 *   policy    or: the rows that a signed-in user may read, as a condition
 *   activity  the columns that name a row in the activity log, to which every change goes then
 *   classes   what each column holds: see classify_columns
 *   service   what service_role may do: all, or less where only functions and triggers write
 *
 * Without module and policy nobody but the service reads it, and its comment has to say so: access: service only.
 * It does nothing that a migration could not spell out; the one that is generated does.
 */
create function public.publish_table(
  p_table regclass, module text default null, policy text default null, activity text default null, classes text default '',
  service text default 'all'
) returns void
language plpgsql set search_path = '' as $$
declare
  v_name      text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_sequence  regclass;
  v_condition text := coalesce(policy, format('(select public.has_permission(%L, %L))', module, 'view'));
begin
  execute format('alter table %s enable row level security', p_table);
  -- A project gives them everything on what is made: beside writing also to look at it by triggers, to refer to it, to count in its sequences.
  execute format('revoke all on %s from anon, authenticated', p_table);
  for v_sequence in
    select d.objid::regclass from pg_catalog.pg_depend d
    join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
    where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = p_table and d.classid = 'pg_catalog.pg_class'::regclass
  loop
    execute format('revoke all on sequence %s from anon, authenticated', v_sequence);
  end loop;
  if module is not null or policy is not null then
    execute format('create policy %I on %s for select to authenticated using (%s)', v_name || '_view', p_table, v_condition);
    execute format('grant select on %s to authenticated', p_table);
  elsif coalesce(pg_catalog.obj_description(p_table, 'pg_class'), '') !~ 'access: service only' then
    raise exception 'Nobody could read %: give it a module or a policy, or let its comment say "access: service only".', p_table;
  end if;
  if service <> 'all' then
    execute format('revoke all on %s from service_role', p_table);
  end if;
  if service not in ('all', 'nothing') then
    execute format('grant %s on %s to service_role', service, p_table);
  end if;
  if activity is not null then
    execute format('create trigger %I after insert or update or delete on %s for each row execute function public.record_activity(%s)',
      v_name || '_activity', p_table,
      (select string_agg(quote_literal(k.name), ', ' order by k.n) from regexp_split_to_table(activity, '\s*,\s*') with ordinality k (name, n)));
  end if;
  perform public.classify_columns(p_table, classes);
end $$;
revoke execute on function public.publish_table(regclass, text, text, text, text, text) from public, anon, authenticated, service_role;

-- platform/rebuild_kept_counts.sql
/* Counts a table anew, for repairs and for rows that were brought in past the triggers. Writers wait. */
create function public.rebuild_kept_counts(p_table regclass) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_name text := (select relname from pg_catalog.pg_class where oid = p_table);
begin
  execute format('lock table %s in share row exclusive mode', p_table);
  execute format('delete from public.%I', v_name || '_counts');
  execute format('insert into public.%I select * from public.%I()', v_name || '_counts', 'count_' || v_name || '_anew');
end $$;
select public.grant_to_service('rebuild_kept_counts');

-- platform/touch_row.sql
/* Row trigger before an update: counts the version up and notes the time, whoever changes the row, when anything else changed. */
create function public.touch_row() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  if new is distinct from old then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $$;

-- platform/verify_kept_counts.sql
/* Where the kept counts of a table differ from its rows: nothing, or something is wrong. The columns as JSON, then what is kept and what is so. */
create function public.verify_kept_counts(p_table regclass) returns table (kept jsonb, counted jsonb)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_name text := (select relname from pg_catalog.pg_class where oid = p_table);
  v_sums text := (
    select coalesce(string_agg(format(', sum(%1$I) as %1$I', attname), '' order by attnum), '') from pg_catalog.pg_attribute
    where attrelid = format('public.%I', v_name || '_counts')::regclass and attnum > 0 and attname like 'sum\_%');
  v_columns text := (
    select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = format('public.%I', v_name || '_counts')::regclass and attnum > 0 and not attisdropped
      and attname not in ('key', 'fresh', 'rows') and attname not like 'sum\_%');
begin
  return query execute format($sql$
    with kept as (select key, %1$s, sum(rows) as rows%2$s from public.%3$I group by key, %1$s),
      counted as (select key, %1$s, sum(rows) as rows%2$s from public.%4$I() group by key, %1$s)
    select to_jsonb(k), to_jsonb(c) from (select * from kept k where k.rows <> 0) k full join counted c on c.key = k.key
    where to_jsonb(k) is distinct from to_jsonb(c)
  $sql$, v_columns, v_sums, v_name || '_counts', 'count_' || v_name || '_anew');
end $$;
select public.grant_to_service('verify_kept_counts');

-- realtime/advance_reaction.sql
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
select public.grant_to_service('advance_reaction');

-- realtime/announce_change.sql
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
select public.grant_to_service('announce_change');

-- realtime/announce_permissions.sql
/* Tells all nodes that somebody's permissions may have changed. */
create function public.announce_permissions() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('permissions_changed', '');
  return null;
end $$;
select public.grant_to_service('announce_permissions');

-- realtime/announce_table.sql
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
select public.grant_to_service('announce_table');

-- realtime/change_feed.sql
-- The change feed: what happened, in one order, for sockets, reactions and whoever asks GET /changes.
create table public.change_feed (
  id        bigint generated always as identity primary key,
  seq       bigint,
  namespace text not null check (namespace in ('emails', 'chats', 'calls', 'notifications', 'tickets', 'agents')),
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
alter table public.change_feed alter column payload set statistics 0;

-- realtime/change_feed_position.sql
create table public.change_feed_position (
  only_row   boolean primary key default true check (only_row),
  last_seq   bigint not null default 0,
  pruned_seq bigint not null default 0
);
comment on table public.change_feed_position is
  'The newest number that was given, and the newest that was taken out again by age. access: service only';
insert into public.change_feed_position default values;
select public.publish_table('public.change_feed_position', classes => 'none: only_row, last_seq, pruned_seq');

-- realtime/change_reactions.sql
create table public.change_reactions (
  name       text primary key,
  last_seq   bigint not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.change_reactions is 'How far each durable reaction has read the feed. access: service only';
select public.publish_table('public.change_reactions', classes => 'none: name, last_seq, created_at, updated_at');

-- realtime/number_changes.sql
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
select public.grant_to_service('number_changes');

-- realtime/prune_changes.sql
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
select public.grant_to_service('prune_changes');

-- refunds/refunds.sql
-- Money that a customer gets back, and for what.
create sequence public.refund_numbers;
revoke all on sequence public.refund_numbers from anon, authenticated;
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
  version integer not null default 1
);
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
  unique (refund_id, position)
);
comment on column public.refund_products.amount_minor is 'Of the whole line, in the smallest unit of the refund''s currency.';
create trigger refunds_touch before update on public.refunds for each row execute function public.touch_row();

-- roles/check_rights_held.sql
/*
 * Nobody gives or takes what he does not hold: raises role_exceeds_yours when the user lacks one of these rights ('calls:edit', or
 * 'full_access'), and names those. Changes of roles come one after the other, so that what is checked here is still so when it is written.
 */
create function public.check_rights_held(p_user_id uuid, p_rights text[]) returns void
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
begin
  perform public.lock_roles();
  select array_agg(distinct needed order by needed) into v_missing
  from unnest(p_rights) needed
  where not exists (
    select
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = split_part(needed, ':', 1)
    where ur.user_id = p_user_id
      and (r.full_access or case split_part(needed, ':', 2)
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end));
  if v_missing is not null then
    raise exception 'role_exceeds_yours' using errcode = 'P0403', detail = jsonb_build_object('missing', v_missing);
  end if;
end $$;
select public.grant_to_service('check_rights_held');

-- roles/get_permissions_of.sql
/* What several users may do, as get_user_permissions() says it. */
create function public.get_permissions_of(p_user_ids uuid[]) returns table (user_id uuid, permissions jsonb)
language sql stable set search_path = '' as $$
  select u, public.get_user_permissions(u) from unnest(p_user_ids) u
$$;
select public.grant_to_service('get_permissions_of');

-- roles/get_user_permissions.sql
/* What one user may do: {"roles": […], "full_access": bool, "modules": {"calls": ["view", …]}}. */
create function public.get_user_permissions(p_user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'roles', coalesce((
      select jsonb_agg(r.name order by r.name)
      from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id), '[]'),
    'full_access', exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where ur.user_id = p_user_id and r.full_access),
    'modules', coalesce((
      select jsonb_object_agg(module_key, actions)
      from (
        select rm.module_key, array_remove(array[
          case when bool_or(rm.can_view) then 'view' end,
          case when bool_or(rm.can_create) then 'create' end,
          case when bool_or(rm.can_edit) then 'edit' end,
          case when bool_or(rm.can_delete) then 'delete' end], null) as actions
        from public.user_roles ur join public.role_modules rm on rm.role_id = ur.role_id
        where ur.user_id = p_user_id
        group by rm.module_key
      ) granted), '{}')
  )
$$;
select public.grant_to_service('get_user_permissions');

-- roles/has_permission.sql
/* May the caller (auth.uid()) do this? Row policies and the API's guard ask the same tables. */
create function public.has_permission(p_module text, p_action text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1
    from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
    where ur.user_id = (select auth.uid())
      and public.is_active_user(ur.user_id)
      and (r.full_access or case p_action
        when 'view' then rm.can_view
        when 'create' then rm.can_create
        when 'edit' then rm.can_edit
        when 'delete' then rm.can_delete
      end)
  )
$$;
revoke execute on function public.has_permission(text, text) from public, anon;
grant execute on function public.has_permission(text, text) to authenticated, service_role;

-- roles/keep_last_admin.sql
/*
 * Somebody must always be able to give permissions: the last holder of full access who can sign in keeps it. Raises last_admin.
 * The lock makes two who go at the same time see each other.
 */
create function public.keep_last_admin() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from public.roles where id = old.role_id and full_access) then
    perform pg_advisory_xact_lock(hashtext('public.keep_last_admin'));
    if not exists (
      select 1 from public.user_roles ur join public.roles r on r.id = ur.role_id
      where r.full_access and ur.id <> old.id and public.is_active_user(ur.user_id)
    ) then
      raise exception 'last_admin' using errcode = 'P0409';
    end if;
  end if;
  return old;
end $$;

-- roles/lock_roles.sql
/* Whoever changes roles holds this to the end of the transaction. */
create function public.lock_roles() returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtext('public.roles'))
$$;
select public.grant_to_service('lock_roles');

-- roles/modules.sql
create table public.modules (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);
comment on table public.modules is 'The parts of the product that a permission can be given for.';
select public.publish_table('public.modules', policy => 'true', classes => '
  none: key, name, description, created_at');

-- roles/register_module.sql
/*
 * Declares a module together with what the seeded roles may do in it: 'vced' = view, create, edit, delete.
 * For data.sql; what an admin changed afterwards is kept.
 */
create function public.register_module(
  p_key text, p_name text, p_description text, p_supervisor text, p_agent text, p_viewer text
) returns void
language sql set search_path = '' as $$
  insert into public.modules (key, name, description) values (p_key, p_name, p_description)
  on conflict (key) do update set name = excluded.name, description = excluded.description;

  insert into public.role_modules (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select r.id, p_key, g.rights like '%v%', g.rights like '%c%', g.rights like '%e%', g.rights like '%d%'
  from (values ('supervisor', p_supervisor), ('agent', p_agent), ('viewer', p_viewer)) as g (role_name, rights)
  join public.roles r on r.name = g.role_name
  on conflict (role_id, module_key) do nothing;
$$;
revoke execute on function public.register_module(text, text, text, text, text, text) from public, anon, authenticated;

-- roles/rights_of_role.sql
/* What a role allows, as 'calls:edit'; 'full_access' stands for everything, in later modules too. */
create function public.rights_of_role(p_role_id uuid) returns text[]
language sql stable set search_path = '' as $$
  select coalesce(array_agg(held), '{}')
  from (
    select 'full_access' as held from public.roles where id = p_role_id and full_access
    union all
    select rm.module_key || ':' || granted.action
    from public.role_modules rm
    cross join lateral (values
      ('view', rm.can_view), ('create', rm.can_create), ('edit', rm.can_edit), ('delete', rm.can_delete)) as granted (action, given)
    where rm.role_id = p_role_id and granted.given
  ) rights
$$;
select public.grant_to_service('rights_of_role');

-- roles/roles.sql
create table public.roles (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name ~ '^[a-z][a-z0-9_]{1,49}$'),
  description text not null default '',
  full_access boolean not null default false,
  is_system boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on column public.roles.full_access is 'Everything is allowed, in modules that come later too.';
create trigger roles_announce after update or delete on public.roles
  for each statement execute function public.announce_permissions();
select public.publish_table('public.roles',
  module => 'roles', activity => 'id', classes => '
  none: id, name, description, full_access, is_system, created_at, updated_at');
insert into public.roles (name, description, full_access, is_system) values
  ('admin', 'May do everything.', true, true),
  ('supervisor', 'Runs the team: sees all, changes most.', false, true),
  ('agent', 'Works on customers'' matters.', false, true),
  ('viewer', 'Looks, changes nothing.', false, true)
on conflict (name) do nothing;

-- roles/set_role_modules.sql
/*
 * Replaces all that a role may do, as one step. The actor must hold what the role allowed and what it will allow.
 * Raises role_not_found, module_not_found, role_is_fixed, role_exceeds_yours.
 */
create function public.set_role_modules(p_role_id uuid, p_modules jsonb, p_actor_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  v_unknown text;
begin
  perform public.lock_roles();
  perform 1 from public.roles where id = p_role_id for update;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  if exists (select from public.roles where id = p_role_id and full_access) then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_role_id);
  end if;
  select m ->> 'module_key' into v_unknown
  from jsonb_array_elements(p_modules) m
  where not exists (select 1 from public.modules where key = m ->> 'module_key') limit 1;
  if v_unknown is not null then
    raise exception 'module_not_found' using errcode = 'P0422', detail = v_unknown;
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id) || array(
    select m ->> 'module_key' || ':' || a.action
    from jsonb_array_elements(p_modules) m, unnest(array['view', 'create', 'edit', 'delete']) as a (action)
    where (m ->> ('can_' || a.action))::boolean));
  delete from public.role_modules
  where role_id = p_role_id
    and module_key not in (select m ->> 'module_key' from jsonb_array_elements(p_modules) m);
  insert into public.role_modules as rm (role_id, module_key, can_view, can_create, can_edit, can_delete)
  select p_role_id, m ->> 'module_key',
    coalesce((m ->> 'can_view')::boolean, false), coalesce((m ->> 'can_create')::boolean, false),
    coalesce((m ->> 'can_edit')::boolean, false), coalesce((m ->> 'can_delete')::boolean, false)
  from jsonb_array_elements(p_modules) m
  on conflict (role_id, module_key) do update
    set can_view = excluded.can_view, can_create = excluded.can_create,
        can_edit = excluded.can_edit, can_delete = excluded.can_delete
    where (rm.can_view, rm.can_create, rm.can_edit, rm.can_delete)
      is distinct from (excluded.can_view, excluded.can_create, excluded.can_edit, excluded.can_delete);
end $$;
select public.grant_to_service('set_role_modules');

-- roles/update_role.sql
/*
 * Changes a role's name or description. Those that came with the product keep their names, by which later modules find them.
 * Raises role_not_found, role_exceeds_yours, role_is_fixed.
 */
create function public.update_role(p_id uuid, p_change jsonb, p_actor_id uuid) returns setof public.roles
language plpgsql set search_path = '' as $$
declare
  v_role public.roles;
begin
  perform public.lock_roles();
  select * into v_role from public.roles where id = p_id;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_id));
  if v_role.is_system and p_change ? 'name' and p_change ->> 'name' <> v_role.name then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_id);
  end if;
  return query
    update public.roles
    set name = coalesce(p_change ->> 'name', name), description = coalesce(p_change ->> 'description', description), updated_at = now()
    where id = p_id returning *;
end $$;
select public.grant_to_service('update_role');

-- roles/user_roles.sql
create table public.user_roles (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  role_id uuid not null references public.roles (id) on delete cascade,
  assigned_by uuid,
  created_at timestamptz not null default now(),
  unique (user_id, role_id)
);
create index user_roles_role_id_idx on public.user_roles (role_id);
create trigger user_roles_keep_last_admin before delete on public.user_roles
  for each row execute function public.keep_last_admin();
create trigger user_roles_announce after insert or update or delete on public.user_roles
  for each statement execute function public.announce_permissions();
select public.publish_table('public.user_roles',
  policy => $$user_id = (select auth.uid()) or (select public.has_permission('roles', 'view'))$$, activity => 'id', classes => '
  none: id, user_id, role_id, assigned_by, created_at');

-- roles/viewable_modules.sql
/* The modules that the caller (auth.uid()) may view: asked once per statement where has_permission() would be asked per row. */
create function public.viewable_modules() returns setof text
language sql stable security definer set search_path = '' as $$
  select m.key
  from public.modules m
  where public.is_active_user((select auth.uid())) and exists (
    select from public.user_roles ur
    join public.roles r on r.id = ur.role_id
    left join public.role_modules rm on rm.role_id = r.id and rm.module_key = m.key
    where ur.user_id = (select auth.uid()) and (r.full_access or rm.can_view))
$$;
revoke execute on function public.viewable_modules() from public, anon;
grant execute on function public.viewable_modules() to authenticated, service_role;

-- sends/advance_send.sql
/*
 * Notes what happened to a send and moves its state on, unless that would be a step back. The same p_dedupe_key a second time
 * changes nothing. Returns the state it has then; null when there is no such send.
 */
create function public.advance_send(
  p_id uuid, p_kind text, p_state text, p_detail jsonb default '{}', p_dedupe_key text default null,
  p_provider_id text default null, p_error_code text default null, p_error_message text default null
) returns text
language plpgsql set search_path = '' as $$
declare
  v_state text;
begin
  select s.state into v_state from public.sends s where s.id = p_id for update;
  if v_state is null then
    return null;
  end if;
  insert into public.send_events (send_id, kind, state, detail, dedupe_key)
  values (p_id, p_kind, p_state, p_detail, p_dedupe_key)
  on conflict (send_id, dedupe_key) where dedupe_key is not null do nothing;
  if not found then
    return v_state;
  end if;
  update public.sends s set
    state = case when public.send_rank(p_state) > public.send_rank(s.state) then p_state else s.state end,
    provider_id = coalesce(s.provider_id, p_provider_id),
    sent_at = case when p_state in ('sent', 'delivered', 'read') then coalesce(s.sent_at, now()) else s.sent_at end,
    -- What settles an uncertain send takes its error away.
    error_code = case when public.send_rank(p_state) > public.send_rank(s.state) then p_error_code else s.error_code end,
    error_message = case when public.send_rank(p_state) > public.send_rank(s.state) then left(p_error_message, 2000) else s.error_message end,
    updated_at = now()
  where s.id = p_id
    and (public.send_rank(p_state) > public.send_rank(s.state) or (s.provider_id is null and p_provider_id is not null))
  returning s.state into v_state;
  return coalesce(v_state, (select s.state from public.sends s where s.id = p_id));
end $$;
select public.grant_to_service('advance_send');

-- sends/begin_send.sql
/*
 * A worker takes the send: 'go' when it may be sent now. A send that is found in sending was under way when its worker
 * disappeared; whether it left is not known, so it becomes unknown and is not sent again.
 */
create function public.begin_send(p_id uuid, out decision text, out send jsonb)
language plpgsql set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.state = 'queued' and v_send.send_after <= now() then
    update public.sends s set state = 'sending', attempts = s.attempts + 1, sending_at = now(), updated_at = now() where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'sending', 'sending', jsonb_build_object('attempt', v_send.attempts));
    decision := 'go';
  elsif v_send.state = 'sending' then
    update public.sends s set state = 'unknown', updated_at = now(), error_code = 'interrupted',
      error_message = 'The process ended while this was being sent.' where s.id = p_id returning * into v_send;
    insert into public.send_events (send_id, kind, state) values (p_id, 'interrupted', 'unknown');
    decision := 'unknown';
  else
    decision := 'done';
  end if;
  send := to_jsonb(v_send);
end $$;
select public.grant_to_service('begin_send');

-- sends/cancel_send.sql
-- Logged without the payload: what a send carries is the customer's, or a secret that travels with it.

/* Takes back what is not under way yet. Raises send_not_found, send_not_cancellable. */
create function public.cancel_send(p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_before public.sends;
  v_after  public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'queued' then
    raise exception 'send_not_cancellable' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  update public.sends s set state = 'cancelled', updated_at = now() where s.id = p_id returning * into v_after;
  insert into public.send_events (send_id, kind, state) values (p_id, 'cancelled', 'cancelled');
  perform public.log_activity('cancel', 'sends', p_id::text, to_jsonb(v_before) - 'payload', to_jsonb(v_after) - 'payload');
  perform graphile_worker.remove_job('send:' || p_id);
end $$;
select public.grant_to_service('cancel_send');

-- sends/queue_send.sql
/* Writes a send and the job that sends it; with p_send_after later than now, the job waits. */
create function public.queue_send(p_channel text, p_payload jsonb, p_send_after timestamptz, p_created_by uuid, p_id uuid default gen_random_uuid())
returns uuid
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.sends (id, channel, payload, send_after, created_by)
  values (p_id, p_channel, p_payload, coalesce(p_send_after, now()), p_created_by);
  insert into public.send_events (send_id, kind, state) values (p_id, 'queued', 'queued');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
  return p_id;
end $$;
select public.grant_to_service('queue_send');

-- sends/reschedule_send.sql
/*
 * Gives what is not under way another time, and merges p_payload into what the worker will need then. Whoever holds the row's lock first decides: the
 * worker takes it before it sends. Raises send_not_found, send_not_reschedulable.
 */
create function public.reschedule_send(p_id uuid, p_send_after timestamptz, p_payload jsonb default '{}') returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.id is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_send.state <> 'queued' then
    raise exception 'send_not_reschedulable' using errcode = 'P0409', detail = 'It is ' || v_send.state || '.';
  end if;
  update public.sends s set send_after = p_send_after, payload = s.payload || p_payload, updated_at = now() where s.id = p_id;
  insert into public.send_events (send_id, kind, state, detail)
  values (p_id, 'rescheduled', 'queued', jsonb_build_object('from', v_send.send_after, 'to', p_send_after));
  -- A job that runs already, and waits for the lock, finds that it is not due.
  perform graphile_worker.remove_job('send:' || p_id || ':again');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
end $$;
select public.grant_to_service('reschedule_send');

-- sends/retry_send.sql
/* What certainly did not leave is tried again after p_delay. */
create function public.retry_send(p_id uuid, p_delay interval, p_error_code text, p_error_message text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.sends s set state = 'queued', send_after = now() + p_delay, error_code = p_error_code, error_message = left(p_error_message, 2000), updated_at = now()
  where s.id = p_id and s.state = 'sending';
  if found then
    insert into public.send_events (send_id, kind, state, detail) values (p_id, 'not_sent', 'queued', jsonb_build_object('error_code', p_error_code));
    perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => now() + p_delay, job_key => 'send:' || p_id || ':again');
  end if;
end $$;
select public.grant_to_service('retry_send');

-- sends/send_rank.sql
/* How far a state is; a send never goes back to a lower one. Null: no such state. */
create function public.send_rank(p_state text) returns integer
language sql immutable set search_path = '' as $$
  select case p_state
    when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3
    -- Failed beats sent (a bounce), what was delivered did not fail.
    when 'failed' then 4 when 'delivered' then 5 when 'read' then 6
    when 'cancelled' then 9
  end
$$;
select public.grant_to_service('send_rank');

-- sends/sends.sql
-- Sends: what leaves the house (a dial, later a reply or a message) is a row first, then a job sends it.
create table public.sends (
  id            uuid primary key default gen_random_uuid(),
  channel       text collate "C" not null,
  state         text collate "C" not null default 'queued'
    check (state in ('queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'cancelled')),
  payload       jsonb not null default '{}',
  provider_id   text,
  send_after    timestamptz not null default now(),
  attempts      integer not null default 0,
  error_code    text,
  error_message text,
  created_by    uuid,
  created_at    timestamptz not null default now(),
  sending_at    timestamptz,
  sent_at       timestamptz,
  updated_at    timestamptz not null default now()
);
comment on table public.sends is 'One row per thing to be sent; its state only moves forward. access: service only';
comment on column public.sends.state is
  'queued, sending, sent, delivered, read; unknown: it left and nobody knows whether it arrived, never sent again, settled by what the provider reports; failed; cancelled.';
create index sends_open on public.sends (state, created_at) where state in ('queued', 'sending', 'unknown');
create index sends_channel on public.sends (channel, created_at desc, id desc);
create trigger mirror_call_attempt after update on public.sends
  for each row when (
    new.channel like 'kaleyra.%'
    and (old.state, old.provider_id, old.error_code, old.error_message, old.send_after)
      is distinct from (new.state, new.provider_id, new.error_code, new.error_message, new.send_after))
  execute function public.mirror_send_to_call_attempt();
create trigger mirror_email after update on public.sends
  for each row when (
    new.channel = 'email.smtp'
    and (old.state, old.send_after, old.error_code, old.error_message) is distinct from (new.state, new.send_after, new.error_code, new.error_message))
  execute function public.mirror_send_to_email();
select public.publish_table('public.sends', classes => '
  none: id, channel, state, provider_id, send_after, attempts, error_code, created_by, created_at, sending_at, sent_at
  none: updated_at
  personal: error_message
  secret: payload');

-- sends/settle_send.sql
/* A person settles what the provider left uncertain. Raises send_not_found, send_not_uncertain. */
create function public.settle_send(p_id uuid, p_state text, p_reason text) returns void
language plpgsql set search_path = '' as $$
declare
  v_before public.sends;
begin
  select * into v_before from public.sends s where s.id = p_id for update;
  if not found then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_before.state <> 'unknown' then
    raise exception 'send_not_uncertain' using errcode = 'P0409', detail = 'It is ' || v_before.state || '.';
  end if;
  perform public.advance_send(p_id, 'settled', p_state, jsonb_build_object('reason', p_reason));
  perform public.log_activity('settle', 'sends', p_id::text, to_jsonb(v_before) - 'payload',
    to_jsonb(s) - 'payload' || jsonb_build_object('reason', p_reason))
  from public.sends s where s.id = p_id;
end $$;
select public.grant_to_service('settle_send');

-- status/act_on.sql
/*
 * One step of a lifecycle. Locks the row, looks up in p_steps (status -> action -> next status) whether the step may be taken from where
 * the row is, moves it, sets further columns, and leaves one entry in the activity log under the name of the action, with the note.
 *
 * p_to instead of p_action names the status that is wanted: the step that leads there is taken; none when the row has that status already.
 * The table has the columns id, status and version, and the triggers touch_row and record_activity. Null when there is no such row.
 * Raises stale_version, step_not_allowed (with status, action and the actions that are allowed).
 */
create function public.act_on(
  p_table text, p_steps jsonb, p_id uuid, p_action text default null, p_to text default null,
  p_note text default '', p_version integer default null, p_set jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_table   regclass := p_table::regclass;
  v_status  text;
  v_version integer;
  v_steps   jsonb;
  v_action  text := p_action;
  v_next    text;
  v_columns text;
  v_row     jsonb;
begin
  execute format('select status, version from %s where id = $1 for update', v_table) into v_status, v_version using p_id;
  if v_status is null then
    return null;
  end if;
  if p_version is distinct from null and p_version <> v_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_version);
  end if;

  v_steps := coalesce(p_steps -> v_status, '{}');
  if v_action is null and p_to is distinct from v_status then
    select s.key into v_action from jsonb_each_text(v_steps) s where s.value = p_to order by s.key limit 1;
  end if;
  v_next := case when p_action is null and p_to = v_status then v_status else v_steps ->> v_action end;
  if v_next is null then
    raise exception 'step_not_allowed' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_status, 'action', p_action, 'to', p_to,
      'allowed', coalesce((select jsonb_agg(k order by k) from jsonb_object_keys(v_steps) k), '[]'));
  end if;

  select string_agg(format(', %1$I = n.%1$I', k), '') into v_columns from jsonb_object_keys(p_set) k;
  perform set_config('activity.step', jsonb_build_object('action', v_action, 'note', p_note)::text, true);
  execute format(
    'update %1$s t set status = $2%2$s from jsonb_populate_record(null::%1$s, $3) n where t.id = $1 returning to_jsonb(t)',
    v_table, coalesce(v_columns, '')) into v_row using p_id, v_next, p_set;
  perform set_config('activity.step', '', true);
  return v_row;
end $$;
select public.grant_to_service('act_on');

-- webhookInbox/accept_webhook_events.sql
/*
 * Stores a group of events, element by element of the arrays, and adds the jobs that will work on the new ones: one per source.
 * An event that is there already is left alone. Returns how many are new.
 */
create function public.accept_webhook_events(
  p_sources text[], p_dedupe_keys text[], p_methods text[], p_paths text[], p_queries text[], p_headers text[], p_bodies bytea[], p_request_ids text[]
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_new integer;
begin
  with inserted as (
    insert into public.webhook_events (source, dedupe_key, method, path, query, headers, body, request_id)
    select e.source, e.dedupe_key, e.method, e.path, e.query, e.headers::jsonb, e.body, e.request_id
    from unnest(p_sources, p_dedupe_keys, p_methods, p_paths, p_queries, p_headers, p_bodies, p_request_ids)
      as e (source, dedupe_key, method, path, query, headers, body, request_id)
    -- Two groups that hold the same events lock them in one order.
    order by e.source, e.dedupe_key
    on conflict (source, dedupe_key) do nothing
    returning id, source
  ), per_source as (
    select i.source, array_agg(i.id order by i.id) as ids from inserted i group by i.source
  )
  select coalesce(sum(cardinality(p.ids)), 0) into v_new
  from per_source p cross join lateral (select public.add_webhook_job(p.source, p.ids)) job;
  return v_new;
end $$;
select public.grant_to_service('accept_webhook_events');

-- webhookInbox/add_webhook_job.sql
/* One job for events of one source. */
create function public.add_webhook_job(p_source text, p_ids bigint[], p_run_at timestamptz default null) returns void
language plpgsql set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.process', json_build_object('source', p_source, 'event_ids', p_ids), run_at => p_run_at, max_attempts => 100);
end $$;
select public.grant_to_service('add_webhook_job');

-- webhookInbox/drop_old_webhook_events.sql
/* Drops processed events that are older, 10,000 at a time; returns how many. Parked ones stay until somebody decides. */
create function public.drop_old_webhook_events(p_before timestamptz) returns integer
language plpgsql set search_path = '' as $$
declare
  v_dropped integer;
begin
  with old as (
    select w.id from public.webhook_events w where w.state = 'processed' and w.processed_at < p_before order by w.id limit 10000
  )
  delete from public.webhook_events w using old where w.id = old.id;
  get diagnostics v_dropped = row_count;
  return v_dropped;
end $$;
select public.grant_to_service('drop_old_webhook_events');

-- webhookInbox/fail_webhook_event.sql
/*
 * One failed. It is tried again after 5 s, 10 s, 20 s … up to an hour, with up to a fifth more by chance; after p_max_attempts
 * tries, or at once when p_park says that another try cannot help, it is parked. Returns its state.
 */
create function public.fail_webhook_event(p_id bigint, p_code text, p_message text, p_park boolean, p_max_attempts integer) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_event public.webhook_events;
begin
  update public.webhook_events w set
    attempts = w.attempts + 1,
    state = case when p_park or w.attempts + 1 >= p_max_attempts then 'parked' else 'retrying' end,
    next_attempt_at = case when p_park or w.attempts + 1 >= p_max_attempts then null
      else now() + least(5 * 2 ^ w.attempts, 3600) * (1 + random() * 0.2) * interval '1 second' end,
    error_code = p_code,
    error_message = left(p_message, 2000)
  where w.id = p_id and w.state in ('received', 'retrying')
  returning * into v_event;
  if v_event.state = 'retrying' then
    perform public.add_webhook_job(v_event.source, array[v_event.id], v_event.next_attempt_at);
  end if;
  return v_event.state;
end $$;
select public.grant_to_service('fail_webhook_event');

-- webhookInbox/finish_webhook_events.sql
/* These are done. outcomes: one for each. */
create function public.finish_webhook_events(p_ids bigint[], p_outcomes text[]) returns void
language sql set search_path = '' as $$
  update public.webhook_events w
  set state = 'processed', processed_at = now(), attempts = w.attempts + 1, next_attempt_at = null, outcome = e.outcome, error_code = null, error_message = null
  from unnest(p_ids, p_outcomes) as e (id, outcome)
  where w.id = e.id and w.state <> 'processed'
$$;
select public.grant_to_service('finish_webhook_events');

-- webhookInbox/replay_webhook_events.sql
/*
 * Works on stored events once more, in the order in which they came: those that the filters leave (all null: every one).
 * Returns how many; p_dry_run counts only.
 */
create function public.replay_webhook_events(
  p_id bigint, p_source text, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  if p_dry_run then
    return (
      select count(*) from public.webhook_events w
      where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
        and (p_error_code is null or w.error_code = p_error_code)
        and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to));
  end if;
  with replayed as (
    update public.webhook_events w
    set state = 'received', attempts = 0, replays = w.replays + 1, next_attempt_at = null, error_code = null, error_message = null
    where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
      and (p_error_code is null or w.error_code = p_error_code)
      and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to)
    returning w.id, w.source
  ), numbered as (
    select r.source, r.id, (row_number() over (partition by r.source order by r.id) - 1) / 500 as batch from replayed r
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  )
  select coalesce(sum(cardinality(b.ids)), 0) into v_count
  from batches b cross join lateral (select public.add_webhook_job(b.source, b.ids)) job;
  perform public.log_activity('replay', 'webhook_events', coalesce(p_id::text, 'by filter'), null,
    jsonb_strip_nulls(jsonb_build_object('source', p_source, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'events', v_count)));
  return v_count;
end $$;
select public.grant_to_service('replay_webhook_events');

-- webhookInbox/requeue_webhook_events.sql
/*
 * The safety net: events whose job is gone (removed by hand, out of attempts) get a new one. One that waits for a job of its
 * own may then be worked on twice, which does no harm.
 */
create function public.requeue_webhook_events(p_older_than interval) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stuck as (
    select w.source, w.id from public.webhook_events w
    where (w.state = 'received' and w.received_at < now() - p_older_than)
      or (w.state = 'retrying' and w.next_attempt_at < now() - p_older_than)
    order by w.id limit 5000
  ), numbered as (
    select s.source, s.id, (row_number() over (partition by s.source order by s.id) - 1) / 500 as batch from stuck s
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  ), added as (
    select b.ids from batches b cross join lateral (
      select graphile_worker.add_job('webhooks.process', json_build_object('source', b.source, 'event_ids', b.ids),
        job_key => 'webhooks.requeue:' || b.source || ':' || b.ids[1], max_attempts => 100)
    ) job
  )
  select coalesce(sum(cardinality(a.ids)), 0) into v_count from added a;
  return v_count;
end $$;
select public.grant_to_service('requeue_webhook_events');

-- webhookInbox/webhook_events.sql
-- The webhook inbox: what providers tell us, stored before it is acknowledged, worked on afterwards.
create table public.webhook_events (
  id              bigint generated always as identity primary key,
  source          text collate "C" not null,
  dedupe_key      text collate "C" not null,
  state           text collate "C" not null default 'received' check (state in ('received', 'retrying', 'processed', 'parked')),
  received_at     timestamptz not null default now(),
  method          text not null,
  path            text not null,
  query           text not null default '',
  headers         jsonb not null default '{}',
  body            bytea,
  attempts        integer not null default 0,
  replays         integer not null default 0,
  next_attempt_at timestamptz,
  processed_at    timestamptz,
  outcome         text,
  error_code      text,
  error_message   text,
  request_id      text
);
comment on table public.webhook_events is 'One row per event that a provider sent, as it came. access: service only';
comment on column public.webhook_events.dedupe_key is
  'What makes the event this one, as its source defines it; a second delivery has the same key and changes nothing.';
comment on column public.webhook_events.state is
  'received: waits for its first try. retrying: failed, tried again at next_attempt_at. parked: failed for good until somebody replays it.';
comment on column public.webhook_events.outcome is 'What came of it, in a word, as its source says.';
create unique index webhook_events_once on public.webhook_events (source, dedupe_key);
create index webhook_events_open on public.webhook_events (state, source, id) where state <> 'processed';
create index webhook_events_source on public.webhook_events (source, id);
-- Rows change state once and go after some weeks: keep room for it, and visit often.
alter table public.webhook_events set
  (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
select public.publish_table('public.webhook_events', classes => '
  none: id, source, dedupe_key, state, received_at, method, path, attempts, replays, next_attempt_at, processed_at, outcome
  none: error_code, request_id
  personal: query, headers, body, error_message');

-- webhookSubscriptions/disable_webhook_subscription.sql
/*
 * Switches a subscription off because its endpoint does not work, and tells people once. Nothing happens when it is off.
 * The caller holds the subscription.
 */
create function public.disable_webhook_subscription(p_id uuid, p_reason text, p_words text) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set is_active = false, disabled_at = now(), disabled_reason = p_reason, updated_at = now()
  where id = p_id and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return false;
  end if;
  perform public.notify_once(
    null, 'webhooks', 'webhook_disabled', 'Webhook "' || v_row.name || '" was switched off', p_words,
    'webhook_subscriptions', v_row.id::text, 'webhook_disabled:' || v_row.id || ':' || extract(epoch from v_row.disabled_at));
  return true;
end $$;
select public.grant_to_service('disable_webhook_subscription');

-- webhookSubscriptions/enqueue_many_webhook_deliveries.sql
-- Many events at once for the outgoing webhooks: most are wanted by nobody, and one look tells which.

/*
 * enqueue_webhook_deliveries for each of [{"seq", "event", "namespace", "entity_id", "payload", "at"}], in their order, all or
 * none. Returns how many deliveries were added.
 */
create function public.enqueue_many_webhook_deliveries(p_events jsonb) returns integer
language sql security definer set search_path = '' as $$
  select coalesce(sum(public.enqueue_webhook_deliveries(w.seq, w.event, w.namespace, w.entity_id, w.payload, w.at)), 0)::integer
  from (
    select e.*
    from jsonb_to_recordset(p_events) as e (seq bigint, event text, namespace text, entity_id text, payload jsonb, at timestamptz)
    where exists (
      select from public.webhook_subscriptions s
      where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
        and s.event_types && array[e.event, split_part(e.event, ':', 1) || ':*', '*'])
    order by e.seq
  ) w
$$;
select public.grant_to_service('enqueue_many_webhook_deliveries');

-- webhookSubscriptions/enqueue_webhook_deliveries.sql
/*
 * One delivery for each subscription that wants the event. Called again for the same event it adds nothing, so whoever
 * reads the change feed may read twice. A subscription that we switched off goes on collecting (see docs/workflows);
 * one that a person switched off does not. Returns how many were added.
 */
create function public.enqueue_webhook_deliveries(
  p_seq bigint, p_event text, p_namespace text, p_entity_id text, p_payload jsonb, p_at timestamptz
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  with added as (
    insert into public.webhook_deliveries (subscription_id, seq, event, namespace, entity_id, body, event_at)
    select s.id, p_seq, p_event, p_namespace, p_entity_id, public.webhook_body(p_seq, p_event, p_payload, p_at), p_at
    from public.webhook_subscriptions s
    where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
      and s.event_types && array[p_event, split_part(p_event, ':', 1) || ':*', '*']
    on conflict (subscription_id, seq) do nothing
    returning id
  )
  select array_agg(id) into v_ids from added;
  if v_ids is null then
    return 0;
  end if;
  perform public.open_webhook_lanes(v_ids);
  perform public.wake_webhook_workers();
  return cardinality(v_ids);
end $$;
select public.grant_to_service('enqueue_webhook_deliveries');

-- webhookSubscriptions/expire_webhook_deliveries.sql
/*
 * Drops deliveries that ended longer ago than p_days, at most p_most at once; what a switched-off or removed endpoint
 * has collected for so long is cancelled first. Returns how many rows went.
 */
create function public.expire_webhook_deliveries(p_days integer, p_most integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with stale as (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where d.state in ('pending', 'sending') and not s.is_active
      and (s.deleted_at is not null or d.created_at < now() - p_days * interval '1 day')
    limit p_most
  )
  update public.webhook_deliveries d
  set state = 'cancelled', reason = 'not_collected', next_attempt_at = null, finished_at = now()
  from stale where d.id = stale.id;
  delete from public.webhook_deliveries where id in (
    select id from public.webhook_deliveries where finished_at < now() - p_days * interval '1 day' limit p_most);
  get diagnostics v_count = row_count;
  delete from public.webhook_subscriptions s
  where s.deleted_at < now() - p_days * interval '1 day'
    and not exists (select from public.webhook_deliveries d where d.subscription_id = s.id);
  return v_count;
end $$;
select public.grant_to_service('expire_webhook_deliveries');

-- webhookSubscriptions/finish_webhook_attempt.sql
/*
 * Records what came of an attempt and what follows. p_result: delivered; failed (p_retry_in_ms null: given up);
 * aborted (the receiver wants no more of it); released (we stopped before it was over: it goes on elsewhere, and counts for nothing).
 * An attempt whose lease was taken over only gets its record: whoever has the delivery now decides.
 */
create function public.finish_webhook_attempt(
  p_attempt_id bigint, p_result text, p_status_code integer, p_error_code text, p_response_excerpt text, p_duration_ms integer,
  p_retry_in_ms double precision, p_gone boolean, p_disable_after_ms double precision, p_disable_min_failures integer
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_delivery public.webhook_deliveries;
  v_subscription public.webhook_subscriptions;
  v_holds boolean;
  v_state text;
  v_disabled boolean := false;
  v_is_test boolean;
begin
  update public.webhook_delivery_attempts set
    finished_at = v_now, outcome = case p_result when 'aborted' then 'failed' else p_result end, status_code = p_status_code,
    error_code = p_error_code, response_excerpt = p_response_excerpt, duration_ms = p_duration_ms
  where id = p_attempt_id;
  if not found then
    raise exception 'webhook_attempt_not_found' using errcode = 'P0404';
  end if;
  select d.* into v_delivery from public.webhook_delivery_attempts a join public.webhook_deliveries d on d.id = a.delivery_id
  where a.id = p_attempt_id;
  v_is_test := v_delivery.event = 'webhook.test';

  -- Always the subscription, then the lane, then the delivery: enabling takes them in the same order.
  select * into v_subscription from public.webhook_subscriptions where id = v_delivery.subscription_id;
  if not v_is_test and (p_result = 'failed' or (p_result = 'delivered' and v_subscription.first_failure_at is not null)) then
    select * into v_subscription from public.webhook_subscriptions where id = v_delivery.subscription_id for no key update;
  end if;
  perform from public.webhook_lanes l
  where l.subscription_id = v_delivery.subscription_id and l.namespace = v_delivery.namespace and l.entity_id = v_delivery.entity_id
    and l.attempt_id = p_attempt_id for update;
  v_holds := found;
  if not v_holds then
    return jsonb_build_object('state', v_delivery.state, 'disabled', false, 'superseded', true);
  end if;

  v_state := case
    when p_result = 'delivered' then 'delivered'
    when p_result = 'aborted' then 'cancelled'
    when p_result = 'released' then 'pending'
    when v_is_test or p_retry_in_ms is null then 'given_up'
    else 'pending' end;
  update public.webhook_deliveries set
    state = v_state,
    reason = case when p_result = 'aborted' then 'receiver_aborted' when v_state = 'given_up' then 'attempts_exhausted' end,
    schedule_position = schedule_position + case when p_result = 'failed' then 1 else 0 end,
    next_attempt_at = case
      when v_state <> 'pending' then null
      when p_result = 'released' then v_now
      else v_now + p_retry_in_ms * interval '1 millisecond' end,
    last_status_code = p_status_code, last_error = p_error_code,
    finished_at = case when v_state = 'pending' then null else v_now end
  where id = v_delivery.id;
  perform public.release_webhook_lane(v_delivery.subscription_id, v_delivery.namespace, v_delivery.entity_id);

  if v_is_test then
    null;
  elsif p_result = 'delivered' and v_subscription.first_failure_at is not null then
    update public.webhook_subscriptions set first_failure_at = null, consecutive_failures = 0 where id = v_subscription.id;
  elsif p_result = 'failed' then
    update public.webhook_subscriptions
    set first_failure_at = coalesce(first_failure_at, v_now), consecutive_failures = consecutive_failures + 1
    where id = v_subscription.id
    returning * into v_subscription;
    if p_gone then
      v_disabled := public.disable_webhook_subscription(
        v_subscription.id, 'gone', 'The endpoint answered 410 Gone. Events are kept until it is enabled again.');
    elsif v_subscription.consecutive_failures >= p_disable_min_failures
      and v_now - v_subscription.first_failure_at >= p_disable_after_ms * interval '1 millisecond' then
      v_disabled := public.disable_webhook_subscription(
        v_subscription.id, 'failing',
        'Nothing has arrived since ' || to_char(v_subscription.first_failure_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC ('
          || v_subscription.consecutive_failures || ' failed attempts). Events are kept until it is enabled again.');
    end if;
  end if;
  return jsonb_build_object('state', v_state, 'disabled', v_disabled, 'superseded', false);
end $$;
select public.grant_to_service('finish_webhook_attempt');

-- webhookSubscriptions/get_webhook_lag.sql
/* What an operator looks at: deliveries that are open, and the oldest that could be sent now. idle: nobody sends to its endpoint. */
create function public.get_webhook_lag() returns table (open_deliveries bigint, oldest_due_seconds double precision, oldest_idle_seconds double precision)
language sql stable security definer set search_path = '' as $$
  select
    (select count(*) from public.webhook_deliveries where state in ('pending', 'sending')),
    coalesce(max(late.seconds), 0), coalesce(max(late.seconds) filter (where not late.busy), 0)
  from (
    select extract(epoch from now() - l.due_at)::double precision as seconds,
      exists (select from public.webhook_lanes b where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()) as busy
    from public.webhook_subscriptions s
    cross join lateral (select due_at from public.webhook_lanes w where w.subscription_id = s.id order by w.due_at limit 1) l
    where s.is_active and s.deleted_at is null and l.due_at < now()
  ) late
$$;
select public.grant_to_service('get_webhook_lag');

-- webhookSubscriptions/next_webhook_due_ms.sql
/*
 * When there is something to claim, milliseconds from now; null when nothing is open. What waits for a free place of its
 * endpoint does not count: whoever frees the place looks by itself.
 */
create function public.next_webhook_due_ms(p_endpoint_limit integer) returns double precision
language sql security definer set search_path = '' as $$
  -- Of null, greatest() would make 0.
  select case when count(*) > 0 then greatest(0, extract(epoch from min(next.due_at) - now()) * 1000)::double precision end
  from public.webhook_subscriptions s
  cross join lateral (
    select count(*) >= p_endpoint_limit as full from public.webhook_lanes b
    where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()
  ) places
  cross join lateral (
    select w.due_at from public.webhook_lanes w
    where w.subscription_id = s.id and (not places.full or w.due_at > now())
    order by w.due_at limit 1
  ) next
  where s.is_active and s.deleted_at is null
$$;
select public.grant_to_service('next_webhook_due_ms');

-- webhookSubscriptions/open_webhook_lanes.sql
/* Puts deliveries behind the others of their entity. */
create function public.open_webhook_lanes(p_delivery_ids uuid[]) returns void
language sql set search_path = '' as $$
  insert into public.webhook_lanes as l (subscription_id, namespace, entity_id, due_at)
  select d.subscription_id, d.namespace, d.entity_id, min(d.next_attempt_at)
  from public.webhook_deliveries d where d.id = any (p_delivery_ids)
  group by 1, 2, 3
  -- In one order, so that two writers of the same lanes wait for each other instead of blocking each other.
  order by 1, 2, 3
  -- The update changes nothing but takes the row: a worker about to remove the lane then sees that it is not empty.
  on conflict (subscription_id, namespace, entity_id) do update set due_at = l.due_at
$$;
select public.grant_to_service('open_webhook_lanes');

-- webhookSubscriptions/redeliver_webhooks.sql
/*
 * Sends again all that match and are over (not those that wait or are being sent); with p_dry_run only counts.
 * Per entity they go in their old order. Raises too_many_deliveries above p_most.
 */
create function public.redeliver_webhooks(
  p_most integer, p_dry_run boolean, p_subscription_id uuid default null, p_state text default null, p_event text default null,
  p_from timestamptz default null, p_to timestamptz default null
) returns integer
language plpgsql set search_path = '' as $$
declare
  v_ids uuid[];
begin
  select array_agg(found.id) into v_ids
  from (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where s.deleted_at is null and d.state in ('delivered', 'given_up', 'cancelled')
      and (p_subscription_id is null or d.subscription_id = p_subscription_id)
      and (p_state is null or d.state = p_state)
      and (p_event is null or d.event = p_event)
      and (p_from is null or d.created_at >= p_from)
      and (p_to is null or d.created_at < p_to)
      and d.event <> 'webhook.test'
    limit p_most + 1
  ) found;
  if cardinality(v_ids) > p_most then
    raise exception 'too_many_deliveries' using errcode = 'P0422', detail = format('More than %s match: narrow the range.', p_most);
  end if;
  if p_dry_run then
    return coalesce(cardinality(v_ids), 0);
  end if;
  with opened as (
    update public.webhook_deliveries
    set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
    where id = any (v_ids) and state in ('delivered', 'given_up', 'cancelled')
    returning id
  )
  select coalesce(array_agg(id), '{}') into v_ids from opened;
  -- As a replay of the inbox is: one entry for all, with the filter, also when nothing matched.
  perform public.log_activity('redeliver', 'webhook_deliveries', 'by filter', null,
    jsonb_strip_nulls(jsonb_build_object(
      'subscription_id', p_subscription_id, 'state', p_state, 'event', p_event, 'from', p_from, 'to', p_to, 'deliveries', cardinality(v_ids))));
  if cardinality(v_ids) > 0 then
    perform public.open_webhook_lanes(v_ids);
    perform public.wake_webhook_workers();
  end if;
  return cardinality(v_ids);
end $$;
select public.grant_to_service('redeliver_webhooks');

-- webhookSubscriptions/release_webhook_lane.sql
/* Lets the next delivery of an entity come, or closes its lane. The caller holds the lane. */
create function public.release_webhook_lane(p_subscription_id uuid, p_namespace text, p_entity_id text) returns void
language plpgsql set search_path = '' as $$
declare
  v_due timestamptz;
begin
  select coalesce(d.next_attempt_at, now()) into v_due from public.webhook_deliveries d
  where d.subscription_id = p_subscription_id and d.namespace = p_namespace and d.entity_id = p_entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1;
  if found then
    update public.webhook_lanes set attempt_id = null, due_at = v_due
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  else
    delete from public.webhook_lanes
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  end if;
end $$;
select public.grant_to_service('release_webhook_lane');

-- webhookSubscriptions/rotate_webhook_secret.sql
/* A new secret; the old one signs as well for p_grace_ms. The one before that is forgotten. Raises webhook_subscription_not_found. */
create function public.rotate_webhook_secret(p_id uuid, p_secret text, p_grace_ms double precision) returns timestamptz
language plpgsql set search_path = '' as $$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  perform from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  update public.webhook_secrets set previous_secret = secret, previous_until = v_until, secret = p_secret where subscription_id = p_id;
  perform public.log_activity('rotate_secret', 'webhook_subscriptions', p_id::text);
  return v_until;
end $$;
select public.grant_to_service('rotate_webhook_secret');

-- webhookSubscriptions/wake_webhook_workers.sql
/* A worker shall look now. One waiting job serves all that are enqueued until it runs. */
create function public.wake_webhook_workers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job('webhooks.deliver', '{}', job_key => 'webhooks.deliver');
end $$;
select public.grant_to_service('wake_webhook_workers');

-- webhookSubscriptions/webhook_body.sql
/* The text that is sent and signed. Its fields are documented: docs/workflows/outgoing_webhooks.md. */
create function public.webhook_body(p_seq bigint, p_event text, p_payload jsonb, p_at timestamptz) returns text
language sql immutable set search_path = '' as $$
  select json_build_object(
    'event', p_event, 'type', p_event,
    'timestamp', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', p_payload, 'seq', p_seq)::text
$$;
select public.grant_to_service('webhook_body');

-- webhookSubscriptions/webhook_subscriptions.sql
-- Outgoing webhooks: who wants to hear of what, what was sent, and what came of it.
create table public.webhook_subscriptions (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  description text not null default '',
  url text not null,
  event_types text[] not null check (cardinality(event_types) > 0),
  is_active boolean not null default true,
  disabled_at timestamptz,
  disabled_reason text,
  first_failure_at timestamptz,
  consecutive_failures integer not null default 0,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
comment on column public.webhook_subscriptions.event_types is 'Exact names, ''<entity>:*'' or ''*''.';
comment on column public.webhook_subscriptions.disabled_at is 'Set when we switched it off ourselves; a person''s is_active = false leaves it null.';
comment on column public.webhook_subscriptions.first_failure_at is 'Since when nothing has arrived; null after a success.';
-- The counters of failures are no deed of anybody, so their columns are left out.
create trigger webhook_subscriptions_activity after insert or delete or
  update of name, description, url, event_types, is_active, deleted_at on public.webhook_subscriptions
  for each row execute function public.record_activity('id');
select public.publish_table('public.webhook_subscriptions',
  module => 'webhooks', classes => '
  none: id, name, description, url, event_types, is_active, disabled_at, disabled_reason, first_failure_at
  none: consecutive_failures, created_by, created_at, updated_at, deleted_at');

-- webhookSubscriptions/webhook_work.sql
create type public.webhook_work as (
  attempt_id bigint, attempt integer, delivery_id uuid, webhook_id text, subscription_id uuid, event text, namespace text,
  entity_id text, body text, schedule_position integer, url text, secret text, previous_secret text, authorization_token text
);

-- activityLog/activity_log.sql
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

-- activityLog/get_history.sql
select public.grant_to_service('get_history');

-- activityLog/log_activity.sql
select public.grant_to_service('log_activity');

-- activityLog/url_without_query.sql
select public.grant_to_service('url_without_query');

-- adminDashboard/apply_email_facts.sql
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
select public.grant_to_service('apply_email_facts');

-- adminDashboard/apply_email_rollup_changes.sql
select public.grant_to_service('apply_email_rollup_changes');

-- adminDashboard/clear_email_rollups.sql
select public.grant_to_service('clear_email_rollups');

-- adminDashboard/email_mailbox_rollups.sql
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
alter table public.email_mailbox_rollups set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
select public.publish_table('public.email_mailbox_rollups', service => 'select', classes => '
  none: grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops
  none: open, pending, resolved, closed, spam');

-- adminDashboard/email_range_figures.sql
select public.grant_to_service('email_range_figures');

-- adminDashboard/email_rollup_changes.sql
-- At the commit; the first of a transaction's rows takes the others with it.
create constraint trigger apply after insert on public.email_rollup_changes
  deferrable initially deferred for each row execute function public.keep_email_rollups();
select public.publish_table('public.email_rollup_changes', service => 'nothing', classes => 'none: tx, id, zone; personal: facts');

-- adminDashboard/email_sender_rollups.sql
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
alter table public.email_sender_rollups  set (autovacuum_vacuum_scale_factor = 0.05);
select public.publish_table('public.email_sender_rollups', service => 'select', classes => '
  none: scope, grain, bucket, emails
  personal: from_email');

-- adminDashboard/email_team_rollups.sql
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
alter table public.email_team_rollups    set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
select public.publish_table('public.email_team_rollups', service => 'select', classes => '
  none: grain, bucket, support_email_id, team, emails, inbound, outbound, unread');

-- adminDashboard/follow_business_zone.sql
select public.grant_to_service('follow_business_zone');

-- adminDashboard/get_email_daily_volume.sql
select public.grant_to_service('get_email_daily_volume');

-- adminDashboard/get_email_overview.sql
select public.grant_to_service('get_email_overview');

-- adminDashboard/get_email_top_senders.sql
select public.grant_to_service('get_email_top_senders');

-- adminDashboard/get_email_totals.sql
select public.grant_to_service('get_email_totals');

-- adminDashboard/get_emails_by_mailbox.sql
select public.grant_to_service('get_emails_by_mailbox');

-- adminDashboard/get_emails_by_team.sql
select public.grant_to_service('get_emails_by_team');

-- adminDashboard/keep_email_rollups.sql
select public.grant_to_service('keep_email_rollups');

-- adminDashboard/lock_email_rollups.sql
select public.grant_to_service('lock_email_rollups');

-- adminDashboard/note_email_changes.sql
select public.grant_to_service('note_email_changes');

-- adminDashboard/rebuild_email_rollups.sql
select public.grant_to_service('rebuild_email_rollups');

-- adminDashboard/verify_email_rollups.sql
select public.grant_to_service('verify_email_rollups');

-- agents/agents.sql
select public.publish_table('public.agents',
  policy => '(select exists (select from public.viewable_modules()))', activity => 'id', classes => '
  none: id, is_active, created_at, updated_at
  personal: name, phone_number');

-- apiKeys/api_key_secrets.sql
/*
 * Apart from api_keys, so that no list, no policy and no activity row can show a hash. A key has two rows for a while
 * after it was rotated.
 */
create table public.api_key_secrets (
  key_hash text primary key,
  api_key_id uuid not null references public.api_keys (id) on delete cascade,
  valid_until timestamptz not null default 'infinity',
  created_at timestamptz not null default now()
);
comment on table public.api_key_secrets is
  'SHA-256 of each key, which is random, so a fast hash is enough. access: service only';
create index api_key_secrets_api_key_id_idx on public.api_key_secrets (api_key_id);
select public.publish_table('public.api_key_secrets', classes => 'none: api_key_id, valid_until, created_at; secret: key_hash');

-- apiKeys/api_key_usage.sql
select public.publish_table('public.api_key_usage', classes => 'none: api_key_id, used, window_ends_at');

-- apiKeys/api_keys.sql
create trigger api_keys_stay before delete on public.api_keys
  for each row execute function public.refuse_key_removal();
create trigger api_keys_no_truncate before truncate on public.api_keys
  for each statement execute function public.refuse_key_removal();
select public.publish_table('public.api_keys', module => 'api_keys', classes => '
  none: id, name, prefix, scopes, rate_limit_per_hour, expires_at, revoked_at, last_used_at, created_by, created_at
  none: updated_at');
revoke all on public.api_keys from anon;

-- apiKeys/check_scopes.sql
select public.grant_to_service('check_scopes');

-- apiKeys/create_api_key.sql
select public.grant_to_service('create_api_key');

-- apiKeys/lock_api_key.sql
select public.grant_to_service('lock_api_key');

-- apiKeys/revoke_api_key.sql
select public.grant_to_service('revoke_api_key');

-- apiKeys/rotate_api_key.sql
select public.grant_to_service('rotate_api_key');

-- apiKeys/update_api_key.sql
select public.grant_to_service('update_api_key');

-- apiKeys/use_api_key.sql
select public.grant_to_service('use_api_key');

-- auth/count_login_attempt.sql
select public.grant_to_service('count_login_attempt');

-- auth/get_session_state.sql
select public.grant_to_service('get_session_state');
-- The answers are remembered for a moment. A user who is deleted or banned, and a session that ends, are told to all nodes.
create trigger users_announce_end after delete or update of banned_until, deleted_at on auth.users
  for each statement execute function public.announce_permissions();
create trigger sessions_announce_end after delete on auth.sessions
  for each statement execute function public.announce_permissions();

-- auth/is_active_user.sql
select public.grant_to_service('is_active_user');

-- auth/login_attempts.sql
select public.publish_table('public.login_attempts', classes => 'none: failures, blocked_until, forget_at; personal: subject');

-- auth/take_back_login_attempt.sql
select public.grant_to_service('take_back_login_attempt');

-- customers/customer_identities.sql
create table public.customer_identities (
  id          uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  kind        text collate "C" not null check (kind in ('email', 'phone')),
  value       text collate "C" not null check (value <> ''),
  source      text not null default '',
  created_at  timestamptz not null default now(),
  unique (kind, value)
);
comment on table public.customer_identities is 'The addresses by which a customer is known; each belongs to one customer.';
comment on column public.customer_identities.value is 'Normalised: an e-mail address in lower case.';
create index customer_identities_customer on public.customer_identities (customer_id);
select public.publish_table('public.customer_identities', module => 'customers', classes => '
  none: id, customer_id, kind, source, created_at
  personal: value');

-- customers/customers.sql
select public.publish_table('public.customers', module => 'customers', classes => 'none: id, created_at, updated_at; personal: name');

-- customers/resolve_customer.sql
select public.grant_to_service('resolve_customer');

-- emailTriage/apply_email_triages.sql
select public.grant_to_service('apply_email_triages');

-- emailTriage/get_email_triage_state.sql
select public.grant_to_service('get_email_triage_state');

-- emailTriage/skip_email_triage.sql
select public.grant_to_service('skip_email_triage');

-- emailTriage/triage_fields.sql
select public.grant_to_service('triage_fields');

-- files/stored_files.sql
select public.publish_table('public.stored_files', classes => 'none: sha256, size, created_at');

-- gmailIngestion/composing/add_email_upload.sql
/* Notes a file that lies in the file store by now. */
create function public.add_email_upload(p_sha256 text, p_filename text, p_content_type text, p_size bigint, p_created_by uuid) returns setof public.email_uploads
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  return query
  insert into public.email_uploads (sha256, filename, content_type, size, created_by)
  values (p_sha256, p_filename, p_content_type, p_size, p_created_by) returning *;
end $$;
select public.grant_to_service('add_email_upload');

-- gmailIngestion/composing/email_uploads.sql
select public.publish_table('public.email_uploads', classes => '
  none: id, sha256, content_type, size, created_by, created_at, used_at
  personal: filename');

-- gmailIngestion/emails/add_email_search.sql
select public.grant_to_service('add_email_search');

-- gmailIngestion/emails/change_emails.sql
select public.grant_to_service('change_emails');

-- gmailIngestion/emails/change_matter.sql
select public.grant_to_service('change_matter');

-- gmailIngestion/emails/check_assignee.sql
select public.grant_to_service('check_assignee');

-- gmailIngestion/emails/count_email_threads.sql
select public.grant_to_service('count_email_threads');

-- gmailIngestion/emails/count_emails.sql
select public.grant_to_service('count_emails');

-- gmailIngestion/emails/count_some_email_matches.sql
select public.grant_to_service('count_some_email_matches');

-- gmailIngestion/emails/delete_email.sql
select public.grant_to_service('delete_email');

-- gmailIngestion/emails/email_bulk_items.sql
create table public.email_bulk_items (
  bulk_id  uuid not null references public.email_bulks (id) on delete cascade,
  position integer not null,
  email_id uuid not null,
  outcome  text collate "C" check (outcome in ('changed', 'skipped', 'failed')),
  reason   text,
  primary key (bulk_id, position)
);
comment on table public.email_bulk_items is 'The e-mails of a bulk change, and what became of each; no outcome: not yet. access: service only';
create index email_bulk_items_open on public.email_bulk_items (bulk_id, position) where outcome is null;
create index email_bulk_items_failed on public.email_bulk_items (bulk_id, position) where outcome = 'failed';
select public.publish_table('public.email_bulk_items', classes => 'none: bulk_id, position, email_id, outcome, reason');

-- gmailIngestion/emails/email_bulks.sql
select public.publish_table('public.email_bulks', classes => '
  none: id, change, state, matched, changed, skipped, failed, error_code, created_by, created_at, finished_at
  personal: filter');

-- gmailIngestion/emails/email_conditions.sql
select public.grant_to_service('email_conditions');

-- gmailIngestion/emails/email_counters.sql
select public.publish_table('public.email_counters', classes => '
  none: key, fresh, rows, support_email_id, direction, status, is_read, team');

-- gmailIngestion/emails/email_cursor.sql
select public.grant_to_service('email_cursor');

-- gmailIngestion/emails/email_detail_counters.sql
select public.publish_table('public.email_detail_counters', classes => '
  none: key, fresh, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment, language
  none: has_attachments, triage_state, send_state, unassigned');

-- gmailIngestion/emails/email_people.sql
select public.grant_to_service('email_people');

-- gmailIngestion/emails/email_query.sql
select public.grant_to_service('email_query');

-- gmailIngestion/emails/email_question.sql
select public.grant_to_service('email_question');

-- gmailIngestion/emails/email_rows_query.sql
select public.grant_to_service('email_rows_query');

-- gmailIngestion/emails/email_search_text.sql
select public.grant_to_service('email_search_text');

-- gmailIngestion/emails/email_search_times.sql
select public.grant_to_service('email_search_times');

-- gmailIngestion/emails/email_speakers.sql
select public.grant_to_service('email_speakers');

-- gmailIngestion/emails/email_thread_counters.sql
select public.publish_table('public.email_thread_counters', classes => '
  none: key, fresh, rows, support_email_id, status, team, priority, unassigned, unread');

-- gmailIngestion/emails/email_threads.sql
create table public.email_threads (
  id                        uuid primary key default gen_random_uuid(),
  support_email_id          uuid not null references public.support_emails (id),
  subject                   text not null default '',
  customer_id               uuid references public.customers (id),
  participants              text[] not null default '{}',
  gmail_thread_id           text,
  message_count             integer not null default 0,
  inbound_count             integer not null default 0,
  unread_count              integer not null default 0,
  first_message_at          timestamptz,
  last_message_at           timestamptz,
  last_inbound_at           timestamptz,
  last_outbound_at          timestamptz,
  last_direction            text,
  snippet                   text not null default '',
  status                    text collate "C" not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed', 'spam')),
  priority                  text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  team                      text collate "C",
  assignee_id               uuid references public.agents (id) on delete set null,
  possible_duplicate_of     uuid references public.email_threads (id) on delete set null,
  possible_duplicate_reason text,
  version                   integer not null default 1,
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now()
);
comment on table public.email_threads is 'One matter in one mailbox. Counts, times and the snippet are kept by triggers on emails; deleted e-mails do not count.';
comment on column public.email_threads.participants is 'Lower-case addresses of the other side: whoever wrote, or was written to, but our own.';
comment on column public.email_threads.possible_duplicate_of is 'A thread that its references named but whose people are others; possible_duplicate_reason says more.';
create index email_threads_gmail on public.email_threads (support_email_id, gmail_thread_id) where gmail_thread_id is not null;
create trigger email_threads_counters_insert after insert on public.email_threads
  referencing new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_update after update on public.email_threads
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_thread_counters();
create trigger email_threads_counters_delete after delete on public.email_threads
  referencing old table as old_rows for each statement execute function public.keep_email_thread_counters();
create index email_threads_newest on public.email_threads (last_message_at, id) where message_count > 0;
create index email_threads_mailbox on public.email_threads (support_email_id, last_message_at, id) where message_count > 0;
create index email_threads_status on public.email_threads (status, last_message_at, id) where message_count > 0;
create index email_threads_team on public.email_threads (team, last_message_at, id) where message_count > 0 and team is not null;
create index email_threads_live_team on public.email_threads (team, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and team is not null;
create index email_threads_live_assignee on public.email_threads (assignee_id, status, last_message_at, id)
  where message_count > 0 and status in ('open', 'pending') and assignee_id is not null;
create index email_threads_assignee on public.email_threads (assignee_id, last_message_at, id) where message_count > 0 and assignee_id is not null;
create index email_threads_unassigned on public.email_threads (last_message_at, id) where message_count > 0 and assignee_id is null;
create index email_threads_customer on public.email_threads (customer_id, last_message_at, id) where message_count > 0;
create index email_threads_priority on public.email_threads (priority, last_message_at, id) where message_count > 0 and priority <> 'normal';
create index email_threads_unread on public.email_threads (last_message_at, id) where message_count > 0 and unread_count > 0;
select public.publish_table('public.email_threads', module => 'emails', classes => '
  none: id, support_email_id, customer_id, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at
  none: last_message_at, last_inbound_at, last_outbound_at, last_direction, status, priority, team, assignee_id
  none: possible_duplicate_of, possible_duplicate_reason, version, created_at, updated_at
  personal: subject, participants, snippet');

-- gmailIngestion/emails/email_words.sql
select public.grant_to_service('email_words');

-- gmailIngestion/emails/emails.sql
create table public.emails (
  id                 uuid primary key default gen_random_uuid(),
  support_email_id   uuid not null references public.support_emails (id),
  mailbox_message_id uuid unique references public.mailbox_messages (id),
  thread_id          uuid not null references public.email_threads (id),
  thread_reason      text not null default '',
  direction          text collate "C" not null check (direction in ('inbound', 'outbound')),
  kind               text collate "C" not null default 'message' check (kind in ('message', 'auto_reply', 'bounce', 'list', 'loop')),
  kind_reason        text not null default '',
  message_id         text collate "C" not null default '',
  in_reply_to        text collate "C" not null default '',
  reference_ids      text[] not null default '{}',
  from_email         text collate "C" not null default '',
  from_name          text not null default '',
  reply_to           jsonb not null default '[]',
  to_recipients      jsonb not null default '[]',
  cc_recipients      jsonb not null default '[]',
  bcc_recipients     jsonb not null default '[]',
  subject            text not null default '',
  snippet            text not null default '',
  body_text          text not null default '',
  body_html          text not null default '',
  new_text           text not null default '',
  quoted_text        text not null default '',
  sent_at            timestamptz,
  received_at        timestamptz not null,
  size               integer not null default 0,
  attachment_count   integer not null default 0,
  has_attachments    boolean not null generated always as (attachment_count > 0) stored,
  notes              jsonb not null default '[]',
  customer_id        uuid references public.customers (id),
  is_read            boolean not null default false,
  status             text collate "C" not null default 'open' check (status in ('open', 'pending', 'resolved', 'closed', 'spam')),
  priority           text collate "C" not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  category           text collate "C",
  sentiment          text collate "C" check (sentiment in ('positive', 'neutral', 'negative')),
  language           text collate "C",
  team               text collate "C",
  summary            text,
  suggested_reply    text,
  assignee_id        uuid references public.agents (id) on delete set null,
  triage_state       text collate "C" not null default 'none' check (triage_state in ('none', 'pending', 'done', 'failed', 'blocked')),
  triaged_at         timestamptz,
  human_fields       text[] not null default '{}',
  send_id            uuid unique references public.sends (id),
  send_state         text collate "C",
  send_after         timestamptz,
  send_error_code    text,
  send_error_message text,
  resend_of          uuid references public.emails (id),
  created_by         uuid,
  version            integer not null default 1,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  deleted_at         timestamptz,
  forward_of         uuid references public.emails (id)
)
-- Bodies move out of line early, so that a list reads few pages.
with (toast_tuple_target = 512);
comment on table public.emails is 'Messages of the mailboxes, received and sent.';
comment on column public.emails.kind is 'What wrote it: message a person; auto_reply, bounce, list, loop are never answered automatically. kind_reason names the header that says so.';
comment on column public.emails.received_at is 'When the server got it (INTERNALDATE); for what we send, when it was queued. The Date header, which its sender may choose, is sent_at.';
comment on column public.emails.to_recipients is '[{"email", "name"}], as reply_to, cc_recipients and bcc_recipients.';
comment on column public.emails.new_text is 'What the writer added, without quoted_text.';
comment on column public.emails.body_html is 'Cleaned: no script, no remote content that loads by itself.';
comment on column public.emails.notes is 'What was left out or repaired, for the reader: [{"code", "message"}].';
comment on column public.emails.resend_of is 'The failed e-mail that this one repeats, under a Message-ID of its own.';
comment on column public.emails.human_fields is 'Columns that a person has set: no triage changes them any more.';
comment on column public.emails.forward_of is 'The e-mail that this one passes on to others, in a thread of its own.';
comment on column public.emails.thread_reason is
  'Why it is in its thread: new, forward, reply, reference, gmail_thread, ticket; new with the reason when a reference was not believed.';
create index emails_thread on public.emails (thread_id, received_at, id);
create index emails_message_id on public.emails (message_id, support_email_id) where message_id <> '';
-- In the collation of message_id: otherwise what is asked with a message_id does not find its way into it.
create index emails_references on public.emails using gin (reference_ids collate "C") with (fastupdate = off) where reference_ids <> '{}';
create trigger count_threads_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.count_email_threads();
create trigger count_threads_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.count_email_threads();
create trigger emails_search_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.add_email_search();
create trigger emails_search
  after update of subject, from_email, from_name, to_recipients, cc_recipients, new_text, body_text, received_at, deleted_at
  on public.emails for each row execute function public.keep_email_search();
create trigger emails_counters_insert after insert on public.emails
  referencing new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_update after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_email_counters();
create trigger emails_counters_delete after delete on public.emails
  referencing old table as old_rows for each statement execute function public.keep_email_counters();
-- In list order, so that a page is the beginning of a range; those of values that are rare hold these rows alone.

-- The dashboard counts the senders of parts of a day in it.
create index emails_newest on public.emails (received_at, id) include (direction, support_email_id, from_email) where deleted_at is null;
create index emails_mailbox on public.emails (support_email_id, received_at, id) where deleted_at is null;
create index emails_sender on public.emails (from_email, received_at, id) where deleted_at is null;
create index emails_customer on public.emails (customer_id, received_at, id) where deleted_at is null;
create index emails_assignee on public.emails (assignee_id, received_at, id) where deleted_at is null and assignee_id is not null;
create index emails_unassigned on public.emails (received_at, id) where deleted_at is null and assignee_id is null;
create index emails_status on public.emails (status, received_at, id) where deleted_at is null;
create index emails_team on public.emails (team, received_at, id) where deleted_at is null and team is not null;
create index emails_live_team on public.emails (team, status, received_at, id) where deleted_at is null and status in ('open', 'pending') and team is not null;
create index emails_live_assignee on public.emails (assignee_id, status, received_at, id)
  where deleted_at is null and status in ('open', 'pending') and assignee_id is not null;
create index emails_unread on public.emails (support_email_id, received_at, id) where deleted_at is null and not is_read;
create index emails_unread_newest on public.emails (received_at, id) where deleted_at is null and not is_read;
create index emails_category on public.emails (category, received_at, id) where deleted_at is null and category is not null;
create index emails_language on public.emails (language, received_at, id) where deleted_at is null and language is not null;
create index emails_sentiment on public.emails (sentiment, received_at, id) where deleted_at is null and sentiment is not null;
create index emails_priority on public.emails (priority, received_at, id) where deleted_at is null and priority <> 'normal';
create index emails_kind on public.emails (kind, received_at, id) where deleted_at is null and kind <> 'message';
create index emails_triage on public.emails (triage_state, received_at, id) where deleted_at is null and triage_state in ('pending', 'failed', 'blocked');
create index emails_send_state on public.emails (send_state, received_at, id) where deleted_at is null and send_state is not null;
create index emails_attachments on public.emails (received_at, id) where deleted_at is null and has_attachments;
create index emails_outbound on public.emails (received_at, id) where deleted_at is null and direction = 'outbound';
create unique index emails_resent_once on public.emails (resend_of) where resend_of is not null and send_state not in ('failed', 'cancelled');
create trigger rollups_inserted after insert on public.emails
  referencing new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_updated after update on public.emails
  referencing old table as old_rows new table as new_rows for each statement execute function public.note_email_changes();
create trigger rollups_deleted after delete on public.emails
  referencing old table as old_rows for each statement execute function public.note_email_changes();
create trigger rollups_truncated after truncate on public.emails
  for each statement execute function public.clear_email_rollups();
-- What is looked up is found by its own index, also before the tables were analysed: a number in a subject is compared in the collation of its index,
-- and in the functions `offset 0` keeps conditions that look rare then, such as `deleted_at is null`, from choosing a partial index of all rows.
create index emails_ticket on public.emails (public.ticket_tag(subject) collate "C", support_email_id) where public.ticket_tag(subject) is not null;
create index emails_forwards on public.emails (forward_of) where forward_of is not null;
-- Statistics serve conditions, and these columns stand in none: gathering theirs took half of the time that analysing the e-mails takes.
alter table public.emails
  alter column thread_reason set statistics 0,
  alter column kind_reason set statistics 0,
  alter column in_reply_to set statistics 0,
  alter column from_name set statistics 0,
  alter column reply_to set statistics 0,
  alter column to_recipients set statistics 0,
  alter column cc_recipients set statistics 0,
  alter column bcc_recipients set statistics 0,
  alter column subject set statistics 0,
  alter column snippet set statistics 0,
  alter column body_text set statistics 0,
  alter column body_html set statistics 0,
  alter column new_text set statistics 0,
  alter column quoted_text set statistics 0,
  alter column notes set statistics 0,
  alter column summary set statistics 0,
  alter column suggested_reply set statistics 0,
  alter column size set statistics 0,
  alter column sent_at set statistics 0;
select public.publish_table('public.emails',
  policy => $$deleted_at is null and (select public.has_permission('emails', 'view'))$$, classes => '
  none: id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, sent_at, received_at
  none: size, attachment_count, has_attachments, customer_id, is_read, status, priority, category, sentiment, language, team
  none: assignee_id, triage_state, triaged_at, human_fields, send_id, send_state, send_after, send_error_code, resend_of
  none: created_by, version, created_at, updated_at, deleted_at, forward_of
  personal: message_id, in_reply_to, reference_ids, from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients
  personal: subject, snippet, body_text, body_html, new_text, quoted_text, notes, summary, suggested_reply, send_error_message');

-- gmailIngestion/emails/fail_email_bulk.sql
select public.grant_to_service('fail_email_bulk');

-- gmailIngestion/emails/find_email_matches.sql
select public.grant_to_service('find_email_matches');

-- gmailIngestion/emails/fold_counters.sql
select public.grant_to_service('fold_counters');

-- gmailIngestion/emails/get_email.sql
select public.grant_to_service('get_email');

-- gmailIngestion/emails/get_email_attachments.sql
select public.grant_to_service('get_email_attachments');

-- gmailIngestion/emails/get_email_bulk.sql
select public.grant_to_service('get_email_bulk');

-- gmailIngestion/emails/get_email_list.sql
select public.grant_to_service('get_email_list');

-- gmailIngestion/emails/get_email_thread.sql
select public.grant_to_service('get_email_thread');

-- gmailIngestion/emails/get_email_thread_list.sql
select public.grant_to_service('get_email_thread_list');

-- gmailIngestion/emails/keep_email_counters.sql
select public.grant_to_service('keep_email_counters');

-- gmailIngestion/emails/keep_email_search.sql
select public.grant_to_service('keep_email_search');

-- gmailIngestion/emails/keep_email_thread_counters.sql
select public.grant_to_service('keep_email_thread_counters');

-- gmailIngestion/emails/lock_emails.sql
select public.grant_to_service('lock_emails');

-- gmailIngestion/emails/open_email_attachment.sql
select public.grant_to_service('open_email_attachment');

-- gmailIngestion/emails/people_of_email.sql
select public.grant_to_service('people_of_email');

-- gmailIngestion/emails/rebuild_email_counters.sql
select public.grant_to_service('rebuild_email_counters');

-- gmailIngestion/emails/refresh_email_threads.sql
select public.grant_to_service('refresh_email_threads');

-- gmailIngestion/emails/restore_email.sql
select public.grant_to_service('restore_email');

-- gmailIngestion/emails/run_email_bulk.sql
select public.grant_to_service('run_email_bulk');

-- gmailIngestion/emails/set_matter.sql
select public.grant_to_service('set_matter');

-- gmailIngestion/emails/start_email_bulk.sql
select public.grant_to_service('start_email_bulk');

-- gmailIngestion/emails/update_email.sql
select public.grant_to_service('update_email');

-- gmailIngestion/emails/update_email_thread.sql
select public.grant_to_service('update_email_thread');

-- gmailIngestion/emails/words_of_email.sql
select public.grant_to_service('words_of_email');

-- gmailIngestion/mailboxes/create_support_email.sql
/* A mailbox with its sealed credentials. Raises support_email_exists. */
create function public.create_support_email(p_mailbox jsonb, p_sealed text) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails := jsonb_populate_record(null::public.support_emails, p_mailbox);
begin
  insert into public.support_emails (
    id, email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
    folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, watched_since, has_credentials, created_by)
  values (
    v_row.id, v_row.email_address, v_row.display_name, v_row.provider, v_row.auth_kind, v_row.username, v_row.imap_host, v_row.imap_port,
    v_row.imap_security, v_row.smtp_host, v_row.smtp_port, v_row.smtp_security, v_row.folders, v_row.reads_sent, v_row.sent_copy,
    v_row.backfill_days, v_row.signature_text, v_row.signature_html, v_row.team, v_row.is_active, v_row.is_watched,
    case when v_row.is_active and v_row.is_watched then now() end, true, v_row.created_by)
  on conflict (email_address) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
  insert into public.support_email_secrets (support_email_id, sealed) values (v_row.id, p_sealed);
  return v_row;
end $$;
select public.grant_to_service('create_support_email');

-- gmailIngestion/mailboxes/delete_support_email.sql
/* Takes a mailbox away with its credentials; its messages stay. Raises support_email_not_found. */
create function public.delete_support_email(p_id uuid) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  update public.support_emails
  set deleted_at = now(), is_active = false, is_watched = false, watched_since = null, has_credentials = false, push_history_id = null,
    push_expires_at = null, updated_at = now(),
    state_changed_at = case when state = 'stopped' then state_changed_at else now() end, state = 'stopped'
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  delete from public.support_email_secrets where support_email_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_support_email');

-- gmailIngestion/mailboxes/support_email_secrets.sql
create table public.support_email_secrets (
  support_email_id uuid primary key references public.support_emails (id) on delete cascade,
  sealed           text not null,
  updated_at       timestamptz not null default now(),
  -- One node at a time asks for a token of a mailbox: a provider may take the refresh token away that it has just replaced.
  refreshing_until timestamptz
);
comment on table public.support_email_secrets is
  'Passwords and OAuth tokens, sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the mailbox sees them. access: service only';
comment on column public.support_email_secrets.refreshing_until is 'Some node asks for a token until then; the others wait and use what it has stored.';
select public.publish_table('public.support_email_secrets', classes => '
  none: support_email_id, updated_at, refreshing_until
  secret: sealed');

-- gmailIngestion/mailboxes/support_emails.sql
create trigger support_emails_tell_watchers
  after insert or delete or update of is_active, is_watched, version, deleted_at, sync_requests on public.support_emails
  for each statement execute function public.tell_mailbox_watchers();
-- Also of removed mailboxes: their addresses stay ours.
create index support_emails_any_address on public.support_emails (email_address);
select public.publish_table('public.support_emails',
  policy => $$deleted_at is null and (select public.has_permission('support_emails', 'view'))$$, classes => '
  none: id, provider, auth_kind, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security, folders, reads_sent
  none: sent_copy, backfill_days, team, is_active, is_watched, state, state_changed_at, last_sync_at, last_message_at
  none: last_error_code, last_error_at, failures, auth_failures, next_attempt_at, capabilities, push_history_id
  none: push_expires_at, created_by, created_at, updated_at, deleted_at, has_credentials, version, watched_since
  none: sync_requests, sync_requests_served
  personal: email_address, display_name, username, signature_text, signature_html, last_error_message');

-- gmailIngestion/mailboxes/update_support_email.sql
select public.grant_to_service('update_support_email');

-- gmailIngestion/mailboxes/watch_support_email.sql
select public.grant_to_service('watch_support_email');

-- gmailIngestion/parsing/apply_email_bounce.sql
select public.grant_to_service('apply_email_bounce');

-- gmailIngestion/parsing/choose_email_thread.sql
/*
 * Finds the thread of an e-mail that is about to be written, or begins one, which is not written yet. A thread is its own only when its people agree: the writer
 * (or, when we wrote, a recipient) is one of the thread's. Otherwise it begins its own, which names the other as a possible duplicate.
 * Nothing is done, and must_wait is true, when a thread that comes into question is one of p_busy.
 *
 * The ways to find it are asked one by one, each by an index of its own, and only those that the e-mail has a word for; none when the
 * caller knows that nothing is known of what it names.
 */
create function public.choose_email_thread(
  p_email public.emails, p_people text[], p_gmail_thread_id text, p_ticket_tag text, p_thread_subject text, p_mailbox_team text, p_may_be_known boolean, p_busy uuid[],
  out thread public.email_threads, out reason text, out others uuid[], out has_refused boolean, out must_wait boolean
)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_speakers  text[] := public.email_speakers(p_email.direction, p_email.kind, p_email.from_email, p_email.to_recipients || p_email.cc_recipients || p_email.bcc_recipients);
  v_found     public.email_thread_clue[] := '{}';
  v_candidate record;
  v_refused   uuid;
  v_why       text;
begin
  others := '{}';
  has_refused := false;
  must_wait := false;
  if p_may_be_known and p_email.reference_ids <> '{}' then
    v_found := array(
      select row(e.thread_id, 1, r.n, case when r.id = p_email.in_reply_to then 'reply' else 'reference' end, null, p_email.kind = 'bounce' and e.direction = 'outbound')::public.email_thread_clue
      from unnest(p_email.reference_ids) with ordinality r (id, n)
      cross join lateral (
        select * from public.emails a where a.support_email_id = p_email.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e);
  end if;
  if p_may_be_known and p_gmail_thread_id is not null then
    v_found := v_found || array(
      select row(e.thread_id, 2, 0, 'gmail_thread', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.mailbox_messages m where m.gmail_thread_id = p_gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
      where g.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_ticket_tag is not null then
    v_found := v_found || array(
      select row(e.thread_id, 3, 0, 'ticket', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = p_ticket_tag offset 0) e where e.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_email.message_id <> '' then
    -- It came after what answers it.
    v_found := v_found || array(
      select row(e.thread_id, 4, 0, 'joined', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), e.kind = 'bounce' and p_email.direction = 'outbound')::public.email_thread_clue
      from (select * from public.emails a where a.reference_ids @> array[p_email.message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = p_email.support_email_id);
  end if;

  if v_found <> '{}' then
    if exists (select from unnest(v_found) f where f.thread_id = any (p_busy)) then
      must_wait := true;
      return;
    end if;
    for v_candidate in
      select f.thread_id, (array_agg(f.reason order by f.rank, f.nearness desc))[1] as reason, min(f.rank) as rank,
        bool_or(f.is_report or (f.rank < 4 and v_speakers && t.participants) or coalesce(f.their_speakers && p_people, false)) as is_believed
      from unnest(v_found) f join public.email_threads t on t.id = f.thread_id
      group by f.thread_id, t.created_at order by min(f.rank), max(f.nearness) desc, t.created_at, f.thread_id
    loop
      if not v_candidate.is_believed then
        has_refused := true;
        if v_candidate.rank < 4 and v_refused is null then
          v_refused := v_candidate.thread_id;
          v_why := v_candidate.reason;
        end if;
      elsif reason is null then
        reason := v_candidate.reason;
        select * into thread from public.email_threads t where t.id = v_candidate.thread_id for no key update;
      else
        others := others || v_candidate.thread_id;
      end if;
    end loop;
  end if;

  if reason is null then
    reason := case when v_refused is null then 'new' else 'new: ' || v_why || ' not believed' end;
    thread.id := gen_random_uuid();
    thread.support_email_id := p_email.support_email_id;
    thread.subject := p_thread_subject;
    thread.customer_id := p_email.customer_id;
    thread.participants := p_people;
    thread.gmail_thread_id := p_gmail_thread_id;
    thread.team := p_mailbox_team;
    thread.status := 'open';
    thread.priority := 'normal';
    thread.version := 1;
    -- The older of two counts more, also when one batch began both.
    thread.created_at := clock_timestamp();
    thread.updated_at := now();
  end if;
  if v_refused is not null and thread.possible_duplicate_of is null and v_refused <> thread.id then
    thread.possible_duplicate_of := v_refused;
    thread.possible_duplicate_reason := case v_why
      when 'ticket' then 'Its subject names the number of that thread, but its writer has no part in it.'
      when 'gmail_thread' then 'Gmail sees them together, but its writer has no part in that thread.'
      else 'It refers to a message of that thread, but its writer has no part in it.'
    end;
    update public.email_threads t set possible_duplicate_of = thread.possible_duplicate_of, possible_duplicate_reason = thread.possible_duplicate_reason
    where t.id = thread.id;
  end if;
end $$;
select public.grant_to_service('choose_email_thread');

-- gmailIngestion/parsing/given_email.sql
/* What was parsed, with what is asked of the database about it. */
create type public.given_email as (
  place            integer,                  -- in what was given, from 0
  message          public.mailbox_messages,  -- null when it is gone
  is_sent          boolean,                  -- it lies, or lay, in the Sent folder
  is_ours          boolean,                  -- we wrote it
  customer_address text,                     -- of who wrote, or of the first to whom we wrote; empty when all are our own, or it is an e-mail already
  customer_name    text,
  people           text[],
  reference_ids    text[],
  ticket_tag       text,
  clues            text[]                    -- what it names: messages, itself too, and the numbers of threads
);

-- gmailIngestion/parsing/join_email_threads.sql
select public.grant_to_service('join_email_threads');

-- gmailIngestion/parsing/join_two_threads.sql
select public.grant_to_service('join_two_threads');

-- gmailIngestion/parsing/link_sent_email.sql
/* Whether a message is the copy of what we sent ourselves. If so, its send is settled. */
create function public.link_sent_email(p_message public.mailbox_messages, p_is_sent boolean, p_mail jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_own public.emails;
begin
  select * into v_own
  from (select * from public.emails a where a.message_id = any (array[p_mail ->> 'message_id', p_mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
  where e.support_email_id = p_message.support_email_id and e.direction = 'outbound' and e.send_id is not null limit 1;
  if not found then
    return null;
  end if;
  -- The send, the thread, the e-mail: the order of everybody who changes them.
  if p_is_sent then
    perform public.advance_send(v_own.send_id, 'seen_in_sent', 'sent', jsonb_build_object('mailbox_message_id', p_message.id), 'seen_in_sent:' || p_message.id);
  end if;
  perform from public.email_threads t where t.id = v_own.thread_id for no key update;
  update public.emails e set mailbox_message_id = p_message.id, updated_at = now() where e.id = v_own.id and e.mailbox_message_id is null;
  perform public.join_email_threads(v_own.thread_id);
  return v_own.id;
end $$;
select public.grant_to_service('link_sent_email');

-- gmailIngestion/parsing/park_mailbox_messages.sql
select public.grant_to_service('park_mailbox_messages');

-- gmailIngestion/parsing/placed_email.sql
/* An e-mail that has its thread and is about to be written, with what has to be done when it is. */
create type public.placed_email as (
  email       public.emails,
  attachments jsonb,
  bounce      jsonb,
  -- Others of the same matter, or new people, or a reference that was not believed: threads may have to be joined.
  joins       boolean,
  has_refused boolean,
  -- The thread that begins with it, not written yet.
  new_thread  public.email_threads,
  place       integer
);

-- gmailIngestion/parsing/prepare_email.sql
/* Finds the thread of an e-mail and makes it ready to be written. Nothing is done, and must_wait is true, when that may be one of p_busy. */
create function public.prepare_email(
  p_email public.emails, p_given public.given_email, p_mailbox public.support_emails, p_mail jsonb, p_may_be_known boolean, p_busy uuid[],
  out placed public.placed_email, out must_wait boolean
)
language plpgsql security definer set search_path = '' as $$
declare
  v_place  record;
  v_thread public.email_threads;
  v_is_new boolean;
begin
  select * into v_place
  from public.choose_email_thread(p_email, p_given.people, (p_given.message).gmail_thread_id, p_given.ticket_tag, p_mail ->> 'thread_subject', p_mailbox.team, p_may_be_known, p_busy);
  must_wait := v_place.must_wait;
  if must_wait then
    return;
  end if;
  v_thread := v_place.thread;
  v_is_new := v_place.reason like 'new%';
  if not v_is_new then
    -- A person who writes again opens the matter again; spam stays spam.
    if p_email.direction = 'inbound' and p_email.kind = 'message' and v_thread.status not in ('open', 'spam') then
      update public.emails e set status = 'open', version = e.version + 1, updated_at = now() where e.thread_id = v_thread.id and e.status <> 'open';
      update public.email_threads t set status = 'open', version = t.version + 1, updated_at = now() where t.id = v_thread.id returning * into v_thread;
    end if;
    if p_email.received_at < v_thread.first_message_at or (v_thread.customer_id is null and p_email.customer_id is not null)
      or (v_thread.gmail_thread_id is null and (p_given.message).gmail_thread_id is not null)
    then
      update public.email_threads t set
        subject = case when p_email.received_at < v_thread.first_message_at then p_mail ->> 'thread_subject' else t.subject end,
        customer_id = coalesce(t.customer_id, p_email.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, (p_given.message).gmail_thread_id)
      where t.id = v_thread.id;
    end if;
  end if;
  p_email.thread_id := v_thread.id;
  p_email.thread_reason := v_place.reason;
  p_email.status := v_thread.status;
  p_email.priority := v_thread.priority;
  p_email.team := v_thread.team;
  p_email.assignee_id := v_thread.assignee_id;
  if v_is_new then
    v_thread.message_count := 1;
    v_thread.inbound_count := (p_email.direction = 'inbound')::integer;
    v_thread.unread_count := (p_email.direction = 'inbound' and not p_email.is_read)::integer;
    v_thread.first_message_at := p_email.received_at;
    v_thread.last_message_at := p_email.received_at;
    v_thread.last_inbound_at := case when p_email.direction = 'inbound' then p_email.received_at end;
    v_thread.last_outbound_at := case when p_email.direction = 'outbound' then p_email.received_at end;
    v_thread.last_direction := p_email.direction;
    v_thread.snippet := p_email.snippet;
    placed.new_thread := v_thread;
  end if;
  placed.place := p_given.place;
  placed.email := p_email;
  placed.attachments := p_mail -> 'attachments';
  placed.bounce := case when p_email.kind = 'bounce' then p_mail -> 'bounce' end;
  placed.has_refused := v_place.has_refused and p_email.message_id <> '';
  placed.joins := v_place.others <> '{}' or (not v_is_new and (v_place.has_refused or not p_given.people <@ v_thread.participants));
end $$;
select public.grant_to_service('prepare_email');

-- gmailIngestion/parsing/read_given_email.sql
/* The e-mail that a message is, without a thread yet and without its texts: those are long, and go straight from what was parsed into the table. */
create function public.read_given_email(p_given public.given_email, p_mail jsonb, p_customer_id uuid) returns public.emails
language plpgsql stable set search_path = '' as $$
declare
  v_email public.emails;
begin
  v_email.id := gen_random_uuid();
  v_email.support_email_id := (p_given.message).support_email_id;
  v_email.mailbox_message_id := (p_given.message).id;
  v_email.direction := case when p_given.is_ours then 'outbound' else 'inbound' end;
  v_email.kind := case when p_given.is_ours and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end;
  v_email.kind_reason := case when v_email.kind = 'message' then '' else p_mail ->> 'kind_reason' end;
  v_email.message_id := p_mail ->> 'message_id';
  v_email.in_reply_to := p_mail ->> 'in_reply_to';
  v_email.reference_ids := p_given.reference_ids;
  v_email.from_email := coalesce(p_mail -> 'from' ->> 'email', '');
  v_email.from_name := coalesce(p_mail -> 'from' ->> 'name', '');
  v_email.reply_to := p_mail -> 'reply_to';
  v_email.to_recipients := p_mail -> 'to';
  v_email.cc_recipients := p_mail -> 'cc';
  v_email.bcc_recipients := p_mail -> 'bcc';
  v_email.subject := p_mail ->> 'subject';
  v_email.snippet := p_mail ->> 'snippet';
  v_email.sent_at := (p_mail ->> 'sent_at')::timestamptz;
  v_email.received_at := (p_given.message).received_at;
  v_email.size := (p_given.message).raw_size;
  v_email.attachment_count := jsonb_array_length(p_mail -> 'attachments');
  v_email.notes := (p_given.message).notes || (p_mail -> 'notes');
  v_email.customer_id := p_customer_id;
  v_email.is_read := p_given.is_ours or '\Seen' = any ((p_given.message).flags);
  v_email.triage_state := case when not p_given.is_ours and v_email.kind = 'message' and v_email.received_at > now() - interval '14 days' then 'pending' else 'none' end;
  return v_email;
end $$;
select public.grant_to_service('read_given_email');

-- gmailIngestion/parsing/renew_parsed_email.sql
/* Reads an e-mail anew: what the parser made of it is replaced, what people and triage decided and its thread stay. */
create function public.renew_parsed_email(p_message public.mailbox_messages, p_mail jsonb, out email_id uuid, out outcome text)
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_message.email_id) for no key update;
  select * into v_email from public.emails e where e.id = p_message.email_id for update;
  email_id := v_email.id;
  -- What we sent ourselves is as we wrote it, and what was deleted stays so.
  outcome := case when v_email.send_id is not null then 'own' when v_email.deleted_at is not null then 'deleted' else 'renewed' end;
  if outcome <> 'renewed' then
    return;
  end if;
  update public.emails e set
    kind = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then 'message' else p_mail ->> 'kind' end,
    kind_reason = case when e.direction = 'outbound' and p_mail ->> 'kind' = 'loop' then '' else p_mail ->> 'kind_reason' end,
    from_name = coalesce(p_mail -> 'from' ->> 'name', ''), reply_to = p_mail -> 'reply_to', subject = p_mail ->> 'subject', snippet = p_mail ->> 'snippet',
    body_text = p_mail ->> 'body_text', body_html = p_mail ->> 'body_html', new_text = p_mail ->> 'new_text', quoted_text = p_mail ->> 'quoted_text',
    sent_at = (p_mail ->> 'sent_at')::timestamptz, attachment_count = jsonb_array_length(p_mail -> 'attachments'),
    notes = p_message.notes || (p_mail -> 'notes'), version = e.version + 1, updated_at = now()
  where e.id = v_email.id;
  perform public.store_email_attachments(v_email.id, p_mail -> 'attachments');
end $$;
select public.grant_to_service('renew_parsed_email');

-- gmailIngestion/parsing/reparse_mailbox_messages.sql
select public.grant_to_service('reparse_mailbox_messages');

-- gmailIngestion/parsing/requeue_mailbox_messages.sql
select public.grant_to_service('requeue_mailbox_messages');

-- gmailIngestion/parsing/store_email_attachments.sql
select public.grant_to_service('store_email_attachments');

-- gmailIngestion/parsing/store_parsed_emails.sql
select public.grant_to_service('store_parsed_emails');

-- gmailIngestion/parsing/ticket_tag.sql
select public.grant_to_service('ticket_tag');

-- gmailIngestion/parsing/write_placed_emails.sql
-- New threads are written with their e-mails, whole and together, so that each is one row version and one event; who wrote what is worked out once.

/* Writes e-mails that are placed, with their texts from what was given: all that is kept of e-mails is worked out once for all of them. */
create function public.write_placed_emails(p_placed public.placed_email[], p_emails jsonb) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_placed public.placed_email;
  v_thread uuid;
begin
  insert into public.email_threads (
    id, support_email_id, subject, customer_id, participants, gmail_thread_id, message_count, inbound_count, unread_count, first_message_at, last_message_at,
    last_inbound_at, last_outbound_at, last_direction, snippet, status, priority, team, possible_duplicate_of, possible_duplicate_reason, created_at)
  select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.gmail_thread_id, t.message_count, t.inbound_count, t.unread_count, t.first_message_at, t.last_message_at,
    t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.possible_duplicate_of, t.possible_duplicate_reason, t.created_at
  from unnest(p_placed) p cross join lateral (select (p.new_thread).* offset 0) t
  where t.id is not null;
  insert into public.emails (
    id, support_email_id, mailbox_message_id, thread_id, thread_reason, direction, kind, kind_reason, message_id, in_reply_to, reference_ids,
    from_email, from_name, reply_to, to_recipients, cc_recipients, bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text,
    sent_at, received_at, size, attachment_count, notes, customer_id, is_read, status, priority, team, assignee_id, triage_state)
  select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to, e.reference_ids,
    e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet,
    m.mail ->> 'body_text', m.mail ->> 'body_html', m.mail ->> 'new_text', m.mail ->> 'quoted_text',
    e.sent_at, e.received_at, e.size, e.attachment_count, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.team, e.assignee_id, e.triage_state
  from unnest(p_placed) p cross join lateral (select (p.email).* offset 0) e cross join lateral (select p_emails -> p.place as mail offset 0) m;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select (p.email).id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from unnest(p_placed) p cross join lateral jsonb_array_elements(p.attachments) with ordinality a (value, n)
  where (p.email).attachment_count > 0;
  update public.mailbox_messages b set state = 'parsed', email_id = (p.email).id, parsed_at = now(), error_code = null, error_message = null
  from unnest(p_placed) p where b.id = (p.email).mailbox_message_id;
  -- Behind whatever else waits: an e-mail is to be seen first. While a mailbox is read in, that is meant for all of them.
  if exists (select from unnest(p_placed) p where (p.email).triage_state = 'pending') then
    perform graphile_worker.add_job('emails.triage', priority => 10, run_at => now() + case when cardinality(p_placed) > 5 then interval '5 seconds' else interval '0' end,
      payload => json_build_object('email_ids', (select json_agg((p.email).id) from unnest(p_placed) p where (p.email).triage_state = 'pending')));
  end if;

  foreach v_placed in array p_placed loop
    continue when not (v_placed.joins or v_placed.has_refused or v_placed.bounce is not null);
    v_thread := (v_placed.email).thread_id;
    -- It may have brought together what was apart: others of its own, or others of the people whom it adds.
    if v_placed.joins then
      v_thread := public.join_email_threads(v_thread);
    end if;
    if v_placed.has_refused then
      -- What answers it and is not believed, points to it.
      update public.email_threads t set possible_duplicate_of = v_thread,
        possible_duplicate_reason = 'It refers to a message of that thread, but its writer has no part in it.'
      from (select * from public.emails a where a.reference_ids @> array[(v_placed.email).message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = (v_placed.email).support_email_id
        and e.thread_id = t.id and t.id <> v_thread and t.possible_duplicate_of is null;
    end if;
    if v_placed.bounce is not null then
      perform public.apply_email_bounce((v_placed.email).support_email_id, (v_placed.email).mailbox_message_id, v_placed.bounce);
    end if;
  end loop;
end $$;
select public.grant_to_service('write_placed_emails');

-- gmailIngestion/replies/cancel_email.sql
select public.grant_to_service('cancel_email');

-- gmailIngestion/replies/clean_email_leftovers.sql
select public.grant_to_service('clean_email_leftovers');

-- gmailIngestion/replies/email_drafts.sql
create table public.email_drafts (
  id               uuid primary key default gen_random_uuid(),
  support_email_id uuid not null references public.support_emails (id),
  answers_email_id uuid references public.emails (id) on delete cascade,
  to_recipients    jsonb,
  cc_recipients    jsonb,
  bcc_recipients   jsonb,
  reply_all        boolean not null default false,
  subject          text,
  body_text        text,
  body_html        text,
  attachment_ids   uuid[] not null default '{}',
  include_quote    boolean not null default true,
  use_signature    boolean not null default true,
  set_status       text check (set_status in ('open', 'pending', 'resolved', 'closed')),
  sent_email_id    uuid references public.emails (id) on delete set null,
  sent_at          timestamptz,
  version          integer not null default 1,
  created_by       uuid not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
comment on table public.email_drafts is 'E-mails that somebody is writing; seen by their writer alone.';
comment on column public.email_drafts.answers_email_id is 'The e-mail it answers; null for a new one.';
comment on column public.email_drafts.to_recipients is '[{"email", "name"}]; null: whoever the answered e-mail says.';
comment on column public.email_drafts.sent_email_id is 'What became of it: sending the same draft again sends nothing.';
create index email_drafts_list on public.email_drafts (created_by, updated_at desc, id desc) where sent_at is null;
create index email_drafts_answers on public.email_drafts (answers_email_id) where answers_email_id is not null;
create trigger email_drafts_activity after insert or update or delete on public.email_drafts
  for each row execute function public.record_email_draft_activity();
select public.publish_table('public.email_drafts',
  policy => $$created_by = (select auth.uid()) and (select public.has_permission('emails', 'view'))$$, classes => '
  none: id, support_email_id, answers_email_id, reply_all, attachment_ids, include_quote, use_signature, set_status
  none: sent_email_id, sent_at, version, created_by, created_at, updated_at
  personal: to_recipients, cc_recipients, bcc_recipients, subject, body_text, body_html');

-- gmailIngestion/replies/mirror_send_to_email.sql
select public.grant_to_service('mirror_send_to_email');

-- gmailIngestion/replies/note_refused_recipients.sql
select public.grant_to_service('note_refused_recipients');

-- gmailIngestion/replies/note_smtp_refusal.sql
select public.grant_to_service('note_smtp_refusal');

-- gmailIngestion/replies/queue_email.sql
/*
 * Writes an e-mail to be sent: its row in its thread, attachments, the send with its job, and what it means for the thread.
 * p_mail: {"send_id", "support_email_id", "thread_id" (null: a new one), "resend_of", "draft_id", "draft_version", "message_id", "in_reply_to",
 * "reference_ids", "from_email", "from_name", "to_recipients", "cc_recipients", "bcc_recipients", "subject", "snippet", "body_text",
 * "body_html", "new_text", "quoted_text", "size", "attachments": [{"sha256", "filename", "content_type", "size",
 * "content_id", "is_inline"}], "notes", "upload_ids", "raw_sha256", "send_after", "set_status", "forward_of", "created_by"}. The same send_id, or a draft
 * that was sent, gives the e-mail that is there. A forward begins a thread of its own, for the same team and agent as the one it comes from.
 * Raises support_email_not_found, email_not_found (what is to be forwarded), draft_not_found, stale_version, already_resent.
 */
create function public.queue_email(p_mail jsonb) returns setof public.emails
language plpgsql security definer set search_path = '' as $$
declare
  v_new     public.emails := jsonb_populate_record(null::public.emails, p_mail);
  v_email   public.emails;
  v_draft   public.email_drafts;
  v_mailbox public.support_emails;
  v_thread  public.email_threads;
  v_origin  public.email_threads;
  v_status  text := p_mail ->> 'set_status';
  v_others  text[];
  v_to      text[];
begin
  perform pg_advisory_xact_lock(hashtextextended('queue_email:' || v_new.send_id, 0));
  select * into v_email from public.emails e where e.send_id = v_new.send_id;
  if found then
    return next v_email;
    return;
  end if;
  if p_mail ->> 'draft_id' is not null then
    select * into v_draft from public.email_drafts d where d.id = (p_mail ->> 'draft_id')::uuid for update;
    if v_draft.id is null then
      raise exception 'draft_not_found' using errcode = 'P0404';
    elsif v_draft.sent_at is not null then
      return query select * from public.emails e where e.id = v_draft.sent_email_id;
      return;
    elsif v_draft.version <> (p_mail ->> 'draft_version')::integer then
      raise exception 'stale_version' using errcode = 'P0409', detail = 'It is at version ' || v_draft.version || '.';
    end if;
  end if;
  select * into v_mailbox from public.support_emails s where s.id = v_new.support_email_id and s.deleted_at is null for key share;
  if v_mailbox.id is null then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  v_to := array(select r ->> 'email' from jsonb_array_elements(v_new.to_recipients || v_new.cc_recipients || v_new.bcc_recipients) r);
  v_others := array(
    select distinct lower(a) from unnest(v_to) a
    where not exists (select from public.support_emails s where s.email_address = lower(a) and s.deleted_at is null));

  if v_new.thread_id is not null then
    select * into v_thread from public.email_threads t where t.id = v_new.thread_id for update;
    -- What is spam stays spam unless somebody says otherwise.
    v_status := coalesce(v_status, case when v_thread.status = 'spam' then 'spam' else 'pending' end);
    update public.email_threads t set
      status = v_status, version = t.version + 1, updated_at = now(),
      participants = array(select distinct p from unnest(t.participants || v_others) p order by p)
    where t.id = v_thread.id;
    update public.emails e set is_read = true, status = v_status, version = e.version + 1, updated_at = now()
    where e.thread_id = v_thread.id and (not e.is_read or e.status <> v_status);
  else
    v_status := coalesce(v_status, 'pending');
    if v_new.forward_of is not null then
      -- Nothing of that matter changes but that it was forwarded; its version says so to whoever looks at it.
      update public.email_threads t set version = t.version + 1, updated_at = now()
      where t.id = (select e.thread_id from public.emails e where e.id = v_new.forward_of and e.deleted_at is null) returning * into v_origin;
      if v_origin.id is null then
        raise exception 'email_not_found' using errcode = 'P0404';
      end if;
    end if;
    insert into public.email_threads (support_email_id, subject, customer_id, participants, status, team, priority, assignee_id)
    values (v_mailbox.id, v_new.subject, case when v_others[1] is not null then
      public.resolve_customer('email', coalesce((select a from unnest(v_to) a where lower(a) = any (v_others) limit 1), v_others[1]), '', 'email') end,
      v_others, v_status, coalesce(v_origin.team, v_mailbox.team), coalesce(v_origin.priority, 'normal'), v_origin.assignee_id)
    returning * into v_thread;
  end if;

  -- The send comes first, because the e-mail refers to it; its job sees nothing before all of this is committed.
  perform public.queue_send(
    'email.smtp',
    jsonb_build_object(
      'support_email_id', v_mailbox.id, 'raw_sha256', p_mail ->> 'raw_sha256', 'from', v_new.from_email, 'to', to_jsonb(v_to), 'message_id', v_new.message_id,
      'status_before', v_thread.status, 'status_after', v_status),
    v_new.send_after, v_new.created_by, v_new.send_id);
  begin
    insert into public.emails (
      support_email_id, thread_id, thread_reason, direction, message_id, in_reply_to, reference_ids, from_email, from_name, to_recipients, cc_recipients,
      bcc_recipients, subject, snippet, body_text, body_html, new_text, quoted_text, sent_at, received_at, size, attachment_count, customer_id, is_read, status,
      priority, team, assignee_id, send_id, send_state, send_after, created_by, resend_of, forward_of, notes)
    values (
      v_mailbox.id, v_thread.id, case when v_new.thread_id is not null then 'reply' when v_new.forward_of is not null then 'forward' else 'new' end, 'outbound', v_new.message_id, v_new.in_reply_to, v_new.reference_ids,
      v_new.from_email, v_new.from_name, v_new.to_recipients, v_new.cc_recipients, v_new.bcc_recipients, v_new.subject, v_new.snippet, v_new.body_text,
      v_new.body_html, v_new.new_text, v_new.quoted_text, v_new.send_after, now(), v_new.size, jsonb_array_length(p_mail -> 'attachments'), v_thread.customer_id,
      true, v_status, v_thread.priority, v_thread.team, v_thread.assignee_id, v_new.send_id, 'queued', v_new.send_after, v_new.created_by, v_new.resend_of,
      v_new.forward_of, coalesce(v_new.notes, '[]'))
    returning * into v_email;
  exception when unique_violation then
    raise exception 'already_resent' using errcode = 'P0409';
  end;
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline)
  select v_email.id, a.place - 1, a.item ->> 'sha256', a.item ->> 'filename', a.item ->> 'content_type', (a.item ->> 'size')::bigint,
    coalesce(a.item ->> 'content_id', ''), coalesce((a.item ->> 'is_inline')::boolean, false)
  from jsonb_array_elements(p_mail -> 'attachments') with ordinality as a (item, place);
  insert into public.stored_files (sha256, size)
  select p_mail ->> 'raw_sha256', v_new.size
  union
  select a ->> 'sha256', (a ->> 'size')::bigint from jsonb_array_elements(p_mail -> 'attachments') a
  on conflict (sha256) do nothing;
  update public.email_uploads u set used_at = now() where u.id in (select (i #>> '{}')::uuid from jsonb_array_elements(p_mail -> 'upload_ids') i);
  if v_draft.id is not null then
    update public.email_drafts d set sent_email_id = v_email.id, sent_at = now(), updated_at = now() where d.id = v_draft.id;
  end if;
  perform public.log_activity(
    'send', 'emails', v_email.id::text, null,
    jsonb_build_object('thread_id', v_thread.id, 'to', to_jsonb(v_to), 'send_after', v_new.send_after, 'resend_of', v_new.resend_of)
      || case when v_new.forward_of is null then '{}' else jsonb_build_object('forward_of', v_new.forward_of) end, v_new.created_by);
  return next v_email;
end $$;
select public.grant_to_service('queue_email');

-- gmailIngestion/replies/record_email_draft_activity.sql
select public.grant_to_service('record_email_draft_activity');

-- gmailIngestion/replies/reschedule_email.sql
select public.grant_to_service('reschedule_email');

-- gmailIngestion/replies/settle_email.sql
select public.grant_to_service('settle_email');

-- gmailIngestion/watching/fail_mailbox_attempt.sql
select public.grant_to_service('fail_mailbox_attempt');

-- gmailIngestion/watching/finish_mailbox_sync.sql
select public.grant_to_service('finish_mailbox_sync');

-- gmailIngestion/watching/forget_mailbox_failures.sql
select public.grant_to_service('forget_mailbox_failures');

-- gmailIngestion/watching/get_mailbox_health.sql
select public.grant_to_service('get_mailbox_health');

-- gmailIngestion/watching/mailbox_folders.sql
select public.publish_table('public.mailbox_folders', classes => '
  none: support_email_id, path, role, uid_validity, last_uid, highest_modseq, last_sync_at');

-- gmailIngestion/watching/mailbox_messages.sql
alter table public.mailbox_messages add constraint mailbox_messages_email foreign key (email_id) references public.emails (id);
-- Messages are looked up by what names them, and their mailbox is compared afterwards. Of a mailbox that is younger than the last analysis of the
-- tables the planner believes that it has hardly a message, so that any index that begins with the mailbox looked as good as the right one:
-- each lookup read the whole mailbox, and reading one in took time that grew with its square. What Gmail calls a thread was found by no
-- index at all: a function compares in the collation of its parameters, and that is "C".
create unique index mailbox_messages_identity on public.mailbox_messages (identity, support_email_id);
create index mailbox_messages_gmail on public.mailbox_messages (gmail_thread_id, support_email_id) where gmail_thread_id is not null;
select public.publish_table('public.mailbox_messages', module => 'support_emails', classes => '
  none: id, support_email_id, identity, raw_sha256, raw_size, folder_role, received_at, flags, labels, gmail_message_id
  none: gmail_thread_id, state, attempts, error_code, email_id, created_at, parsed_at
  personal: error_message, notes');

-- gmailIngestion/watching/mailbox_places.sql
select public.publish_table('public.mailbox_places', classes => 'none: support_email_id, folder, uid_validity, uid, mailbox_message_id');

-- gmailIngestion/watching/request_mailbox_sync.sql
select public.grant_to_service('request_mailbox_sync');

-- gmailIngestion/watching/request_pushed_syncs.sql
select public.grant_to_service('request_pushed_syncs');

-- gmailIngestion/watching/set_mailbox_state.sql
select public.grant_to_service('set_mailbox_state');

-- gmailIngestion/watching/store_mailbox_flags.sql
select public.grant_to_service('store_mailbox_flags');

-- gmailIngestion/watching/store_mailbox_messages.sql
select public.grant_to_service('store_mailbox_messages');

-- gmailIngestion/watching/tell_mailbox_watchers.sql
select public.grant_to_service('tell_mailbox_watchers');

-- idempotency/begin_idempotent_request.sql
select public.grant_to_service('begin_idempotent_request');

-- idempotency/idempotency_keys.sql
select public.publish_table('public.idempotency_keys', classes => '
  none: caller_id, method, path, fingerprint, state, attempt, alive_at, status, created_at, content_sha256
  personal: idempotency_key, headers, body');

-- jobs/add_cron_job.sql
select public.grant_to_service('add_cron_job');

-- jobs/cron_ticks.sql
select public.publish_table('public.cron_ticks', classes => 'none: name, tick_at');

-- jobs/job_workers.sql
select public.publish_table('public.job_workers', classes => 'none: worker_id, lock_key, started_at');

-- jobs/release_dead_workers.sql
select public.grant_to_service('release_dead_workers');

-- kaleyraVoice/apply_call_reports.sql
select public.grant_to_service('apply_call_reports');

-- kaleyraVoice/apply_kaleyra_facts.sql
/* Adds facts (negative ones take away) to the rollups; rows that reach zero go. */
create function public.apply_kaleyra_facts(p_facts public.kaleyra_fact[]) returns void
language plpgsql set search_path = '' as $$
declare
  s public.kaleyra_settings;
begin
  select * into s from public.kaleyra_settings;
  insert into public.kaleyra_service_rollups as r
    (grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed, customer_calls_not_forwarded)
  select g.grain, g.bucket, f.service,
    sum(f.calls), sum(f.customer_calls), sum(f.customer_calls_answered), sum(f.customer_calls_missed), sum(f.customer_calls_not_forwarded)
  from (
    select e.quarter_hour, e.day, e.service,
      sum(e.calls)::integer as calls,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered,
      sum(e.customer_calls_missed)::integer as customer_calls_missed,
      sum(e.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
    from unnest(p_facts) e
    where e.service is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, service) do update set
    calls = r.calls + excluded.calls,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered,
    customer_calls_missed = r.customer_calls_missed + excluded.customer_calls_missed,
    customer_calls_not_forwarded = r.customer_calls_not_forwarded + excluded.customer_calls_not_forwarded;

  insert into public.kaleyra_status_rollups as r (grain, bucket, service, status, calls)
  select g.grain, g.bucket, f.service, f.status, sum(f.calls)
  from (
    select e.quarter_hour, e.day, e.service, e.status, sum(e.calls)::integer as calls
    from unnest(p_facts) e
    where e.status is not null
    group by 1, 2, 3, 4
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3, 4
  on conflict (grain, bucket, service, status) do update set calls = r.calls + excluded.calls;

  insert into public.kaleyra_agent_rollups as r
    (grain, bucket, agent_number, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds,
     connected_talk_seconds, customer_calls, customer_calls_answered)
  select g.grain, g.bucket, f.agent_number,
    sum(f.total_calls), sum(f.calls_answered), sum(f.missed_calls), sum(f.connected_calls), sum(f.total_talk_seconds),
    sum(f.connected_talk_seconds), sum(f.customer_calls), sum(f.customer_calls_answered)
  from (
    select e.quarter_hour, e.day, e.agent_number,
      sum(e.calls)::integer as total_calls,
      sum(case when e.status = any (s.answered_statuses) then e.calls else 0 end)::integer as calls_answered,
      sum(case when e.status = any (s.missed_statuses) then e.calls else 0 end)::integer as missed_calls,
      sum(case when e.status = any (s.connected_statuses) then e.calls else 0 end)::integer as connected_calls,
      sum(case when e.status = any (s.answered_statuses) then e.talk_seconds else 0 end)::bigint as total_talk_seconds,
      sum(case when e.status = any (s.connected_statuses) then e.talk_seconds else 0 end)::bigint as connected_talk_seconds,
      sum(e.customer_calls)::integer as customer_calls,
      sum(e.customer_calls_answered)::integer as customer_calls_answered
    from unnest(p_facts) e
    where e.agent_number is not null
    group by 1, 2, 3
  ) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, agent_number) do update set
    total_calls = r.total_calls + excluded.total_calls,
    calls_answered = r.calls_answered + excluded.calls_answered,
    missed_calls = r.missed_calls + excluded.missed_calls,
    connected_calls = r.connected_calls + excluded.connected_calls,
    total_talk_seconds = r.total_talk_seconds + excluded.total_talk_seconds,
    connected_talk_seconds = r.connected_talk_seconds + excluded.connected_talk_seconds,
    customer_calls = r.customer_calls + excluded.customer_calls,
    customer_calls_answered = r.customer_calls_answered + excluded.customer_calls_answered;

  insert into public.kaleyra_agent_status_rollups as r (agent_number, bucket, status, calls)
  select e.agent_number, e.day, e.status, sum(e.calls)
  from unnest(p_facts) e
  where e.agent_number is not null and e.status is not null
  group by 1, 2, 3
  on conflict (agent_number, bucket, status) do update set calls = r.calls + excluded.calls;

  if exists (select from unnest(p_facts) e where e.calls < 0 or e.customer_calls < 0) then
    perform public.remove_empty_kaleyra_rollups(p_facts);
  end if;
end $$;
select public.grant_to_service('apply_kaleyra_facts');

-- kaleyraVoice/call_attempts.sql
-- Calls that we place: an attempt is followed from the dial over the provider's callbacks to the row of the synced call log.
create table public.call_attempts (
  id              uuid primary key references public.sends on delete cascade,
  kind            text collate "C" not null check (kind in ('click_to_call', 'outbound')),
  agent_number    text collate "C" not null default '',
  customer_number text collate "C" not null,
  caller_id       text not null default '',
  state           text collate "C" not null default 'queued',
  status          text not null default '',
  status1         text not null default '',
  status2         text not null default '',
  outcome         text not null default '',
  started_at      timestamptz,
  ended_at        timestamptz,
  duration        integer,
  billsec         integer,
  has_recording   boolean not null default false,
  reports         integer not null default 0,
  provider_id     text,
  call_log_id     text collate "C",
  log_synced_at   timestamptz,
  error_code      text,
  error_message   text,
  send_after      timestamptz not null default now(),
  requested_by    uuid,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
comment on table public.call_attempts is 'One row per call that we asked the provider to place; its id travels with the call.';
comment on column public.call_attempts.state is
  'Of the send: sent when the provider took it, delivered when both sides talked, failed when not, unknown while nobody knows.';
comment on column public.call_attempts.status is
  'The provider''s words, from the report that says most; outcome is the same in ours. Both follow from send_events, in whatever order those came.';
create index call_attempts_created_at on public.call_attempts (created_at desc, id desc);
create index call_attempts_open on public.call_attempts (created_at) where call_log_id is null;
create index call_attempts_customer on public.call_attempts (customer_number, created_at desc);
create index call_attempts_agent on public.call_attempts (agent_number, created_at desc) where agent_number <> '';
create index call_attempts_uncertain on public.call_attempts (created_at) where state = 'unknown';
create index call_attempts_state on public.call_attempts (state, created_at desc, id desc);
create index call_attempts_kind on public.call_attempts (kind, created_at desc, id desc);
create index call_attempts_requested_by on public.call_attempts (requested_by, created_at desc, id desc);
create index call_attempts_search on public.call_attempts using gin (
  agent_number extensions.gin_trgm_ops, customer_number extensions.gin_trgm_ops, status extensions.gin_trgm_ops, provider_id extensions.gin_trgm_ops);
select public.publish_table('public.call_attempts', module => 'calls', classes => '
  none: id, kind, state, status, status1, status2, outcome, started_at, ended_at, duration, billsec, has_recording, reports
  none: provider_id, call_log_id, log_synced_at, error_code, send_after, requested_by, created_at, updated_at
  personal: agent_number, customer_number, caller_id, error_message');

-- kaleyraVoice/clear_kaleyra_rollups.sql
select public.grant_to_service('clear_kaleyra_rollups');

-- kaleyraVoice/compare_kaleyra_call_logs.sql
/*
 * Given legs next to what is stored: kept_id is null for a new one, is_changed true for one that is stored otherwise. No "set
 * search_path" here: with it the function could not be inlined. "offset 0" makes it look each id up, whatever the planner
 * thinks of the tables' size.
 */
create function public.compare_kaleyra_call_logs(p_legs public.kaleyra_given_leg[]) returns table (
  id text, uniqid text, parent_id text, callfrom text, callto text, start_time timestamptz, end_time timestamptz, duration integer,
  billsec integer, credits text, status text, location text, provider text, service text, caller_id text, recording text,
  notes text, custom text, raw jsonb, url text, kept_id text, is_changed boolean
)
language sql stable as $$
  select
    g.*,
    l.id,
    l.id is not null and
      (l.uniqid, l.parent_id, l.callfrom, l.callto, l.start_time, l.end_time, l.duration, l.billsec, l.credits, l.status, l.location,
        l.provider, l.service, l.caller_id, l.recording, l.notes, l.custom, l.raw, coalesce(k.url, ''))
      is distinct from (g.uniqid, g.parent_id, g.callfrom, g.callto, g.start_time, g.end_time, g.duration, g.billsec, g.credits, g.status,
        g.location, g.provider, g.service, g.caller_id, g.recording, g.notes, g.custom, g.raw, g.url)
  from unnest(p_legs) g
  left join lateral (select * from public.kaleyra_call_logs where id = g.id offset 0) l on true
  left join lateral (select * from public.kaleyra_call_recordings where call_log_id = l.id and l.recording <> '' offset 0) k on true
$$;
select public.grant_to_service('compare_kaleyra_call_logs');

-- kaleyraVoice/configure_kaleyra_rollups.sql
select public.grant_to_service('configure_kaleyra_rollups');

-- kaleyraVoice/count_kaleyra_calls.sql
select public.grant_to_service('count_kaleyra_calls');

-- kaleyraVoice/diff_kaleyra_call_logs.sql
select public.grant_to_service('diff_kaleyra_call_logs');

-- kaleyraVoice/find_kaleyra_call_ids.sql
select public.grant_to_service('find_kaleyra_call_ids');

-- kaleyraVoice/find_logged_call_attempts.sql
select public.grant_to_service('find_logged_call_attempts');

-- kaleyraVoice/get_kaleyra_agent_stats.sql
select public.grant_to_service('get_kaleyra_agent_stats');

-- kaleyraVoice/get_kaleyra_call_list.sql
select public.grant_to_service('get_kaleyra_call_list');

-- kaleyraVoice/get_kaleyra_call_rows.sql
select public.grant_to_service('get_kaleyra_call_rows');

-- kaleyraVoice/get_kaleyra_call_volume.sql
select public.grant_to_service('get_kaleyra_call_volume');

-- kaleyraVoice/get_kaleyra_daily_volume.sql
select public.grant_to_service('get_kaleyra_daily_volume');

-- kaleyraVoice/get_kaleyra_last_synced_at.sql
select public.grant_to_service('get_kaleyra_last_synced_at');

-- kaleyraVoice/get_kaleyra_status_breakdown.sql
select public.grant_to_service('get_kaleyra_status_breakdown');

-- kaleyraVoice/heal_kaleyra_call_logs.sql
select public.grant_to_service('heal_kaleyra_call_logs');

-- kaleyraVoice/kaleyra_agent_rollups.sql
create table public.kaleyra_agent_rollups (
  grain                   public.kaleyra_grain not null,
  bucket                  timestamp not null,
  agent_number            text collate "C" not null,
  total_calls             integer not null,
  calls_answered          integer not null,
  missed_calls            integer not null,
  connected_calls         integer not null,
  total_talk_seconds      bigint not null,
  connected_talk_seconds  bigint not null,
  customer_calls          integer not null,
  customer_calls_answered integer not null,
  primary key (grain, bucket, agent_number)
);
comment on table public.kaleyra_agent_rollups is
  'CallForward legs per agent by the status sets in kaleyra_settings, and the customer calls that reached the agent, counted where the call began. access: service only';
alter table public.kaleyra_agent_rollups        set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
select public.publish_table('public.kaleyra_agent_rollups', service => 'select', classes => '
  none: grain, bucket, total_calls, calls_answered, missed_calls, connected_calls, total_talk_seconds, connected_talk_seconds
  none: customer_calls, customer_calls_answered
  personal: agent_number');

-- kaleyraVoice/kaleyra_agent_status_rollups.sql
select public.publish_table('public.kaleyra_agent_status_rollups', service => 'select', classes => '
  none: bucket, status, calls
  personal: agent_number');

-- kaleyraVoice/kaleyra_buckets.sql
/* The buckets that a quarter of an hour of a business day belongs to. No "set search_path": it is inlined. */
create function public.kaleyra_buckets(p_quarter_hour timestamp, p_day timestamp)
returns table (grain public.kaleyra_grain, bucket timestamp)
language sql immutable as $$
  values ('quarter_hour'::public.kaleyra_grain, p_quarter_hour), ('hour', date_trunc('hour', p_quarter_hour)),
    ('quarter_day', date_bin('6 hours', p_quarter_hour, '2000-01-01')), ('day', p_day), ('month', date_trunc('month', p_day))
$$;
select public.grant_to_service('kaleyra_buckets');

-- kaleyraVoice/kaleyra_call_logs.sql
create trigger a_turn before insert or update or delete or truncate on public.kaleyra_call_logs
  for each statement execute function public.queue_kaleyra_writer();
create trigger inserted after insert on public.kaleyra_call_logs
  referencing new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger updated after update on public.kaleyra_call_logs
  referencing old table as old_rows new table as new_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger deleted after delete on public.kaleyra_call_logs
  referencing old table as old_rows for each statement execute function public.keep_kaleyra_rollups();
create trigger truncated after truncate on public.kaleyra_call_logs
  for each statement execute function public.clear_kaleyra_rollups();
-- The provider prints what we gave it along with the call; so a logged call finds its attempt.
create index kaleyra_call_logs_custom on public.kaleyra_call_logs (custom) where custom <> '';
select public.publish_table('public.kaleyra_call_logs', module => 'calls', classes => '
  none: id, call_id, start_time, service, status, billsec, duration, parent_id, end_time, provider, credits, recording, custom
  none: uniqid, synced_at, created_at
  personal: agent_number, callfrom, callto, caller_id, location, notes, raw');

-- kaleyraVoice/kaleyra_call_recordings.sql
select public.publish_table('public.kaleyra_call_recordings', classes => 'none: call_log_id, updated_at; secret: url');

-- kaleyraVoice/kaleyra_calls.sql
select public.publish_table('public.kaleyra_calls', module => 'calls', classes => '
  none: call_id, start_time, service, outcome, leg_count, talk_seconds
  personal: agent_numbers, answered_agent_numbers');

-- kaleyraVoice/kaleyra_calls_from_legs.sql
/*
 * What a customer call is. Its first leg is the earliest; of several in one second the root, then the smallest id.
 * Answered: an agent's leg connected, or a click-to-call that needed no agent leg connected itself.
 */
create view public.kaleyra_calls_from_legs with (security_invoker = true) as
select
  c.call_id,
  c.start_time,
  c.service,
  (case
    when c.agents_connected > 0 or (c.agents_rung = 0 and c.service = 'Click2Call' and c.connected) then 'answered'
    when c.agents_rung > 0 or c.service = 'Click2Call' then 'missed'
    else 'not_forwarded'
  end) collate "C" as outcome,
  c.leg_count,
  case
    when c.agents_rung > 0 then c.agents_talk_seconds
    when c.service = 'Click2Call' and c.connected then c.talk_seconds
    else 0
  end as talk_seconds,
  -- Seldom more than one: a sort in every group would cost more than asking.
  case when cardinality(c.agent_numbers) > 1 then array(select distinct a from unnest(c.agent_numbers) a order by a)
    else coalesce(c.agent_numbers, '{}') end as agent_numbers,
  case when cardinality(c.answered_agent_numbers) > 1 then array(select distinct a from unnest(c.answered_agent_numbers) a order by a)
    else coalesce(c.answered_agent_numbers, '{}') end as answered_agent_numbers
from (
  select
    l.call_id,
    min(l.start_time) as start_time,
    (array_agg(l.service order by l.start_time, l.id <> l.call_id, l.id))[1] as service,
    (array_agg(l.connected order by l.start_time, l.id <> l.call_id, l.id))[1] as connected,
    (array_agg(l.billsec::bigint order by l.start_time, l.id <> l.call_id, l.id))[1] as talk_seconds,
    count(*)::integer as leg_count,
    count(*) filter (where l.forwarded) as agents_rung,
    count(*) filter (where l.forwarded and l.connected) as agents_connected,
    coalesce(sum(l.billsec) filter (where l.forwarded and l.connected), 0) as agents_talk_seconds,
    array_agg(l.agent_number) filter (where l.forwarded) as agent_numbers,
    array_agg(l.agent_number) filter (where l.forwarded and l.connected) as answered_agent_numbers
  from (
    select k.id, k.call_id, k.start_time, k.service, k.agent_number, k.billsec,
      k.service = 'CallForward' as forwarded,
      k.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) as connected
    from public.kaleyra_call_logs k
  ) l
  group by l.call_id
) c;
comment on view public.kaleyra_calls_from_legs is 'The definition of kaleyra_calls. access: service only';
revoke all on public.kaleyra_calls_from_legs from public, anon, authenticated, service_role;
grant select on public.kaleyra_calls_from_legs to service_role;

-- kaleyraVoice/kaleyra_facts.sql
create view public.kaleyra_facts with (security_invoker = true) as
select
  date_bin('15 minutes', l.start_time at time zone 'UTC', '2000-01-01') as quarter_hour,
  date_trunc('day', l.start_time at time zone (select s.timezone from public.kaleyra_settings s)) as day,
  l.service,
  case when l.service = 'CallForward' then l.agent_number end as agent_number,
  l.status,
  count(*)::integer as calls,
  sum(l.billsec) as talk_seconds,
  0 as customer_calls, 0 as customer_calls_answered, 0 as customer_calls_missed, 0 as customer_calls_not_forwarded
from public.kaleyra_call_logs l
group by 1, 2, 3, 4, 5
union all
select
  date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
  date_trunc('day', c.start_time at time zone (select s.timezone from public.kaleyra_settings s)),
  c.service, null, null, 0, 0,
  count(*)::integer,
  count(*) filter (where c.outcome = 'answered')::integer,
  count(*) filter (where c.outcome = 'missed')::integer,
  count(*) filter (where c.outcome = 'not_forwarded')::integer
from public.kaleyra_calls c
group by 1, 2, 3
union all
select
  date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
  date_trunc('day', c.start_time at time zone (select s.timezone from public.kaleyra_settings s)),
  null, a.agent_number, null, 0, 0,
  count(*)::integer,
  count(*) filter (where a.agent_number = any (c.answered_agent_numbers))::integer,
  0, 0
from public.kaleyra_calls c cross join unnest(c.agent_numbers) as a (agent_number)
group by 1, 2, 4;
comment on view public.kaleyra_facts is 'What all rollups are sums of. access: service only';
revoke all on public.kaleyra_facts from public, anon, authenticated, service_role;

-- kaleyraVoice/kaleyra_range_pieces.sql
select public.grant_to_service('kaleyra_range_pieces');

-- kaleyraVoice/kaleyra_reconcile_rows.sql
select public.publish_table('public.kaleyra_reconcile_rows', classes => 'none: run_id, id; secret: entry');

-- kaleyraVoice/kaleyra_service_rollups.sql
select public.publish_table('public.kaleyra_service_rollups', service => 'select', classes => '
  none: grain, bucket, service, calls, customer_calls, customer_calls_answered, customer_calls_missed
  none: customer_calls_not_forwarded');

-- kaleyraVoice/kaleyra_service_rollups_from_facts.sql
create view public.kaleyra_service_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service,
  sum(f.calls)::integer as calls,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered,
  sum(f.customer_calls_missed)::integer as customer_calls_missed,
  sum(f.customer_calls_not_forwarded)::integer as customer_calls_not_forwarded
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.service is not null
group by 1, 2, 3;
comment on view public.kaleyra_service_rollups_from_facts is 'What kaleyra_service_rollups must hold. access: service only';
revoke all on public.kaleyra_service_rollups_from_facts from public, anon, authenticated, service_role;

-- kaleyraVoice/kaleyra_settings.sql
create trigger a_turn before update on public.kaleyra_settings
  for each statement execute function public.queue_kaleyra_writer();
create trigger rebuild after update on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();
create trigger one_row before insert or delete or truncate on public.kaleyra_settings
  for each statement execute function public.keep_kaleyra_settings();
create trigger rebuild_emails after update of timezone on public.kaleyra_settings
  for each row when (old.timezone is distinct from new.timezone) execute function public.follow_business_zone();
select public.publish_table('public.kaleyra_settings', classes => '
  none: is_current, timezone, connected_statuses, answered_statuses, missed_statuses');

-- kaleyraVoice/kaleyra_status_rollups.sql
select public.publish_table('public.kaleyra_status_rollups', service => 'select', classes => '
  none: grain, bucket, service, status, calls');

-- kaleyraVoice/kaleyra_status_rollups_from_facts.sql
create view public.kaleyra_status_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.service, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.status is not null
group by 1, 2, 3, 4;
comment on view public.kaleyra_status_rollups_from_facts is 'What kaleyra_status_rollups must hold. access: service only';
revoke all on public.kaleyra_status_rollups_from_facts from public, anon, authenticated, service_role;

-- kaleyraVoice/kaleyra_sync_rejects.sql
create table public.kaleyra_sync_rejects (
  id         bigint generated always as identity primary key,
  run_id     uuid not null references public.kaleyra_sync_runs on delete cascade,
  page       integer not null,
  fault      text not null,
  raw        jsonb,
  created_at timestamptz not null default now()
);
comment on table public.kaleyra_sync_rejects is
  'Provider rows that could not be read, kept as they came (a recording address included). access: service only';
create index kaleyra_sync_rejects_run_id on public.kaleyra_sync_rejects (run_id);
select public.publish_table('public.kaleyra_sync_rejects', classes => 'none: id, run_id, page, fault, created_at; secret: raw');

-- kaleyraVoice/kaleyra_sync_runs.sql
select public.publish_table('public.kaleyra_sync_runs', module => 'calls', classes => '
  none: id, from_date, to_date, state, next_date, next_page, pages, synced, inserted, updated, unchanged, rejected, trigger
  none: requested_by, error_code, error_message, created_at, started_at, heartbeat_at, finished_at');

-- kaleyraVoice/keep_kaleyra_rollups.sql
select public.grant_to_service('keep_kaleyra_rollups');

-- kaleyraVoice/keep_kaleyra_settings.sql
select public.grant_to_service('keep_kaleyra_settings');

-- kaleyraVoice/locate_kaleyra_calls.sql
select public.grant_to_service('locate_kaleyra_calls');

-- kaleyraVoice/lock_kaleyra_call_logs.sql
select public.grant_to_service('lock_kaleyra_call_logs');

-- kaleyraVoice/mirror_send_to_call_attempt.sql
select public.grant_to_service('mirror_send_to_call_attempt');

-- kaleyraVoice/queue_call_attempts.sql
/*
 * Writes calls to be placed, with their jobs: [{"id", "kind", "agent_number", "customer_number", "caller_id", "payload"}].
 * The send's payload is what its worker needs. Returns the attempts in the order given.
 */
create function public.queue_call_attempts(p_attempts jsonb, p_send_after timestamptz, p_requested_by uuid) returns setof public.call_attempts
language plpgsql security definer set search_path = '' as $$
begin
  perform public.queue_send('kaleyra.' || (a ->> 'kind'), a -> 'payload', p_send_after, p_requested_by, (a ->> 'id')::uuid)
  from jsonb_array_elements(p_attempts) a;
  insert into public.call_attempts (id, kind, agent_number, customer_number, caller_id, send_after, requested_by)
  select (a ->> 'id')::uuid, a ->> 'kind', coalesce(a ->> 'agent_number', ''), a ->> 'customer_number', coalesce(a ->> 'caller_id', ''),
    coalesce(p_send_after, now()), p_requested_by
  from jsonb_array_elements(p_attempts) a;
  perform public.log_activity('dial', 'call_attempts', a ->> 'id', null, a - 'payload', p_requested_by) from jsonb_array_elements(p_attempts) a;
  return query
  select c.* from jsonb_array_elements(p_attempts) with ordinality as g (attempt, place)
  join public.call_attempts c on c.id = (g.attempt ->> 'id')::uuid order by g.place;
end $$;
select public.grant_to_service('queue_call_attempts');

-- kaleyraVoice/queue_kaleyra_writer.sql
select public.grant_to_service('queue_kaleyra_writer');

-- kaleyraVoice/read_kaleyra_call_logs.sql
select public.grant_to_service('read_kaleyra_call_logs');

-- kaleyraVoice/rebuild_kaleyra_rollups.sql
select public.grant_to_service('rebuild_kaleyra_rollups');

-- kaleyraVoice/reconcile_kaleyra_call_logs.sql
select public.grant_to_service('reconcile_kaleyra_call_logs');

-- kaleyraVoice/refresh_kaleyra_calls.sql
select public.grant_to_service('refresh_kaleyra_calls');

-- kaleyraVoice/remove_empty_kaleyra_rollups.sql
select public.grant_to_service('remove_empty_kaleyra_rollups');

-- kaleyraVoice/scan_kaleyra_call_ids.sql
select public.grant_to_service('scan_kaleyra_call_ids');

-- kaleyraVoice/stage_kaleyra_call_logs.sql
select public.grant_to_service('stage_kaleyra_call_logs');

-- kaleyraVoice/start_kaleyra_sync.sql
select public.grant_to_service('start_kaleyra_sync');

-- kaleyraVoice/store_kaleyra_legs.sql
select public.grant_to_service('store_kaleyra_legs');

-- kaleyraVoice/store_kaleyra_pages.sql
select public.grant_to_service('store_kaleyra_pages');

-- kaleyraVoice/upsert_kaleyra_call_logs.sql
select public.grant_to_service('upsert_kaleyra_call_logs');

-- kaleyraVoice/verify_kaleyra_rollups.sql
select public.grant_to_service('verify_kaleyra_rollups');

-- notifications/notifications.sql
-- Notices for people.
create table public.notifications (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users (id) on delete cascade,
  module text not null references public.modules (key),
  type text not null check (type ~ '^[a-z][a-z0-9_]*$'),
  title text not null,
  body text not null default '',
  entity_type text,
  entity_id text,
  read_at timestamptz,
  dedupe_key text not null unique,
  created_at timestamptz not null default now()
);
comment on column public.notifications.user_id is 'Null: everyone who may view the module.';
create index notifications_list_idx on public.notifications (created_at desc, id desc);
create index notifications_user_id_idx on public.notifications (user_id);
-- They are written by the system; what a person does is read them.
create trigger notifications_activity after update of read_at on public.notifications
  for each row execute function public.record_activity('id');
select public.publish_table('public.notifications',
  policy => $$user_id = (select auth.uid()) or (user_id is null and public.has_permission(module, 'view'))$$, classes => '
  none: id, user_id, module, type, entity_type, entity_id, read_at, dedupe_key, created_at
  personal: title, body');

-- notifications/notify_once.sql
select public.grant_to_service('notify_once');

-- platform/business_zone.sql
select public.grant_to_service('business_zone');

-- platform/changed_fields.sql
select public.grant_to_service('changed_fields');

-- platform/csv_cell.sql
select public.grant_to_service('csv_cell');

-- platform/fold_counts.sql
select public.grant_to_service('fold_counts');

-- realtime/change_feed.sql
select public.publish_table('public.change_feed', policy => $$
    seq is not null
    and module = any (array(select public.viewable_modules()))
    and (user_id is null or user_id = (select auth.uid()))
  $$, classes => '
  none: id, seq, namespace, event, entity_id, module, user_id, at
  personal: payload');

-- realtime/change_reaction_failures.sql
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
select public.publish_table('public.change_reaction_failures', classes => '
  none: id, name, seq, entity, state, attempts, next_attempt_at, created_at
  personal: event, error');

-- realtime/dismiss_change_failure.sql
/* A person gives an event up; the next one of the same thing is tried at once. Raises change_failure_not_found. */
create function public.dismiss_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql set search_path = '' as $$
declare
  v_dropped public.change_reaction_failures;
begin
  select * into v_dropped from public.drop_change_failure(p_id);
  perform public.log_activity('dismiss', 'change_reaction_failures', p_id::text, to_jsonb(v_dropped));
  return next v_dropped;
end $$;
select public.grant_to_service('dismiss_change_failure');

-- realtime/drop_change_failure.sql
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
select public.grant_to_service('drop_change_failure');

-- realtime/retry_change_failure.sql
/* Tries an event again at once, with all its attempts before it. Raises change_failure_not_found, change_failure_waits. */
create function public.retry_change_failure(p_id bigint) returns setof public.change_reaction_failures
language plpgsql security definer set search_path = '' as $$
declare
  v_before  public.change_reaction_failures;
  v_failure public.change_reaction_failures;
begin
  select * into v_before from public.change_reaction_failures where id = p_id for update;
  if not found then
    raise exception 'change_failure_not_found' using errcode = 'P0404';
  elsif v_before.state = 'waiting' then
    raise exception 'change_failure_waits' using errcode = 'P0409', detail = 'An earlier event of the same thing has to be handled or dismissed first.';
  end if;
  update public.change_reaction_failures set state = 'retry', attempts = 0, next_attempt_at = now() where id = p_id returning * into v_failure;
  perform public.log_activity('retry', 'change_reaction_failures', p_id::text, to_jsonb(v_before), to_jsonb(v_failure));
  perform pg_notify('reactions_due', v_failure.name);
  return next v_failure;
end $$;
select public.grant_to_service('retry_change_failure');

-- refunds/create_refund.sql
/* A refund and its products, together. Raises customer_not_found, assignee_not_found by their foreign keys. */
create function public.create_refund(p_refund jsonb, p_products jsonb, p_created_by uuid) returns setof public.refunds
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.refunds := jsonb_populate_record(null::public.refunds, p_refund);
  v_id    uuid;
begin
  insert into public.refunds (customer_id, order_number, reason_code, reason, amount_minor, currency, assignee_id, created_by)
  values (v_given.customer_id, coalesce(v_given.order_number, ''), v_given.reason_code, coalesce(v_given.reason, ''),
    v_given.amount_minor, v_given.currency, v_given.assignee_id, p_created_by)
  returning id into v_id;
  insert into public.refund_products (refund_id, position, product_id, name, quantity, amount_minor)
  select v_id, p.position, coalesce(p.product ->> 'product_id', ''), p.product ->> 'name',
    (p.product ->> 'quantity')::integer, (p.product ->> 'amount_minor')::bigint
  from jsonb_array_elements(p_products) with ordinality as p (product, position);
  return query select * from public.refunds where id = v_id;
end $$;
select public.grant_to_service('create_refund');

-- refunds/refunds.sql
select public.publish_table('public.refunds',
  module => 'refunds', activity => 'id', classes => '
  none: id, status, customer_id, order_number, reason_code, amount_minor, currency, assignee_id, created_by, created_at
  none: updated_at, version, number
  personal: reason');
select public.publish_table('public.refund_products', module => 'refunds',
  classes => 'none: id, refund_id, position, product_id, name, quantity, amount_minor');

-- roles/assign_role.sql
/* Gives a user a role; giving it again changes nothing. Raises role_not_found, role_exceeds_yours. */
create function public.assign_role(p_user_id uuid, p_role_id uuid, p_actor_id uuid) returns setof public.user_roles
language plpgsql set search_path = '' as $$
begin
  perform public.lock_roles();
  if not exists (select from public.roles where id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_role_id));
  insert into public.user_roles (user_id, role_id, assigned_by) values (p_user_id, p_role_id, p_actor_id)
  on conflict (user_id, role_id) do nothing;
  return query select * from public.user_roles where user_id = p_user_id and role_id = p_role_id;
end $$;
select public.grant_to_service('assign_role');

-- roles/delete_role.sql
/* Deletes a role that nobody has. Raises role_not_found, role_exceeds_yours, role_is_fixed, role_is_assigned. */
create function public.delete_role(p_id uuid, p_actor_id uuid) returns setof public.roles
language plpgsql set search_path = '' as $$
declare
  v_role public.roles;
  v_users bigint;
begin
  perform public.lock_roles();
  select * into v_role from public.roles where id = p_id;
  if not found then
    raise exception 'role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(p_id));
  if v_role.is_system or v_role.full_access then
    raise exception 'role_is_fixed' using errcode = 'P0409', detail = jsonb_build_object('id', p_id);
  end if;
  select count(*) into v_users from public.user_roles where role_id = p_id;
  if v_users > 0 then
    raise exception 'role_is_assigned' using errcode = 'P0409', detail = jsonb_build_object('users', v_users);
  end if;
  delete from public.roles where id = p_id;
  return next v_role;
end $$;
select public.grant_to_service('delete_role');

-- roles/role_modules.sql
create table public.role_modules (
  role_id uuid not null references public.roles (id) on delete cascade,
  module_key text not null references public.modules (key) on delete cascade,
  can_view boolean not null default false,
  can_create boolean not null default false,
  can_edit boolean not null default false,
  can_delete boolean not null default false,
  primary key (role_id, module_key)
);
create trigger role_modules_announce after insert or update or delete on public.role_modules
  for each statement execute function public.announce_permissions();
select public.publish_table('public.role_modules',
  module => 'roles', activity => 'role_id, module_key', classes => '
  none: role_id, module_key, can_view, can_create, can_edit, can_delete');

-- roles/unassign_role.sql
/* Takes a role away from a user. Raises user_role_not_found, role_exceeds_yours, last_admin. */
create function public.unassign_role(p_id uuid, p_actor_id uuid) returns setof public.user_roles
language plpgsql set search_path = '' as $$
declare
  v_assignment public.user_roles;
begin
  perform public.lock_roles();
  select * into v_assignment from public.user_roles where id = p_id;
  if not found then
    raise exception 'user_role_not_found' using errcode = 'P0404';
  end if;
  perform public.check_rights_held(p_actor_id, public.rights_of_role(v_assignment.role_id));
  delete from public.user_roles where id = p_id;
  return next v_assignment;
end $$;
select public.grant_to_service('unassign_role');

-- sends/send_events.sql
create table public.send_events (
  id         bigint generated always as identity primary key,
  send_id    uuid not null references public.sends on delete cascade,
  kind       text not null,
  state      text,
  detail     jsonb not null default '{}',
  dedupe_key text,
  at         timestamptz not null default now()
);
comment on table public.send_events is 'Everything that happened to a send, ours and the provider''s, also what changed nothing. access: service only';
create index send_events_send on public.send_events (send_id, id);
create unique index send_events_once on public.send_events (send_id, dedupe_key) where dedupe_key is not null;
create trigger note_refused_recipients after insert on public.send_events
  for each row when (new.kind = 'accepted' and jsonb_typeof(new.detail -> 'rejected') = 'array' and new.detail -> 'rejected' <> '[]')
  execute function public.note_refused_recipients();
select public.publish_table('public.send_events', classes => 'none: id, send_id, kind, state, dedupe_key, at; personal: detail');

-- webhookSubscriptions/begin_webhook_test.sql
/* Makes a delivery of the event webhook.test and begins its only attempt in the caller's hands. Raises webhook_subscription_not_found. */
create function public.begin_webhook_test(p_subscription_id uuid, p_payload jsonb, p_lease_ms integer) returns setof public.webhook_work
language plpgsql set search_path = '' as $$
declare
  v_id uuid := gen_random_uuid();
  v_lane public.webhook_lanes;
begin
  perform from public.webhook_subscriptions where id = p_subscription_id and deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  insert into public.webhook_deliveries (id, subscription_id, event, namespace, entity_id, body, event_at)
  values (v_id, p_subscription_id, 'webhook.test', 'webhooks', v_id::text, public.webhook_body(null, 'webhook.test', p_payload, now()), now());
  insert into public.webhook_lanes (subscription_id, namespace, entity_id, due_at) values (p_subscription_id, 'webhooks', v_id::text, now())
  returning * into v_lane;
  perform public.log_activity('test', 'webhook_subscriptions', p_subscription_id::text, null, jsonb_build_object('delivery_id', v_id));
  return next public.begin_webhook_attempt(v_lane, p_lease_ms);
end $$;
select public.grant_to_service('begin_webhook_test');

-- webhookSubscriptions/claim_webhook_deliveries.sql
/*
 * Takes up to p_limit deliveries that are due, with a lease of p_lease_ms: whoever is killed loses them to the next caller.
 * One per lane, and at most p_endpoint_limit under way per subscription; of several subscriptions each gets its first before
 * any gets its second, so that a customer with a backlog does not crowd out the others.
 */
create function public.claim_webhook_deliveries(p_limit integer, p_lease_ms integer, p_endpoint_limit integer)
returns setof public.webhook_work
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz;
  v_lanes public.webhook_lanes[];
  v_lane public.webhook_lanes;
  v_work public.webhook_work;
begin
  -- Two callers at once would both count the same free places of an endpoint.
  perform pg_advisory_xact_lock(hashtext('public.claim_webhook_deliveries'));
  -- Not asked in the query: an index serves no moment that changes while it is read.
  v_now := clock_timestamp();
  select array_agg(chosen.lane) into v_lanes
  from (
    select due.lane
    from (
      select l.lane, l.due_at, row_number() over (partition by s.id order by l.due_at, l.namespace, l.entity_id) as place
      from public.webhook_subscriptions s
      cross join lateral (
        select w as lane, w.due_at, w.namespace, w.entity_id from public.webhook_lanes w
        where w.subscription_id = s.id and w.due_at <= v_now
        order by w.due_at, w.namespace, w.entity_id
        limit greatest(0, p_endpoint_limit - (
          select count(*) from public.webhook_lanes b
          where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > v_now))
        for update skip locked
      ) l
      where s.is_active and s.deleted_at is null
    ) due
    order by due.place, due.due_at
    limit p_limit
  ) chosen;
  foreach v_lane in array coalesce(v_lanes, '{}') loop
    v_work := public.begin_webhook_attempt(v_lane, p_lease_ms);
    if v_work.attempt_id is not null then
      return next v_work;
    end if;
  end loop;
end $$;
select public.grant_to_service('claim_webhook_deliveries');

-- webhookSubscriptions/create_webhook_subscription.sql
/* Makes a subscription with its sealed secrets, as one step. */
create function public.create_webhook_subscription(p_subscription jsonb, p_secret text, p_authorization_token text default null)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  insert into public.webhook_subscriptions (id, name, description, url, event_types, is_active, created_by)
  select r.id, r.name, coalesce(r.description, ''), r.url, r.event_types, coalesce(r.is_active, true), r.created_by
  from jsonb_populate_record(null::public.webhook_subscriptions, p_subscription) r
  returning * into v_row;
  insert into public.webhook_secrets (subscription_id, secret, authorization_token) values (v_row.id, p_secret, p_authorization_token);
  return v_row;
end $$;
select public.grant_to_service('create_webhook_subscription');

-- webhookSubscriptions/delete_webhook_subscription.sql
/* Takes a subscription away: what is open is cancelled, its log stays until the retention ends. Raises webhook_subscription_not_found. */
create function public.delete_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set deleted_at = now(), is_active = false, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  delete from public.webhook_lanes where subscription_id = p_id;
  update public.webhook_deliveries set state = 'cancelled', reason = 'subscription_deleted', next_attempt_at = null, finished_at = now()
  where subscription_id = p_id and state in ('pending', 'sending');
  update public.webhook_secrets set secret = '', previous_secret = null, authorization_token = null where subscription_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_webhook_subscription');

-- webhookSubscriptions/enable_webhook_subscription.sql
/* Switches it on; what waits is due at once, oldest first per entity, with all its attempts. Raises webhook_subscription_not_found. */
create function public.enable_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions
  set is_active = true, disabled_at = null, disabled_reason = null, first_failure_at = null, consecutive_failures = 0, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_lanes where subscription_id = p_id order by namespace, entity_id for update;
  update public.webhook_deliveries set next_attempt_at = now(), schedule_position = 0 where subscription_id = p_id and state = 'pending';
  update public.webhook_lanes set due_at = now() where subscription_id = p_id and attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;
select public.grant_to_service('enable_webhook_subscription');

-- webhookSubscriptions/update_webhook_subscription.sql
/*
 * Changes what is given. Switching it on is enabling. p_set_token says whether p_authorization_token counts, null taking it away.
 * Raises webhook_subscription_not_found.
 */
create function public.update_webhook_subscription(
  p_id uuid, p_change jsonb, p_set_token boolean, p_authorization_token text default null
)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  select * into v_row from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  v_row := jsonb_populate_record(v_row, p_change);
  update public.webhook_subscriptions
  set name = v_row.name, description = v_row.description, url = v_row.url, event_types = v_row.event_types, updated_at = now()
  where id = p_id;
  if p_change -> 'is_active' = 'true' then
    perform public.enable_webhook_subscription(p_id);
  elsif p_change -> 'is_active' = 'false' then
    update public.webhook_subscriptions set is_active = false, disabled_at = null, disabled_reason = null where id = p_id;
  end if;
  if p_set_token then
    update public.webhook_secrets set authorization_token = p_authorization_token where subscription_id = p_id;
    perform public.log_activity('set_authorization_token', 'webhook_subscriptions', p_id::text);
  end if;
  select * into v_row from public.webhook_subscriptions where id = p_id;
  return v_row;
end $$;
select public.grant_to_service('update_webhook_subscription');

-- webhookSubscriptions/webhook_deliveries.sql
create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id text not null unique default 'msg_' || replace(gen_random_uuid()::text, '-', ''),
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  seq bigint,
  event text not null,
  namespace text not null,
  entity_id text not null,
  body text not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'delivered', 'given_up', 'cancelled')),
  reason text,
  attempt_count integer not null default 0,
  schedule_position integer not null default 0,
  next_attempt_at timestamptz default now(),
  last_status_code integer,
  last_error text,
  event_at timestamptz not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (subscription_id, seq)
);
comment on column public.webhook_deliveries.webhook_id is 'The receiver''s idempotency key: the same in every attempt, also after a redelivery.';
comment on column public.webhook_deliveries.body is 'Text, built once: the signature covers bytes, and a redelivery sends the same ones.';
comment on column public.webhook_deliveries.schedule_position is 'Failed attempts since it was last (re)opened; attempt_count counts all there ever were.';
create index webhook_deliveries_open_idx on public.webhook_deliveries (subscription_id, namespace, entity_id, seq)
  where state in ('pending', 'sending');
create index webhook_deliveries_list_idx on public.webhook_deliveries (created_at desc, id desc);
create index webhook_deliveries_subscription_idx on public.webhook_deliveries (subscription_id, created_at desc, id desc);
create index webhook_deliveries_state_idx on public.webhook_deliveries (state, created_at desc, id desc);
create index webhook_deliveries_event_idx on public.webhook_deliveries (event, created_at desc, id desc);
create index webhook_deliveries_entity_idx on public.webhook_deliveries (entity_id, created_at desc);
create index webhook_deliveries_finished_idx on public.webhook_deliveries (finished_at) where finished_at is not null;
select public.publish_table('public.webhook_deliveries', module => 'webhooks', classes => '
  none: id, webhook_id, subscription_id, seq, event, namespace, entity_id, state, reason, attempt_count, schedule_position
  none: next_attempt_at, last_status_code, event_at, created_at, finished_at
  personal: body, last_error');

-- webhookSubscriptions/webhook_delivery_attempts.sql
create table public.webhook_delivery_attempts (
  id bigint generated always as identity primary key,
  delivery_id uuid not null references public.webhook_deliveries (id) on delete cascade,
  attempt integer not null,
  scheduled_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text check (outcome in ('delivered', 'failed', 'released', 'lost')),
  status_code integer,
  error_code text,
  response_excerpt text check (octet_length(response_excerpt) <= 1024),
  duration_ms integer,
  unique (delivery_id, attempt)
);
comment on column public.webhook_delivery_attempts.outcome is
  'Null while under way; released: we stopped; lost: the worker vanished, and what the receiver saw is unknown.';
-- What a foreign server answered is for those who look after the endpoint, not for every reader.
select public.publish_table('public.webhook_delivery_attempts',
  policy => $$(select public.has_permission('webhooks', 'edit'))$$, classes => '
  none: id, delivery_id, attempt, scheduled_at, started_at, finished_at, outcome, status_code, error_code, duration_ms
  personal: response_excerpt');

-- webhookSubscriptions/webhook_lanes.sql
create table public.webhook_lanes (
  subscription_id uuid not null references public.webhook_subscriptions (id) on delete cascade,
  namespace text not null,
  entity_id text not null,
  due_at timestamptz not null,
  attempt_id bigint,
  primary key (subscription_id, namespace, entity_id)
);
comment on table public.webhook_lanes is
  'One row per endpoint and entity with open deliveries: only its oldest may be sent, which is what keeps the order. access: service only';
comment on column public.webhook_lanes.due_at is 'When its oldest delivery may be taken; while an attempt is under way, when the lease of that ends.';
create index webhook_lanes_due_idx on public.webhook_lanes (subscription_id, due_at, namespace, entity_id);
select public.publish_table('public.webhook_lanes', classes => 'none: subscription_id, namespace, entity_id, due_at, attempt_id');

-- webhookSubscriptions/webhook_secrets.sql
create table public.webhook_secrets (
  subscription_id uuid primary key references public.webhook_subscriptions (id) on delete cascade,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  authorization_token text
);
comment on table public.webhook_secrets is
  'Sealed by the process (AES-256-GCM), so that neither the activity log nor a reader of the subscription sees them. access: service only';
select public.publish_table('public.webhook_secrets', classes => '
  none: subscription_id, previous_until
  secret: secret, previous_secret, authorization_token');

-- adminDashboard/email_facts.sql
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
revoke all on public.email_facts from public, anon, authenticated, service_role;

-- adminDashboard/email_mailbox_rollups_from_facts.sql
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
revoke all on public.email_mailbox_rollups_from_facts from public, anon, authenticated, service_role;

-- adminDashboard/email_sender_rollups_from_facts.sql
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
revoke all on public.email_sender_rollups_from_facts from public, anon, authenticated, service_role;

-- adminDashboard/email_team_rollups_from_facts.sql
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
revoke all on public.email_team_rollups_from_facts from public, anon, authenticated, service_role;

-- emailTriage/email_triages.sql
-- Triage: what an e-mail is about, how urgent it is, who should look at it. Proposals only: nothing is sent or closed by it.
create table public.email_triages (
  id             uuid primary key default gen_random_uuid(),
  email_id       uuid not null references public.emails (id) on delete cascade,
  request_key    text collate "C",
  adapter        text collate "C" not null check (adapter in ('gemini', 'rules')),
  model          text not null default '',
  prompt_version text not null default '',
  state          text collate "C" not null check (state in ('done', 'failed', 'blocked')),
  result         jsonb not null,
  applied        text[] not null default '{}',
  reason         text not null default '',
  error_code     text,
  error_message  text,
  tokens         integer not null default 0,
  ms             integer not null default 0,
  requested_by   uuid,
  created_at     timestamptz not null default now(),
  -- A person may ask as often as he likes; what happens by itself happens once.
  unique (email_id, request_key)
);
comment on table public.email_triages is 'Every triage of an e-mail: by what, with which result, and why. The newest one that was applied is what the e-mail shows.';
comment on column public.email_triages.request_key is 'Prompt version and model of a triage that happens by itself; null when a person asked.';
comment on column public.email_triages.adapter is 'What made the result. With state failed or blocked that is rules: the model named in model gave none, error_* tell why.';
comment on column public.email_triages.applied is 'Columns of the e-mail that got a value of the result; missing are those that a person had set, and team and priority when the thread had them already.';
create index email_triages_email on public.email_triages (email_id, created_at desc, id desc);
create index email_triages_errors on public.email_triages (created_at desc) where error_code is not null;
select public.publish_table('public.email_triages',
  policy => $$(select public.has_permission('emails', 'view')) and exists (select from public.emails e where e.id = email_id)$$, classes => '
  none: id, email_id, request_key, adapter, model, prompt_version, state, applied, error_code, tokens, ms, requested_by
  none: created_at
  personal: result, reason, error_message');

-- gmailIngestion/emails/email_attachments.sql
create table public.email_attachments (
  id           uuid primary key default gen_random_uuid(),
  email_id     uuid not null references public.emails (id) on delete cascade,
  position     integer not null,
  sha256       text collate "C",
  filename     text not null default '',
  content_type text not null default 'application/octet-stream',
  size         bigint not null default 0,
  content_id   text not null default '',
  is_inline    boolean not null default false,
  state        text not null default 'stored' check (state in ('stored', 'missing', 'refused')),
  note         text,
  created_at   timestamptz not null default now(),
  unique (email_id, position),
  check ((state = 'stored') = (sha256 is not null))
);
comment on table public.email_attachments is 'Attachments and inline images; the bytes are in the file store, once per content.';
comment on column public.email_attachments.state is 'stored; missing: it should be there and is not; refused: beyond a limit. note says more.';
create index email_attachments_email on public.email_attachments (email_id, position, id);
select public.publish_table('public.email_attachments',
  policy => $$(select public.has_permission('emails', 'view')) and exists (select from public.emails e where e.id = email_id)$$, classes => '
  none: id, email_id, position, sha256, content_type, size, content_id, is_inline, state, note, created_at
  personal: filename');

-- gmailIngestion/emails/email_list_rows.sql
/* A row of the list: everything but the texts, which are long. */
create view public.email_list_rows with (security_invoker = true) as
select e.id, e.support_email_id, e.mailbox_message_id, e.thread_id, e.thread_reason, e.direction, e.kind, e.kind_reason, e.message_id, e.in_reply_to,
  e.reference_ids, e.from_email, e.from_name, e.reply_to, e.to_recipients, e.cc_recipients, e.bcc_recipients, e.subject, e.snippet, e.sent_at,
  e.received_at, e.size, e.attachment_count, e.has_attachments, e.notes, e.customer_id, e.is_read, e.status, e.priority, e.category, e.sentiment,
  e.language, e.team, e.summary, e.assignee_id, e.triage_state, e.triaged_at, e.human_fields, e.send_id, e.send_state, e.send_after, e.send_error_code,
  e.send_error_message, e.resend_of, e.created_by, e.version, e.created_at, e.updated_at, e.forward_of
from public.emails e
where e.deleted_at is null;
comment on view public.email_list_rows is 'E-mails as lists show them. access: service only';
revoke all on public.email_list_rows from public, anon, authenticated;
grant select on public.email_list_rows to service_role;

-- gmailIngestion/emails/email_search.sql
create table public.email_search (
  email_id    uuid primary key references public.emails (id) on delete cascade,
  received_at timestamptz not null,
  words       tsvector not null
);
comment on table public.email_search is 'What the search looks into, of e-mails that are not deleted. Kept by a trigger. access: service only';
comment on column public.email_search.words is
  'Subject, people and what was written, without positions; addresses whole, too. Long texts count with their beginning, so that it always fits.';
create index email_search_words on public.email_search using gin (words);
create index email_search_newest on public.email_search (received_at, email_id);
select public.publish_table('public.email_search', classes => 'none: email_id, received_at; personal: words');

-- gmailIngestion/emails/email_thread_rows.sql
create view public.email_thread_rows with (security_invoker = true) as
select t.id, t.support_email_id, t.subject, t.customer_id, t.participants, t.message_count, t.inbound_count, t.unread_count, t.first_message_at,
  t.last_message_at, t.last_inbound_at, t.last_outbound_at, t.last_direction, t.snippet, t.status, t.priority, t.team, t.assignee_id,
  t.possible_duplicate_of, t.possible_duplicate_reason, t.version, t.created_at, t.updated_at
from public.email_threads t;
comment on view public.email_thread_rows is 'Threads as the API shows them. access: service only';
revoke all on public.email_thread_rows from public, anon, authenticated;
grant select on public.email_thread_rows to service_role;

-- kaleyraVoice/kaleyra_agent_rollups_from_facts.sql
create view public.kaleyra_agent_rollups_from_facts with (security_invoker = true) as
select g.grain, g.bucket, f.agent_number,
  sum(f.calls)::integer as total_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as calls_answered,
  sum(case when f.status = any ((select s.missed_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as missed_calls,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.calls else 0 end)::integer as connected_calls,
  sum(case when f.status = any ((select s.answered_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as total_talk_seconds,
  sum(case when f.status = any ((select s.connected_statuses from public.kaleyra_settings s)::text[]) then f.talk_seconds else 0 end)::bigint as connected_talk_seconds,
  sum(f.customer_calls)::integer as customer_calls,
  sum(f.customer_calls_answered)::integer as customer_calls_answered
from public.kaleyra_facts f
cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
where f.agent_number is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_rollups_from_facts is 'What kaleyra_agent_rollups must hold. access: service only';
revoke all on public.kaleyra_agent_rollups_from_facts from public, anon, authenticated, service_role;

-- kaleyraVoice/kaleyra_agent_status_rollups_from_facts.sql
create view public.kaleyra_agent_status_rollups_from_facts with (security_invoker = true) as
select f.agent_number, f.day as bucket, f.status, sum(f.calls)::integer as calls
from public.kaleyra_facts f
where f.agent_number is not null and f.status is not null
group by 1, 2, 3;
comment on view public.kaleyra_agent_status_rollups_from_facts is 'What kaleyra_agent_status_rollups must hold. access: service only';
revoke all on public.kaleyra_agent_status_rollups_from_facts from public, anon, authenticated, service_role;

-- webhookSubscriptions/begin_webhook_attempt.sql
/* Begins an attempt on the oldest delivery of a lane that the caller has locked; null when there is none. */
create function public.begin_webhook_attempt(p_lane public.webhook_lanes, p_lease_ms integer) returns public.webhook_work
language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_delivery public.webhook_deliveries;
  v_work public.webhook_work;
  v_attempt_id bigint;
begin
  if p_lane.attempt_id is not null then
    -- Its lease ran out: the worker is gone, and what the receiver saw nobody knows.
    update public.webhook_delivery_attempts set outcome = 'lost', error_code = 'worker_lost', finished_at = v_now
    where id = p_lane.attempt_id and outcome is null;
  end if;
  select * into v_delivery from public.webhook_deliveries d
  where d.subscription_id = p_lane.subscription_id and d.namespace = p_lane.namespace and d.entity_id = p_lane.entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1 for update;
  if not found then
    delete from public.webhook_lanes l
    where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
    return null;
  end if;
  insert into public.webhook_delivery_attempts (delivery_id, attempt, scheduled_at, started_at)
  values (v_delivery.id, v_delivery.attempt_count + 1, coalesce(v_delivery.next_attempt_at, v_now), v_now)
  returning id into v_attempt_id;
  update public.webhook_deliveries set state = 'sending', attempt_count = attempt_count + 1 where id = v_delivery.id;
  update public.webhook_lanes l set attempt_id = v_attempt_id, due_at = v_now + p_lease_ms * interval '1 millisecond'
  where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
  select v_attempt_id, v_delivery.attempt_count + 1, v_delivery.id, v_delivery.webhook_id, s.id, v_delivery.event,
    v_delivery.namespace, v_delivery.entity_id, v_delivery.body, v_delivery.schedule_position, s.url, x.secret,
    case when x.previous_until > v_now then x.previous_secret end, x.authorization_token
  into v_work
  from public.webhook_subscriptions s join public.webhook_secrets x on x.subscription_id = s.id
  where s.id = v_delivery.subscription_id;
  return v_work;
end $$;
select public.grant_to_service('begin_webhook_attempt');

-- webhookSubscriptions/redeliver_webhook.sql
/*
 * Sends one again, under its old id and with its old body; one that waits is sent now.
 * Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted.
 */
create function public.redeliver_webhook(p_id uuid) returns public.webhook_deliveries
language plpgsql set search_path = '' as $$
declare
  v_before public.webhook_deliveries;
  v_row public.webhook_deliveries;
begin
  select d.* into v_row from public.webhook_deliveries d where d.id = p_id;
  if not found then
    raise exception 'webhook_delivery_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_subscriptions where id = v_row.subscription_id and deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_deleted' using errcode = 'P0409';
  end if;
  perform from public.webhook_lanes l
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) for update;
  -- Only with the lane in hand, or a worker may move it on meanwhile.
  select d.* into v_before from public.webhook_deliveries d where d.id = p_id for update;
  update public.webhook_deliveries
  set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
  where id = p_id and state <> 'sending'
  returning * into v_row;
  if not found then
    raise exception 'webhook_delivery_in_flight' using errcode = 'P0409';
  end if;
  perform public.log_activity('redeliver', 'webhook_deliveries', p_id::text, to_jsonb(v_before) - 'body', to_jsonb(v_row) - 'body');
  perform public.open_webhook_lanes(array[p_id]);
  update public.webhook_lanes l set due_at = now()
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) and l.attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;
select public.grant_to_service('redeliver_webhook');

-- emailTriage/apply_email_triage.sql
/*
 * Writes a triage and shows it on its e-mail, in one transaction:
 * p_triage {"request_key", "adapter", "model", "prompt_version", "state", "result", "reason", "error_code", "error_message", "tokens", "ms"}.
 * Never touches a column in human_fields. Team and priority belong to the matter: only the first message of a customer in a thread sets them, on
 * the thread and all its e-mails, unless a person set them on one of these. With a request_key it happens once, and only while the e-mail waits
 * for it; otherwise it returns the newest triage, or nothing when there is none. Raises email_not_found.
 */
create function public.apply_email_triage(p_email_id uuid, p_triage jsonb, p_requested_by uuid default null) returns setof public.email_triages
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread  uuid;
  v_email   public.emails;
  v_result  jsonb := p_triage -> 'result';
  v_id      uuid;
  v_opens   boolean;
  v_matter  text[] := '{}';
  v_own     text[];
  v_before  jsonb;
begin
  -- The thread first, as everybody else who changes both; once more when it was joined to another meanwhile.
  loop
    select e.thread_id into v_thread from public.emails e where e.id = p_email_id;
    perform from public.email_threads t where t.id = v_thread for update;
    select * into v_email from public.emails e where e.id = p_email_id for update;
    exit when v_email.id is null or v_email.thread_id = v_thread;
  end loop;
  if v_email.id is null or v_email.deleted_at is not null then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;

  if p_triage ->> 'request_key' is null or v_email.triage_state = 'pending' then
    insert into public.email_triages (email_id, request_key, adapter, model, prompt_version, state, result, reason, error_code, error_message, tokens, ms, requested_by)
    values (p_email_id, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''), coalesce(p_triage ->> 'prompt_version', ''),
      p_triage ->> 'state', v_result, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code', p_triage ->> 'error_message',
      coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
    on conflict (email_id, request_key) do nothing
    returning id into v_id;
  end if;
  if v_id is null then
    return query select t.* from public.email_triages t where t.email_id = p_email_id order by t.created_at desc, t.id desc limit 1;
    return;
  end if;

  v_opens := not exists (
    select from (select * from public.emails a where a.thread_id = v_email.thread_id offset 0) e
    where e.id <> v_email.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
      and (e.received_at, e.id) < (v_email.received_at, v_email.id));
  if v_opens then
    select coalesce(array_agg(f), '{}') into v_matter
    from unnest(array['team', 'priority']) f
    where not exists (select from public.emails e where e.thread_id = v_email.thread_id and f = any (e.human_fields))
      -- Whoever gave the mailbox a team has decided already.
      and not (f = 'team' and exists (select from public.support_emails s where s.id = v_email.support_email_id and s.team is not null));
  end if;
  v_own := array(select f from unnest(array['category', 'sentiment', 'language', 'summary', 'suggested_reply']) f where f <> all (v_email.human_fields));
  v_before := to_jsonb(v_email);

  update public.emails e set
    category = case when 'category' = any (v_own) then v_result ->> 'category' else e.category end,
    sentiment = case when 'sentiment' = any (v_own) then v_result ->> 'sentiment' else e.sentiment end,
    language = case when 'language' = any (v_own) then v_result ->> 'language' else e.language end,
    summary = case when 'summary' = any (v_own) then v_result ->> 'summary' else e.summary end,
    suggested_reply = case when 'suggested_reply' = any (v_own) then v_result ->> 'suggested_reply' else e.suggested_reply end,
    team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
    priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
    triage_state = case p_triage ->> 'state' when 'blocked' then 'blocked' else 'done' end,
    triaged_at = now(), version = e.version + 1, updated_at = now()
  where e.id = p_email_id;

  -- A statement has its triggers work also when it changes nothing.
  if v_matter <> '{}' then
    if exists (select from public.emails e where e.thread_id = v_email.thread_id and e.id <> v_email.id) then
      update public.emails e set
        team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
        priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
        version = e.version + 1, updated_at = now()
      where e.thread_id = v_email.thread_id and e.id <> v_email.id
        and (('team' = any (v_matter) and e.team is distinct from v_result ->> 'team')
          or ('priority' = any (v_matter) and e.priority is distinct from v_result ->> 'priority'));
    end if;
    update public.email_threads t set
      team = case when 'team' = any (v_matter) then v_result ->> 'team' else t.team end,
      priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else t.priority end,
      version = t.version + 1, updated_at = now()
    where t.id = v_email.thread_id
      and (('team' = any (v_matter) and t.team is distinct from v_result ->> 'team')
        or ('priority' = any (v_matter) and t.priority is distinct from v_result ->> 'priority'));
  end if;

  -- What happens by itself is told by email_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'emails', p_email_id::text, public.triage_fields(v_before), public.triage_fields((select to_jsonb(e) from public.emails e where e.id = p_email_id)), p_requested_by);
  end if;
  return query update public.email_triages t set applied = v_own || v_matter where t.id = v_id returning t.*;
end $$;
select public.grant_to_service('apply_email_triage');

-- activityLog/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('activity_log', 'Activity log', 'Who did what.', 'v', '', '');

-- adminDashboard/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('admin_dashboard', 'E-mail dashboard', 'How many e-mails, of whom, to whom.', 'v', '', 'v');

-- apiKeys/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('api_keys', 'API keys', 'Keys with which programs call the API.', 'v', '', '');

-- customers/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('customers', 'Customers', 'Who writes and calls.', 'vce', 'vce', 'v');

-- gmailIngestion/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('emails', 'E-mails', 'Messages of the mailboxes: read, assign, answer.', 'vced', 'vce', 'v');
select public.register_module('support_emails', 'Mailboxes', 'Which mailboxes are read and answered from.', 've', 'v', 'v');

-- jobs/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('jobs', 'Jobs', 'Background work and its schedules.', 'v', '', '');

-- kaleyraVoice/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('calls', 'Calls', 'Phone calls: logs, dashboards, recordings, dialling.', 'vced', 'vc', 'v');

-- realtime/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('changes', 'Change feed', 'Reactions to what happened, and what failed in them.', 'v', '', '');

-- refunds/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('refunds', 'Refunds', 'Money that customers get back.', 'vced', 'vce', 'v');

-- roles/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('roles', 'Roles', 'Roles, permissions and who has which.', 'v', '', '');

-- webhookInbox/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('webhook_events', 'Webhook inbox', 'What providers sent: look, replay.', 've', '', '');

-- webhookSubscriptions/data.sql
-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('webhooks', 'Webhooks', 'Events sent to other systems: subscriptions, deliveries.', 'v', '', '');

-- gmailIngestion/emails/email_threads.sql
select public.announce_table('public.email_threads', 'emails', 'email_thread', 'emails',
  'support_email_id,subject,customer_id,message_count,unread_count,last_message_at,last_direction,status,priority,team,assignee_id,version');

-- gmailIngestion/emails/emails.sql
select public.announce_table('public.emails', 'emails', 'email', 'emails',
  'support_email_id,thread_id,direction,kind,from_email,from_name,subject,snippet,received_at,has_attachments,customer_id,is_read,status,priority,category,sentiment,language,team,assignee_id,triage_state,send_state,version,deleted_at');

-- gmailIngestion/mailboxes/support_emails.sql
select public.announce_table('public.support_emails', 'emails', 'support_email', 'support_emails',
  'email_address,display_name,is_active,is_watched,state,last_error_code,deleted_at');

-- kaleyraVoice/call_attempts.sql
select public.announce_table('public.call_attempts', 'calls', 'call_attempt', 'calls',
  'kind,agent_number,customer_number,state,status,outcome,started_at,ended_at,duration,billsec,has_recording,reports,call_log_id,error_code,requested_by,created_at');

-- kaleyraVoice/kaleyra_sync_runs.sql
select public.announce_table('public.kaleyra_sync_runs', 'calls', 'sync_run', 'calls',
  'from_date,to_date,state,trigger,next_date,pages,synced,inserted,updated,unchanged,rejected,error_code');

-- refunds/refunds.sql
select public.announce_table('public.refunds', 'tickets', 'refund', 'refunds',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version');
select public.keep_counts('public.refunds', columns => 'status,reason_code,currency', sums => 'amount_minor');
