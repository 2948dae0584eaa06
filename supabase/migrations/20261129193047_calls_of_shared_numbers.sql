set check_function_bodies = off;

CREATE TABLE "public"."timeline_picks" (
  "kind"        text                     COLLATE pg_catalog."C" NOT NULL,
  "entry_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "customer_id" uuid                     NOT NULL,
  "picked_by"   uuid,
  "picked_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "timeline_picks_pkey" PRIMARY KEY (kind, entry_id)
);

ALTER TABLE "public"."timeline_picks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "anon";

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
    select r.id as root, c.id, c.name, true as is_root, c.created_at from roots r join public.customers c on c.id = r.id
    union all
    select r.id, c.id, c.name, false, c.created_at from roots r join public.customers c on c.merged_into = r.id
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

CREATE OR REPLACE FUNCTION public.note_phone_spellings()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_spellings integer;
begin
  execute format($sql$
    insert into public.phone_spellings (written, role)
    select distinct c.%1$I, %2$L from changed c
    where c.%1$I <> '' and not exists (select from public.phone_spellings s where s.written = c.%1$I)
    order by 1 on conflict do nothing
  $sql$, tg_argv[0], tg_argv[1]);
  -- A dynamic statement sets no FOUND.
  get diagnostics v_spellings = row_count;
  -- Before the first start there is no queue; the schedule finds what waits.
  if v_spellings > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('customers.read_numbers', '{}', job_key => 'customers.read_numbers');
  end if;
  -- A number that turns out to be an agent's is one of ours from now on.
  if tg_argv[1] = 'own' then
    execute format('update public.phone_spellings s set role = ''own'' from changed c where s.written = c.%I and s.role <> ''own''', tg_argv[0]);
  end if;
  return null;
end $function$;

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
  v_root   uuid := public.live_customer(p_customer_id);
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_call_id);
  elsif v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  perform from public.phone_spellings s
  join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
  where s.written = v_number and i.customer_id = any (public.customer_members(v_root));
  if not found then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', (
      select coalesce(jsonb_agg(distinct public.customer_root(i.customer_id)), '[]') from public.phone_spellings s
      join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
      where s.written = v_number));
  end if;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."pick_customer"(text, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

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
    select string_agg(case s.key
      when 'customer' then format(
        'select %1$s from unnest($1) k (key) cross join lateral (select v.* from public.%2$I v where v.key = k.key%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind)))
      else format(
        'select %1$s from unnest($2, $3, $4) k (key, begins_at, ended_at) cross join lateral (
           select v.* from public.%2$I v
           where v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))) end
      -- A call under a shared number that somebody has said is this customer's.
      || case when s.kind = 'call' then format(
        E'\nunion all\nselect %1$s from unnest($1) k (key) join public.timeline_picks p on p.customer_id = k.key and p.kind = ''call'' cross join lateral (
           select v.* from public.%2$I v where v.id = p.entry_id and v.key <> all (coalesce($2, ''{}''))%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind)))
      else '' end,
      E'\nunion all\n' order by s.kind)
    from public.timeline_sources s
    where (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $function$;

ALTER TABLE "public"."timeline_picks"
  ADD CONSTRAINT "timeline_picks_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."timeline_picks"
  ADD CONSTRAINT "timeline_picks_kind_fkey" FOREIGN KEY (kind) REFERENCES public.timeline_sources(kind);

CREATE INDEX timeline_picks_customer ON public.timeline_picks USING btree (customer_id, kind);

CREATE TRIGGER timeline_picks_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.timeline_picks
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('kind', 'entry_id');

CREATE POLICY "timeline_picks_view" ON "public"."timeline_picks"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('timeline'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."timeline_picks"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."entry_id" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."picked_at" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."picked_by" IS 'class: none';

COMMENT ON TABLE "public"."timeline_picks" IS 'Entries under a shared number that are one customer''s after all.';

REVOKE ALL ON FUNCTION "public"."pick_customer"(text, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_customer"(text, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_customer"(text, uuid, uuid) TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "authenticated";

GRANT SELECT ON TABLE "public"."timeline_picks" TO "authenticated";

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_picks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_picks" TO "service_role";
