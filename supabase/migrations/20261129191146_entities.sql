set check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.add_identities (
  p_customer_id uuid,
  p_identities  jsonb,
  p_source      text,
  p_at          timestamp with time zone
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, n.verified, p_source, p_at, p_at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    n.turn = 1 and not exists (select from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null)
  from (
    select w.customer_id, c.kind, c.value, coalesce(c.written, c.value) as written, coalesce(c.verified, false) as verified,
      row_number() over (partition by w.customer_id, c.kind order by c.value) as turn
    from jsonb_to_recordset(p_identities) c (customer_id uuid, kind text collate "C", value text collate "C", written text, verified boolean)
    cross join lateral (select coalesce(p_customer_id, c.customer_id) as customer_id) w
  ) n
$function$;

CREATE OR REPLACE FUNCTION public.describe_customers (
  p_ids uuid[]
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  with roots as materialized (
    select distinct coalesce(c.merged_into, c.id) as id from public.customers c where c.id = any (p_ids)
  ), members as materialized (
    select r.id as root, c.id, c.name, c.id = r.id as is_root, c.created_at
    from roots r join public.customers c on c.id = r.id or c.merged_into = r.id
  ), addresses as materialized (
    select m.root, i.kind, i.value, i.is_primary, i.ended_at, i.first_seen_at
    from members m join public.customer_identities i on i.customer_id = m.id
    where i.ended_at is null or i.ended_reason <> 'removed'
  ), texts as (
    select r.id,
      coalesce(
        (select m.name from members m where m.root = r.id and m.name <> '' order by m.is_root desc, m.created_at, m.id limit 1),
        (select a.value from addresses a where a.root = r.id and a.ended_at is null
         order by a.is_primary desc, array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], a.kind), a.first_seen_at, a.value limit 1),
        '') as display_name,
      public.fold_text(concat_ws(' ',
        (select string_agg(distinct m.name, ' ') from members m where m.root = r.id and m.name <> ''),
        (select string_agg(distinct a.value, ' ') from addresses a where a.root = r.id))) as search_text
    from roots r
  )
  update public.customers c set display_name = t.display_name, search_text = t.search_text
  from texts t where c.id = t.id and (c.display_name, c.search_text) is distinct from (t.display_name, t.search_text)
$function$;

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
    where i.state not in ('previewing', 'running')
      and coalesce(i.finished_at, i.previewed_at, i.created_at) < now() - p_days * interval '1 day'
    limit p_most for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."drop_old_imports"(integer, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_customers_for_import (
  p_keys   jsonb,
  p_ids    uuid[],
  p_owners text[],
  p_lock   boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_identities jsonb;
  v_ids        jsonb;
  v_roots      uuid[];
begin
  if p_lock then
    perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
      select distinct k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text collate "C", value text collate "C")
      -- One look into the index for each: as a join it would read all addresses when the statistics of the table are old.
      where (select i.id from public.customer_identities i
        where i.kind = k.kind and i.value = k.value and i.ended_at is null and not i.is_shared limit 1) is null
      order by 1, 2
    ) k;
  end if;
  select
    coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'customer_id', i.customer_id, 'root', coalesce(c.merged_into, c.id), 'is_shared', i.is_shared)), '[]'),
    coalesce(array_agg(distinct coalesce(c.merged_into, c.id)) filter (where not i.is_shared), '{}')
  into v_identities, v_roots
  from jsonb_to_recordset(p_keys) k (kind text, value text)
  join public.customer_identities i on i.kind = k.kind and i.value = k.value and i.ended_at is null
  join public.customers c on c.id = i.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'root', r.id)), '[]'), v_roots || coalesce(array_agg(r.id), '{}')
  into v_ids, v_roots
  from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) and r.deleted_at is null
  where c.id = any (p_ids);
  if p_lock then
    perform from public.customers c where c.id = any (v_roots) order by c.id for update;
  end if;
  return jsonb_build_object(
    'identities', v_identities,
    'ours', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value)), '[]')
      from public.own_identities o
      where (o.kind, o.value) in (select k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text, value text))),
    'ids', v_ids,
    'customers', (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'tier', c.tier, 'language', c.language, 'time_zone', c.time_zone,
        'tags', c.tags, 'owner_id', c.owner_id, 'blocked', c.blocked, 'custom_fields', c.custom_fields)), '[]')
      from public.customers c where c.id = any (v_roots)),
    'owners', (
      select coalesce(jsonb_agg(jsonb_build_object('written', w, 'id', a.id)), '[]')
      from unnest(p_owners) w join public.agents a on a.id::text = lower(w) or (a.is_active and lower(a.name) = lower(w))));
end $function$;

CREATE OR REPLACE FUNCTION public.get_number_backlog()
  RETURNS TABLE (
    waiting        bigint,
    oldest_seconds double precision
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select count(*), greatest(coalesce(extract(epoch from now() - min(s.created_at)), 0), 0)::double precision
  from public.phone_spellings s where s.state = 'pending'
$function$;

REVOKE ALL ON FUNCTION "public"."get_number_backlog"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_imported_customers (
  p_created    jsonb,
  p_changed    jsonb,
  p_identities jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  -- display_name and search_text as describe_customers works them out, so that it has nothing to write.
  insert into public.customers (id, name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, display_name, search_text)
  select n.id, n.name, n.tier, n.language, n.time_zone, n.tags, n.owner_id, n.blocked, n.custom_fields,
    coalesce(nullif(n.name, ''), a.best, ''), public.fold_text(concat_ws(' ', nullif(n.name, ''), a.words))
  from jsonb_to_recordset(p_created) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  left join (
    select i.customer_id, string_agg(distinct i.value, ' ') as words,
      (array_agg(i.value order by array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], i.kind), i.value))[1] as best
    from jsonb_to_recordset(p_identities) i (customer_id uuid, kind text, value text collate "C")
    group by i.customer_id
  ) a on a.customer_id = n.id;

  update public.customers c set
    name = n.name, tier = n.tier, language = n.language, time_zone = n.time_zone, tags = n.tags, owner_id = n.owner_id, blocked = n.blocked,
    custom_fields = n.custom_fields
  from jsonb_to_recordset(p_changed) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  where c.id = n.id;

  select public.add_identities(null, p_identities, 'import', now());
$function$;

REVOKE ALL ON FUNCTION "public"."drop_old_imports"(integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_imports"(integer, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."drop_old_imports"(integer, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_number_backlog"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_number_backlog"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_number_backlog"() TO "service_role";
