set check_function_bodies = off;

ALTER TABLE "public"."imports"
  ADD COLUMN "file_dropped_at" timestamp WITH time zone;

ALTER TABLE "public"."timeline_sources"
  ADD COLUMN "by_address" text;

CREATE OR REPLACE FUNCTION public.count_customer_timeline (
  p_customer_id uuid,
  p_number      text,
  p_modules     text[],
  p_filter      jsonb
)
  RETURNS TABLE (
    kind     text,
    count    bigint,
    first_at timestamp with time zone,
    last_at  timestamp with time zone
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sql     text := public.timeline_statement(p_modules, p_filter, '', '<kind>::text collate "C" as kind, v.at', '');
begin
  if v_sql is null then
    return;
  end if;
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  return query execute format($sql$
    select s.kind, coalesce(t.count, 0), t.first_at, t.last_at
    from public.timeline_sources s left join (select u.kind, count(*) as count, min(u.at) as first_at, max(u.at) as last_at from (%s) u group by u.kind) t on t.kind = s.kind
    where ($6 is null or s.module = any ($6)) and (not $7 ? 'kind' or s.kind in (select jsonb_array_elements_text($7 -> 'kind')))
    order by s.kind
  $sql$, v_sql) using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end, p_modules, p_filter;
end $function$;

CREATE OR REPLACE FUNCTION public.delete_customer (
  p_id      uuid,
  p_version integer DEFAULT NULL::integer
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root    uuid := public.customer_root(p_id);
  v_version integer;
begin
  select c.version into v_version from public.customers c where c.id = v_root and c.deleted_at is null for update;
  if v_version is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_version);
  end if;
  update public.customer_identities i set ended_at = now(), ended_reason = 'deleted'
  where i.customer_id = any (public.customer_members(v_root)) and i.ended_at is null;
  update public.customers c set deleted_at = now() where c.id = v_root;
  return public.customer_answer(v_root);
end $function$;

CREATE OR REPLACE FUNCTION public.drop_import_file (
  p_sha256 text,
  p_days   integer
)
  RETURNS boolean
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  update public.imports i set file_dropped_at = now()
  where i.sha256 = p_sha256 and i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day';
  return not exists (select from public.imports i where i.sha256 = p_sha256 and i.file_dropped_at is null);
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_import_file"(text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.drop_old_imports (
  p_days integer,
  p_most integer
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_count integer;
begin
  delete from public.imports where id in (
    select i.id from public.imports i
    where i.state not in ('previewing', 'running') and i.file_dropped_at is not null
      and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
    limit p_most for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

CREATE OR REPLACE FUNCTION public.expect_candidate (
  p_customer_id uuid,
  p_kind        text,
  p_values      text[]
)
  RETURNS uuid
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root  uuid := public.live_customer(p_customer_id);
  v_roots uuid[];
begin
  if v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  select coalesce(array_agg(distinct public.customer_root(i.customer_id)), '{}') into v_roots from public.customer_identities i
  where i.kind = p_kind and i.value = any (p_values) and i.is_shared and i.ended_at is null;
  if v_root <> all (v_roots) then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', v_roots);
  end if;
  return v_root;
end $function$;

REVOKE ALL ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_customer_timeline (
  p_customer_id uuid,
  p_number      text,
  p_modules     text[],
  p_filter      jsonb,
  p_place       jsonb,
  p_newer       boolean,
  p_limit       integer
)
  RETURNS TABLE (
    kind      text,
    at        timestamp with time zone,
    id        text,
    direction text,
    title     text,
    body      text,
    status    text,
    agent_id  uuid,
    details   jsonb
  )
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids     uuid[];
  v_written text[];
  v_begins  timestamptz[];
  v_ends    timestamptz[];
  v_sign    text := case when p_newer then '>' else '<' end;
  v_order   text := case when p_newer then 'asc' else 'desc' end;
  v_sql     text;
begin
  select array_agg(k.customer_id) filter (where k.key_kind = 'customer'), array_agg(k.written) filter (where k.key_kind = 'phone'),
    array_agg(k.begins_at) filter (where k.key_kind = 'phone'), array_agg(k.ended_at) filter (where k.key_kind = 'phone')
  into v_ids, v_written, v_begins, v_ends from public.timeline_keys(p_customer_id, p_number) k;
  v_sql := public.timeline_statement(
    p_modules, p_filter,
    -- The time alone as well: an index begins there.
    case when p_place is not null then format(' and v.at %1$s= $6 and (v.at, <kind> collate "C", v.id) %1$s ($6, $7, $8)', v_sign) end,
    '<kind>::text collate "C" as kind, v.at, v.id, v.direction, v.title, v.body, v.status, v.agent_id, v.details',
    format(' order by v.at %1$s, v.id %1$s limit %2$s', v_order, p_limit));
  if v_sql is null then
    return;
  end if;
  return query execute format('select * from (%1$s) t order by t.at %2$s, t.kind %2$s, t.id %2$s limit %3$s', v_sql, v_order, p_limit)
    using v_ids, v_written, v_begins, v_ends, case when p_customer_id is null then p_number end,
      (p_place ->> 'at')::timestamptz, p_place ->> 'kind', p_place ->> 'id';
end $function$;

CREATE OR REPLACE FUNCTION public.get_kaleyra_call (
  p_id           text,
  p_link_base    text,
  p_link_user    text,
  p_link_key     text,
  p_link_expires bigint
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  AS $function$
  select jsonb_build_object(
    'id', c.call_id, 'start_time', c.start_time, 'service', c.service, 'outcome', c.outcome, 'customer_number', c.customer_number,
    'talk_seconds', c.talk_seconds, 'agent_numbers', c.agent_numbers, 'answered_agent_numbers', c.answered_agent_numbers,
    'customer', (
      select jsonb_build_object('id', r.id, 'display_name', r.display_name) from public.customers r
      where r.deleted_at is null and r.id = public.customer_root(coalesce(
        (select p.customer_id from public.timeline_picks p where p.kind = 'call' and p.entry_id = c.call_id),
        (select i.customer_id from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164
         where s.written = c.customer_number and not i.is_shared and i.ended_reason <> 'removed'
           and c.start_time >= coalesce(i.begins_at, '-infinity') and c.start_time < coalesce(i.ended_at, 'infinity')
         order by i.begins_at desc nulls last, i.id limit 1)))),
    'candidates', (
      select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'display_name', f.display_name) order by f.display_name, f.id), '[]')
      from (
        select distinct r.id, r.display_name
        from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
        join public.customers r on r.id = public.customer_root(i.customer_id) and r.deleted_at is null
        where s.written = c.customer_number
      ) f),
    'legs', (
      select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('recording_url',
        case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end) order by l.start_time, l.id <> l.call_id, l.id), '[]')
      from public.kaleyra_leg_rows l where l.call_id = c.call_id),
    'attempts', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.created_at, a.id), '[]')
      from public.call_attempts a where a.id in (
        select l.custom::uuid from public.kaleyra_call_logs l
        where l.call_id = c.call_id and l.custom ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$')))
  from public.kaleyra_calls c where c.call_id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_kaleyra_call_list (
  p_start        timestamp with time zone,
  p_end          timestamp with time zone,
  p_service      text                     DEFAULT NULL::text,
  p_agent_number text                     DEFAULT NULL::text,
  p_status       text                     DEFAULT NULL::text,
  p_caller       text                     DEFAULT NULL::text,
  p_page         integer                  DEFAULT 1,
  p_limit        integer                  DEFAULT 50,
  p_offset       bigint                   DEFAULT 0,
  p_after_time   timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_after_id     text                     DEFAULT NULL::text,
  p_order        text                     DEFAULT 'desc'::text,
  p_link_base    text                     DEFAULT '/calls/recordings/'::text,
  p_link_user    text                     DEFAULT NULL::text,
  p_link_key     text                     DEFAULT NULL::text,
  p_link_expires bigint                   DEFAULT NULL::bigint
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  SET "TimeZone" TO 'UTC'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET plan_cache_mode TO 'force_generic_plan'
  AS $function$
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
    select l.*, case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end as recording_url
    from unnest(v_ids) with ordinality as wanted (id, place)
    cross join lateral (select * from public.kaleyra_leg_rows where id = wanted.id offset 0) l
    order by wanted.place
  ) r;
  return '{"data":[' || coalesce(v_data, '') || '],"total":'
    || public.count_kaleyra_calls(p_start, p_end, p_service, p_agent_number, p_status, p_caller)
    || ',"page":' || p_page || ',"limit":' || p_limit || ',"next_cursor":' || coalesce('"' || v_next || '"', 'null') || '}';
end $function$;

CREATE OR REPLACE FUNCTION public.get_kaleyra_call_rows (
  p_start        timestamp with time zone,
  p_end          timestamp with time zone,
  p_service      text                     DEFAULT NULL::text,
  p_agent_number text                     DEFAULT NULL::text,
  p_status       text                     DEFAULT NULL::text,
  p_caller       text                     DEFAULT NULL::text,
  p_order        text                     DEFAULT 'desc'::text,
  p_link_base    text                     DEFAULT '/calls/recordings/'::text,
  p_link_user    text                     DEFAULT NULL::text,
  p_link_key     text                     DEFAULT NULL::text,
  p_link_expires bigint                   DEFAULT NULL::bigint
)
  RETURNS TABLE (
    id            text,
    call_id       text,
    parent_id     text,
    callfrom      text,
    callto        text,
    start_time    text,
    end_time      text,
    duration      integer,
    billsec       integer,
    status        text,
    service       text,
    location      text,
    provider      text,
    caller_id     text,
    agent_number  text,
    agent_name    text,
    notes         text,
    custom        text,
    credits       text,
    has_recording text,
    recording_url text,
    synced_at     text
  )
  LANGUAGE sql
  STABLE
  AS $function$
  select
    public.csv_cell(l.id), public.csv_cell(l.call_id), public.csv_cell(l.parent_id), public.csv_cell(l.callfrom), public.csv_cell(l.callto),
    to_json(l.start_time) #>> '{}', to_json(l.end_time) #>> '{}', l.duration, l.billsec, public.csv_cell(l.status), public.csv_cell(l.service),
    public.csv_cell(l.location), public.csv_cell(l.provider), public.csv_cell(l.caller_id), public.csv_cell(l.agent_number),
    public.csv_cell((select n.name from public.agents n where n.phone_number = l.agent_number collate "default")), public.csv_cell(l.notes), public.csv_cell(l.custom), public.csv_cell(l.credits),
    (l.recording <> '')::text,
    case when l.recording <> '' then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end,
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
$function$;

CREATE OR REPLACE FUNCTION public.old_import_files (
  p_days integer
)
  RETURNS TABLE (
    sha256 text
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select distinct i.sha256 from public.imports i
  where i.file_dropped_at is null and i.state not in ('previewing', 'running')
    and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
$function$;

REVOKE ALL ON FUNCTION "public"."old_import_files"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.pick_customer (
  p_call_id     text,
  p_customer_id uuid,
  p_by          uuid
)
  RETURNS SETOF public.timeline_picks
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_number text := (select c.customer_number from public.kaleyra_calls c where c.call_id = p_call_id);
  v_root   uuid;
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'phone', array(select s.e164 from public.phone_spellings s where s.written = v_number));
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

CREATE OR REPLACE FUNCTION public.pick_email_customer (
  p_email_id    uuid,
  p_customer_id uuid,
  p_by          uuid
)
  RETURNS SETOF public.timeline_picks
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_address text;
  v_root    uuid;
begin
  select case e.direction when 'inbound' then e.from_email else e.to_recipients -> 0 ->> 'email' end into v_address
  from public.emails e where e.id = p_email_id and e.deleted_at is null for update;
  if not found then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'email', array[v_address]);
  update public.emails e set customer_id = v_root, version = e.version + 1, updated_at = now()
  where e.id = p_email_id and e.customer_id is distinct from v_root;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('email', p_email_id::text, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.recording_link (
  p_id      text,
  p_base    text,
  p_user    text,
  p_key     text,
  p_expires bigint
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  AS $function$
  select p_base || p_id || '?user=' || p_user || '&expires=' || p_expires || '&signature=' || encode(extensions.hmac(p_id, p_key, 'sha256'), 'hex')
$function$;

REVOKE ALL ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_timeline_by_address (
  p_kind     text,
  p_relation text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  update public.timeline_sources s set by_address = p_relation where s.kind = p_kind
$function$;

REVOKE ALL ON FUNCTION "public"."register_timeline_by_address"(text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.resolve_customers (
  p_items jsonb
)
  RETURNS TABLE (
    item        integer,
    customer_id uuid,
    outcome     text,
    evidence    jsonb
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  SET enable_memoize TO 'off'
  AS $function$
declare
  v_sure      integer[];
  v_customers uuid[];
  v_evidence  jsonb[];
begin
  if jsonb_array_length(p_items) > 500 then
    raise exception 'too_many_items' using errcode = 'P0422', detail = jsonb_build_object('max', 500);
  end if;
  -- Most are known already, by all their addresses and without a doubt: one statement for all of them. It looks at customers only where it has to: for a
  -- name that may be missing, and for merges when the addresses are not one customer's.
  select coalesce(array_agg(k.item), '{}'), array_agg(k.customer_id), array_agg(k.evidence) into v_sure, v_customers, v_evidence
  from (
    select c.item, (array_agg(i.customer_id order by i.verified desc, c.kind, i.id))[1] as customer_id,
      jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)) as evidence
    from (
      select (i.n - 1)::integer as item, c.value ->> 'kind' as kind, c.value ->> 'value' as value, (i.value ->> 'at')::timestamptz as at, i.value ->> 'name' as name
      from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    ) c
    left join lateral (
      select i.id, i.customer_id, i.verified, i.last_seen_at
      from public.customer_identities i
      where i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(i.id)
      and (count(distinct i.customer_id) = 1
        or (select count(distinct coalesce(k.merged_into, k.id)) from public.customers k where k.id = any (array_agg(i.customer_id))) = 1)
      and not coalesce(bool_or(i.last_seen_at < c.at - interval '1 day'), false)
      and case when coalesce(max(c.name), '') = '' then true
        else not exists (select from public.customers k where k.id = any (array_agg(i.customer_id)) and k.name = '') end
  ) k;
  return query select s.item, s.customer_id, 'matched', s.evidence from unnest(v_sure, v_customers, v_evidence) s (item, customer_id, evidence);
  if cardinality(v_sure) = jsonb_array_length(p_items) then
    return;
  end if;

  -- The others one by one. Whoever meets the same address at the same time waits here; in one order, so that nobody waits in a circle.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c.value ->> 'kind' as kind, c.value ->> 'value' as value
    from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    where i.n - 1 <> all (v_sure)
    order by 1, 2
  ) k;
  for item in select n - 1 from generate_series(1, jsonb_array_length(p_items)) n where n - 1 <> all (v_sure) loop
    select p.customer_id, p.outcome, p.evidence into customer_id, outcome, evidence from public.place_customer(p_items -> item) p;
    return next;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.restore_customer (
  p_id uuid
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_root    uuid := public.customer_root(p_id);
  v_members uuid[] := public.customer_members(p_id);
  v_deleted timestamptz;
  v_found   jsonb;
begin
  -- As resolve_customers: in one order, before any row.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct i.kind, i.value from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' order by 1, 2
  ) k;
  select c.deleted_at into v_deleted from public.customers c where c.id = v_root for update;
  if not found then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_deleted is null then
    raise exception 'customer_not_deleted' using errcode = 'P0409', detail = jsonb_build_object('id', v_root);
  end if;
  select jsonb_agg(distinct jsonb_build_object('kind', o.kind, 'value', o.value, 'customer_id', public.customer_root(o.customer_id))) into v_found
  from public.customer_identities i
  join public.customer_identities o on o.kind = i.kind and o.value = i.value and o.ended_at is null and not (o.is_shared and i.is_shared)
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted;
  if v_found is not null then
    raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('identities', v_found);
  end if;
  select to_jsonb(i.value) into v_found from public.customer_identities i join public.own_identities o on o.kind = i.kind and o.value = i.value
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted order by i.value limit 1;
  if v_found is not null then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', v_found);
  end if;

  update public.customers c set deleted_at = null where c.id = v_root;
  with given_up as (
    select i.id, (
      select max(f.ended_at) from public.customer_identities f
      where f.kind = i.kind and f.value = i.value and f.ended_at > v_deleted and not f.is_shared and not i.is_shared) as had_until
    from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted
  ), again as (
    insert into public.customer_identities (
      customer_id, kind, value, source, written, verified, is_shared, is_primary, first_seen_at, last_seen_at, begins_at)
    select i.customer_id, i.kind, i.value, i.source, i.written, i.verified, i.is_shared, i.is_primary, i.first_seen_at, i.last_seen_at, g.had_until
    from given_up g join public.customer_identities i on i.id = g.id where g.had_until is not null
  )
  update public.customer_identities i set
    ended_at = case when g.had_until is not null then i.ended_at end, ended_reason = case when g.had_until is not null then i.ended_reason else '' end,
    is_primary = i.is_primary and g.had_until is null
  from given_up g where g.id = i.id;
  return v_root;
end $function$;

REVOKE ALL ON FUNCTION "public"."restore_customer"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.run_import (
  p_id   uuid,
  p_kind text
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
  v_other  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('imports:' || p_kind, 0));
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state not in ('previewed', 'running') then
    raise exception 'import_not_ready' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  elsif v_import.file_dropped_at is not null then
    raise exception 'import_file_dropped' using errcode = 'P0409', detail = jsonb_build_object('file_dropped_at', v_import.file_dropped_at);
  end if;
  if v_import.state = 'previewed' then
    select i.id into v_other from public.imports i where i.kind = p_kind and i.state = 'running';
    if v_other is not null then
      raise exception 'import_under_way' using errcode = 'P0409', detail = jsonb_build_object('import_id', v_other);
    end if;
    delete from public.import_errors e where e.import_id = p_id;
    update public.imports i set
      state = 'running', started_at = now(), started_by = public.current_actor(),
      preview = jsonb_build_object('created', i.created, 'updated', i.updated, 'unchanged', i.unchanged, 'failed', i.failed),
      done = 0, created = 0, updated = 0, unchanged = 0, failed = 0
    where i.id = p_id returning * into v_import;
  end if;
  perform public.add_import_job(p_id);
  perform public.log_activity('run', 'imports', p_id::text, null, jsonb_build_object('kind', p_kind, 'total', v_import.total));
  return next v_import;
end $function$;

CREATE OR REPLACE FUNCTION public.start_import (
  p_kind     text,
  p_module   text,
  p_filename text,
  p_sha256   text,
  p_size     bigint,
  p_columns  jsonb,
  p_total    integer
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
begin
  insert into public.imports (kind, module, filename, sha256, size, columns, total, created_by)
  values (p_kind, p_module, p_filename, p_sha256, p_size, p_columns, p_total, public.current_actor())
  returning * into v_import;
  perform public.add_import_job(v_import.id);
  perform public.log_activity('upload', 'imports', v_import.id::text, null,
    jsonb_build_object('kind', p_kind, 'filename', p_filename, 'sha256', p_sha256, 'total', p_total));
  return next v_import;
end $function$;

CREATE OR REPLACE FUNCTION public.timeline_statement (
  p_modules    text[],
  p_filter     jsonb,
  p_conditions text,
  p_select     text,
  p_tail       text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_given text := concat(
    case when p_filter ? 'from' then format(' and v.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and v.at < %L', p_filter ->> 'to') end,
    case when p_filter ? 'agent_id' then format(' and v.agent_id = %L', p_filter ->> 'agent_id') end,
    case when p_filter ? 'direction' then format(' and v.direction = %L', p_filter ->> 'direction') end);
begin
  return (
    select string_agg(format(
      'select %s from %s cross join lateral (select v.* from public.%I v where %s%s%s) v', replace(p_select, '<kind>', quote_literal(s.kind)),
      r.keys, r.relation, r.condition, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))),
      E'\nunion all\n' order by s.kind, r.n)
    from public.timeline_sources s
    cross join lateral (values
      (1, s.key = 'customer', s.relation, 'unnest($1) k (key)', 'v.key = k.key'),
      (2, s.key = 'phone', s.relation, 'unnest($2, $3, $4) k (key, begins_at, ended_at)',
        'v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at'),
      -- A call under a shared number that somebody has said is this customer's.
      (3, s.kind = 'call', s.relation,
        'unnest($1) k (key) join public.timeline_picks p on p.customer_id = k.key and p.kind = ''call''',
        'v.id = p.entry_id and v.key <> all (coalesce($2, ''{}''))'),
      (4, s.by_address is not null, s.by_address, 'unnest(array[$5]) k (key)', 'v.key = k.key')
    ) r (n, is_asked, relation, keys, condition)
    where r.is_asked and (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $function$;

CREATE VIEW "public"."kaleyra_leg_rows" WITH (security_invoker=true) AS  SELECT l.id,
    l.call_id,
    l.parent_id,
    l.callfrom,
    l.callto,
    l.start_time,
    l.end_time,
    l.duration,
    l.billsec,
    l.status,
    l.service,
    l.location,
    l.provider,
    l.caller_id,
    l.agent_number,
    n.name AS agent_name,
    l.notes,
    l.custom,
    l.credits,
    (l.recording <> ''::text) AS has_recording,
    l.synced_at
   FROM (public.kaleyra_call_logs l
     LEFT JOIN public.agents n ON ((n.phone_number = (l.agent_number COLLATE "default"))));

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "anon", "authenticated";

CREATE OR REPLACE VIEW "public"."timeline_emails" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    received_at AS at,
    ((id)::text COLLATE "C") AS id,
    direction,
    subject AS title,
    snippet AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('thread_id', thread_id, 'kind', kind, 'from_email', from_email, 'from_name', from_name, 'has_attachments', has_attachments, 'send_state', send_state) AS details,
    from_email AS writer,
    ((to_recipients -> 0) ->> 'email'::text) AS reader
   FROM public.emails e
  WHERE (deleted_at IS NULL);

CREATE VIEW "public"."timeline_emails_by_address" WITH (security_invoker=true) AS  SELECT t.writer AS key,
    t.at,
    t.id,
    t.direction,
    t.title,
    t.body,
    t.status,
    t.agent_id,
    t.details
   FROM public.timeline_emails t
  WHERE (t.direction = 'inbound'::text)
UNION ALL
 SELECT t.reader AS key,
    t.at,
    t.id,
    t.direction,
    t.title,
    t.body,
    t.status,
    t.agent_id,
    t.details
   FROM public.timeline_emails t
  WHERE (t.direction = 'outbound'::text);

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "anon", "authenticated";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "anon", "authenticated";

CREATE INDEX emails_reader ON public.emails USING btree ((((to_recipients -> 0) ->> 'email'::text)), received_at, id)
  WHERE ((deleted_at IS NULL) AND (direction = 'outbound'::text));

CREATE INDEX imports_file_idx ON public.imports USING btree (sha256)
  WHERE (file_dropped_at IS NULL);

COMMENT ON COLUMN "public"."imports"."file_dropped_at" IS 'Since when the file is no longer kept: the import cannot be run any more. class: none';

COMMENT ON COLUMN "public"."timeline_sources"."by_address" IS 'A second view of the kind, with an address as its key: read when the address is no one customer''s. class: none';

COMMENT ON TABLE "public"."timeline_picks" IS 'Entries under a shared address that are one customer''s after all.';

COMMENT ON VIEW "public"."kaleyra_leg_rows" IS 'Legs as the API answers them, without the link to the recording. access: service only';

COMMENT ON VIEW "public"."timeline_emails" IS 'E-mails from and to customers. access: service only';

COMMENT ON VIEW "public"."timeline_emails_by_address" IS 'E-mails by the address that wrote them, or to which we wrote first of all. access: service only';

REVOKE ALL ON FUNCTION "public"."drop_import_file"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_import_file"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."expect_candidate"(uuid, text, text[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_kaleyra_call"(text, text, text, text, bigint) TO "service_role";

REVOKE ALL ON FUNCTION "public"."old_import_files"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."old_import_files"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_email_customer"(uuid, uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."recording_link"(text, text, text, text, bigint) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_timeline_by_address"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_timeline_by_address"(text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."restore_customer"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."restore_customer"(uuid) TO "service_role";

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."kaleyra_leg_rows" TO "postgres";

REVOKE ALL ON TABLE "public"."kaleyra_leg_rows" FROM "service_role";

GRANT SELECT ON TABLE "public"."kaleyra_leg_rows" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_emails" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_emails" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_emails" TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_emails_by_address" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_emails_by_address" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_emails_by_address" TO "service_role";

select public.register_timeline_by_address('email', 'timeline_emails_by_address');
