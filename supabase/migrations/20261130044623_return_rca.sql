set check_function_bodies = off;

CREATE SEQUENCE "public"."return_rca_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."return_rca_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."corrective_actions" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'planned'::text,
  "cause_id"    uuid                     NOT NULL,
  "product_id"  text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "title"       text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "owner_id"    uuid,
  "due_on"      date,
  "done_on"     date,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  "deleted_at"  timestamp with time zone,
  CONSTRAINT "corrective_actions_pkey" PRIMARY KEY (id),
  CONSTRAINT "corrective_actions_status_check" CHECK ((status = ANY (ARRAY['planned'::text, 'in_progress'::text, 'done'::text, 'cancelled'::text]))),
  CONSTRAINT "corrective_actions_title_check" CHECK ((title <> ''::text))
);

ALTER TABLE "public"."corrective_actions"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."corrective_actions" FROM "anon";

CREATE TABLE "public"."return_causes" (
  "id"          uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "parent_id"   uuid,
  "name"        text                     NOT NULL,
  "description" text                     NOT NULL DEFAULT ''::text,
  "position"    integer                  NOT NULL DEFAULT 0,
  "is_active"   boolean                  NOT NULL DEFAULT true,
  "created_by"  uuid,
  "created_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  "deleted_at"  timestamp with time zone,
  CONSTRAINT "return_causes_name_check" CHECK ((name <> ''::text)),
  CONSTRAINT "return_causes_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."return_causes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."return_causes" FROM "anon";

CREATE TABLE "public"."return_rca_causes" (
  "rca_id"     uuid    NOT NULL,
  "cause_id"   uuid    NOT NULL,
  "percent"    integer NOT NULL,
  "is_primary" boolean NOT NULL,
  "note"       text    NOT NULL DEFAULT ''::text,
  "cost_minor" bigint  NOT NULL DEFAULT 0,
  CONSTRAINT "return_rca_causes_percent_check" CHECK (((percent >= 1) AND (percent <= 100))),
  CONSTRAINT "return_rca_causes_pkey" PRIMARY KEY (rca_id, cause_id)
);

ALTER TABLE "public"."return_rca_causes"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."return_rca_causes" FROM "anon";

CREATE TABLE "public"."return_rcas_counts" (
  "key"            text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"          boolean NOT NULL DEFAULT true,
  "rows"           bigint  NOT NULL,
  "status"         text,
  "currency"       text,
  "sum_cost_minor" numeric NOT NULL,
  "sum_quantity"   numeric NOT NULL
);

ALTER TABLE "public"."return_rcas_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."return_rcas_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."return_rcas" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "number"           text                     COLLATE pg_catalog."C" NOT NULL DEFAULT public.next_number('RCA'::text, 'public.return_rca_numbers'::regclass),
  "status"           text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'open'::text,
  "customer_id"      uuid,
  "refund_id"        uuid,
  "order_number"     text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "product_id"       text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "product_name"     text                     NOT NULL,
  "batch"            text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "quantity"         integer                  NOT NULL DEFAULT 1,
  "cost_minor"       bigint                   NOT NULL DEFAULT 0,
  "currency"         text                     COLLATE pg_catalog."C" NOT NULL,
  "returned_on"      date                     NOT NULL,
  "description"      text                     NOT NULL DEFAULT ''::text,
  "conclusion"       text                     NOT NULL DEFAULT ''::text,
  "primary_cause_id" uuid,
  "cause_ids"        uuid[]                   NOT NULL DEFAULT '{}'::uuid[],
  "assignee_id"      uuid,
  "concluded_at"     timestamp with time zone,
  "created_by"       uuid,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "version"          integer                  NOT NULL DEFAULT 1,
  "deleted_at"       timestamp with time zone,
  CONSTRAINT "return_rcas_check" CHECK (((status <> 'concluded'::text) OR (primary_cause_id IS NOT NULL))),
  CONSTRAINT "return_rcas_cost_minor_check" CHECK ((cost_minor >= 0)),
  CONSTRAINT "return_rcas_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "return_rcas_pkey" PRIMARY KEY (id),
  CONSTRAINT "return_rcas_quantity_check" CHECK ((quantity > 0)),
  CONSTRAINT "return_rcas_status_check" CHECK ((status = ANY (ARRAY['open'::text, 'in_analysis'::text, 'concluded'::text, 'cancelled'::text]))),
  CONSTRAINT "return_rcas_number_key" UNIQUE (number)
);

ALTER TABLE "public"."return_rcas"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."return_rcas" FROM "anon";

CREATE OR REPLACE FUNCTION public.announce_corrective_actions()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'corrective_action' || ':created', n.id::text, 'return_rca', null::uuid, jsonb_build_object('status', n.status, 'cause_id', n.cause_id, 'product_id', n.product_id, 'title', n.title, 'owner_id', n.owner_id, 'due_on', n.due_on, 'done_on', n.done_on, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'corrective_action' || ':removed', o.id::text, 'return_rca', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'corrective_action' || ':removed', o.id::text, 'return_rca', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'corrective_action' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'return_rca', null::uuid, jsonb_build_object('status', n.status, 'cause_id', n.cause_id, 'product_id', n.product_id, 'title', n.title, 'owner_id', n.owner_id, 'due_on', n.due_on, 'done_on', n.done_on, 'version', n.version, 'deleted_at', n.deleted_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.status, n.cause_id, n.product_id, n.title, n.owner_id, n.due_on, n.done_on, n.version, n.deleted_at) is distinct from row(o.status, o.cause_id, o.product_id, o.title, o.owner_id, o.due_on, o.done_on, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_corrective_actions"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_return_rcas()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'return_rca' || ':created', n.id::text, 'return_rca', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'refund_id', n.refund_id, 'order_number', n.order_number, 'product_id', n.product_id, 'batch', n.batch, 'quantity', n.quantity, 'cost_minor', n.cost_minor, 'currency', n.currency, 'returned_on', n.returned_on, 'primary_cause_id', n.primary_cause_id, 'assignee_id', n.assignee_id, 'version', n.version, 'deleted_at', n.deleted_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'return_rca' || ':removed', o.id::text, 'return_rca', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'return_rca' || ':removed', o.id::text, 'return_rca', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'return_rca' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'return_rca', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'refund_id', n.refund_id, 'order_number', n.order_number, 'product_id', n.product_id, 'batch', n.batch, 'quantity', n.quantity, 'cost_minor', n.cost_minor, 'currency', n.currency, 'returned_on', n.returned_on, 'primary_cause_id', n.primary_cause_id, 'assignee_id', n.assignee_id, 'version', n.version, 'deleted_at', n.deleted_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.customer_id, n.refund_id, n.order_number, n.product_id, n.batch, n.quantity, n.cost_minor, n.currency, n.returned_on, n.primary_cause_id, n.assignee_id, n.version, n.deleted_at) is distinct from row(o.number, o.status, o.customer_id, o.refund_id, o.order_number, o.product_id, o.batch, o.quantity, o.cost_minor, o.currency, o.returned_on, o.primary_cause_id, o.assignee_id, o.version, o.deleted_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_return_rcas"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_return_rcas_anew()
  RETURNS SETOF public.return_rcas_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.currency)::text), false, count(*), r.status, r.currency, coalesce(sum(r.cost_minor), 0), coalesce(sum(r.quantity), 0) from public.return_rcas r where r.deleted_at is null group by r.status, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_return_rcas_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_return_rca (
  p_rca        jsonb,
  p_causes     jsonb,
  p_created_by uuid
)
  RETURNS SETOF public.return_rcas
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.return_rcas := jsonb_populate_record(null::public.return_rcas, p_rca);
  v_id    uuid := gen_random_uuid();
begin
  insert into public.return_rcas (id, customer_id, refund_id, order_number, product_id, product_name, batch, quantity, cost_minor, currency, returned_on,
    description, assignee_id, primary_cause_id, cause_ids, created_by)
  values (v_id, v_given.customer_id, v_given.refund_id, coalesce(v_given.order_number, ''), coalesce(v_given.product_id, ''), v_given.product_name,
    coalesce(v_given.batch, ''), coalesce(v_given.quantity, 1), coalesce(v_given.cost_minor, 0), v_given.currency, v_given.returned_on,
    coalesce(v_given.description, ''), v_given.assignee_id,
    (select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c where (c ->> 'is_primary')::boolean),
    array(select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c), p_created_by);
  perform public.write_return_causes(v_id, p_causes);
  return query select * from public.return_rcas r where r.id = v_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."create_return_rca"(jsonb, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_action_effect (
  p_id    uuid,
  p_today date
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('days', p_today - a.done_on, 'returns_before', e.before, 'returns_after', e.after, 'last_returned_on', e.latest)
  from public.corrective_actions a
  cross join lateral (
    select count(*) filter (where r.returned_on <= a.done_on) as before, count(*) filter (where r.returned_on > a.done_on) as after,
      max(r.returned_on) filter (where r.returned_on > a.done_on) as latest
    from public.return_rcas r
    where r.deleted_at is null and r.status <> 'cancelled' and r.returned_on > a.done_on - (p_today - a.done_on) and r.returned_on <= p_today
      and (a.product_id = '' or r.product_id = a.product_id) and r.cause_ids && array(select public.return_causes_below(a.cause_id))) e
  where a.id = p_id and a.done_on is not null
$function$;

REVOKE ALL ON FUNCTION "public"."get_action_effect"(uuid, date) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_return_causes (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with recursive up (cause_id, parent_id, path) as (
    select c.cause_id, t.parent_id, array[t.name]
    from public.return_rca_causes c join public.return_causes t on t.id = c.cause_id where c.rca_id = p_id
    union all
    select u.cause_id, t.parent_id, t.name || u.path from up u join public.return_causes t on t.id = u.parent_id)
  select coalesce(jsonb_agg(jsonb_build_object('cause_id', c.cause_id, 'path', u.path, 'percent', c.percent, 'is_primary', c.is_primary, 'note', c.note,
    'cost_minor', c.cost_minor) order by c.percent desc, not c.is_primary, c.cause_id), '[]')
  from public.return_rca_causes c join up u on u.cause_id = c.cause_id and u.parent_id is null
  where c.rca_id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_return_causes"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_return_pareto (
  p_from    date,
  p_to      date,
  p_by      text,
  p_level   text,
  p_product text DEFAULT NULL::text,
  p_batch   text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  with recursive roots (id, root, path) as (
    select c.id, c.id, array[c.name] from public.return_causes c where c.parent_id is null
    union all
    select c.id, r.root, r.path || c.name from public.return_causes c join roots r on c.parent_id = r.id),
  returns as (
    select r.* from public.return_rcas r
    where r.deleted_at is null and r.status <> 'cancelled' and r.returned_on between p_from and p_to
      and (p_product is null or r.product_id = p_product) and (p_batch is null or r.batch = p_batch)),
  shares as (
    select case when p_level = 'root' then t.root else c.cause_id end as cause_id, r.currency,
      case when p_by = 'weight' then coalesce(c.percent, 100) else 100 end as hundredths,
      case when p_by = 'weight' then coalesce(c.cost_minor, r.cost_minor) else r.cost_minor end as cost_minor
    from returns r
    left join public.return_rca_causes c on c.rca_id = r.id and (p_by = 'weight' or c.is_primary)
    left join roots t on t.id = c.cause_id),
  causes as (
    select s.cause_id, sum(s.hundredths)::bigint as hundredths from shares s group by 1),
  costs as (
    select s.cause_id, jsonb_agg(jsonb_build_object('currency', s.currency, 'cost_minor', s.cost_minor) order by s.currency) as costs
    from (select cause_id, currency, sum(cost_minor)::bigint as cost_minor from shares group by 1, 2) s group by 1),
  ranked as (
    select c.*, sum(c.hundredths) over (order by (c.cause_id is null), c.hundredths desc, c.cause_id) as so_far,
      sum(c.hundredths) over () as whole, row_number() over (order by (c.cause_id is null), c.hundredths desc, c.cause_id) as place
    from causes c)
  select jsonb_build_object(
    'total', (select count(*) from returns),
    'costs', (
      select coalesce(jsonb_agg(jsonb_build_object('currency', m.currency, 'cost_minor', m.cost_minor) order by m.currency), '[]')
      from (select r.currency, sum(r.cost_minor)::bigint as cost_minor from returns r group by 1) m),
    'data', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'cause_id', k.cause_id, 'path', coalesce(to_jsonb(t.path), '[]'), 'returns_hundredths', k.hundredths, 'costs', m.costs,
        'percent', round(k.hundredths * 100.0 / k.whole, 1), 'cumulative_percent', round(k.so_far * 100.0 / k.whole, 1)) order by k.place), '[]')
      from ranked k join costs m on m.cause_id is not distinct from k.cause_id left join roots t on t.id = k.cause_id))
$function$;

REVOKE ALL ON FUNCTION "public"."get_return_pareto"(date, date, text, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_return_rcas_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.return_rcas_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.return_rcas_counts (key, rows, status, currency, sum_cost_minor, sum_quantity)
        select md5(row(r.status, r.currency)::text), sum(r.sign), r.status, r.currency, coalesce(sum(r.sign * r.cost_minor), 0), coalesce(sum(r.sign * r.quantity), 0) from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.status, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.return_rcas_counts (key, rows, status, currency, sum_cost_minor, sum_quantity)
        select md5(row(r.status, r.currency)::text), sum(r.sign), r.status, r.currency, coalesce(sum(r.sign * r.cost_minor), 0), coalesce(sum(r.sign * r.quantity), 0) from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.status, r.currency;
      else
        insert into public.return_rcas_counts (key, rows, status, currency, sum_cost_minor, sum_quantity)
        select md5(row(r.status, r.currency)::text), sum(r.sign), r.status, r.currency, coalesce(sum(r.sign * r.cost_minor), 0), coalesce(sum(r.sign * r.quantity), 0)
        from (select 1 as sign, status, quantity, cost_minor, currency, deleted_at from new_rows union all select -1, status, quantity, cost_minor, currency, deleted_at from old_rows) r
        where r.deleted_at is null group by r.status, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.cost_minor) <> 0 or sum(r.sign * r.quantity) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.return_rcas_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_return_rcas_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.return_causes_below (
  p_id uuid
)
  RETURNS SETOF uuid
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  with recursive below (id) as (
    select p_id union select c.id from public.return_causes c join below b on c.parent_id = b.id)
  select id from below
$function$;

REVOKE ALL ON FUNCTION "public"."return_causes_below"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_return_rca (
  p_id      uuid,
  p_change  jsonb,
  p_causes  jsonb,
  p_version integer
)
  RETURNS public.return_rcas
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_rca public.return_rcas;
  v_new public.return_rcas;
begin
  select * into v_rca from public.return_rcas r where r.id = p_id and r.deleted_at is null for update;
  if v_rca.id is null then
    return null;
  elsif p_version <> v_rca.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_rca.version);
  elsif p_causes = '[]' and v_rca.status = 'concluded' then
    raise exception 'return_cause_missing' using errcode = 'P0422';
  end if;
  v_new := jsonb_populate_record(v_rca, p_change);
  if p_causes is not null then
    v_new.primary_cause_id := (select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c where (c ->> 'is_primary')::boolean);
    v_new.cause_ids := array(select (c ->> 'cause_id')::uuid from jsonb_array_elements(p_causes) c);
  end if;
  update public.return_rcas r set customer_id = v_new.customer_id, refund_id = v_new.refund_id, order_number = v_new.order_number, product_id = v_new.product_id,
    product_name = v_new.product_name, batch = v_new.batch, quantity = v_new.quantity, cost_minor = v_new.cost_minor, currency = v_new.currency,
    returned_on = v_new.returned_on, description = v_new.description, conclusion = v_new.conclusion, assignee_id = v_new.assignee_id,
    primary_cause_id = v_new.primary_cause_id, cause_ids = v_new.cause_ids
  where r.id = p_id returning * into v_rca;
  perform public.write_return_causes(p_id, p_causes);
  return v_rca;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_return_rca"(uuid, jsonb, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_return_causes (
  p_id     uuid,
  p_causes jsonb
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_missing uuid;
begin
  if p_causes is not null then
    select c.cause_id into v_missing from jsonb_to_recordset(p_causes) c (cause_id uuid)
    where not exists (select from public.return_causes t where t.id = c.cause_id and (t.deleted_at is null or exists (
      select from public.return_rca_causes o where o.rca_id = p_id and o.cause_id = t.id)))
    limit 1;
    if v_missing is not null then
      raise exception 'return_cause_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', v_missing);
    end if;
    delete from public.return_rca_causes c where c.rca_id = p_id;
    insert into public.return_rca_causes (rca_id, cause_id, percent, is_primary, note)
    select p_id, c.cause_id, c.percent, c.is_primary, coalesce(c.note, '')
    from jsonb_to_recordset(p_causes) c (cause_id uuid, percent integer, is_primary boolean, note text);
  end if;
  update public.return_rca_causes c set cost_minor = case
    when c.is_primary then r.cost_minor - (
      select coalesce(sum(r.cost_minor * o.percent / 100), 0) from public.return_rca_causes o where o.rca_id = p_id and not o.is_primary)
    else r.cost_minor * c.percent / 100 end
  from public.return_rcas r where r.id = p_id and c.rca_id = p_id;
end $function$;

REVOKE ALL ON FUNCTION "public"."write_return_causes"(uuid, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."corrective_actions"
  ADD CONSTRAINT "corrective_actions_owner_id_fkey" FOREIGN KEY (owner_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."corrective_actions"
  ADD CONSTRAINT "corrective_actions_cause_id_fkey" FOREIGN KEY (cause_id) REFERENCES public.return_causes(id);

ALTER TABLE "public"."return_causes"
  ADD CONSTRAINT "return_causes_parent_id_fkey" FOREIGN KEY (parent_id) REFERENCES public.return_causes(id);

ALTER TABLE "public"."return_rca_causes"
  ADD CONSTRAINT "return_rca_causes_cause_id_fkey" FOREIGN KEY (cause_id) REFERENCES public.return_causes(id);

ALTER TABLE "public"."return_rcas"
  ADD CONSTRAINT "return_rcas_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."return_rcas"
  ADD CONSTRAINT "return_rcas_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."return_rca_causes"
  ADD CONSTRAINT "return_rca_causes_rca_id_fkey" FOREIGN KEY (rca_id) REFERENCES public.return_rcas(id) ON DELETE CASCADE;

ALTER TABLE "public"."return_rcas"
  ADD CONSTRAINT "return_rcas_primary_cause_id_fkey" FOREIGN KEY (primary_cause_id) REFERENCES public.return_causes(id);

ALTER TABLE "public"."return_rcas"
  ADD CONSTRAINT "return_rcas_refund_id_fkey" FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON DELETE SET NULL;

CREATE INDEX corrective_actions_cause ON public.corrective_actions USING btree (cause_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_due ON public.corrective_actions USING btree (due_on, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_newest ON public.corrective_actions USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_owner ON public.corrective_actions USING btree (owner_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_product ON public.corrective_actions USING btree (product_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_search ON public.corrective_actions USING gin (title extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_status ON public.corrective_actions USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX corrective_actions_updated ON public.corrective_actions USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX return_causes_name ON public.return_causes USING btree (COALESCE((parent_id)::text, ''::text), lower(name))
  WHERE (deleted_at IS NULL);

CREATE INDEX return_causes_parent ON public.return_causes USING btree (parent_id);

CREATE INDEX return_rca_causes_cause ON public.return_rca_causes USING btree (cause_id);

CREATE UNIQUE INDEX return_rca_causes_primary ON public.return_rca_causes USING btree (rca_id)
  WHERE is_primary;

CREATE INDEX return_rcas_assignee ON public.return_rcas USING btree (assignee_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_batch ON public.return_rcas USING btree (batch, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_causes ON public.return_rcas USING gin (cause_ids)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_cost ON public.return_rcas USING btree (cost_minor DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_counts_fresh ON public.return_rcas_counts USING btree (key)
  WHERE fresh;

CREATE INDEX return_rcas_counts_key ON public.return_rcas_counts USING btree (key);

CREATE INDEX return_rcas_currency ON public.return_rcas USING btree (currency, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_customer ON public.return_rcas USING btree (customer_id, created_at DESC, id DESC);

CREATE INDEX return_rcas_newest ON public.return_rcas USING btree (created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_order ON public.return_rcas USING btree (order_number, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_primary ON public.return_rcas USING btree (primary_cause_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_product ON public.return_rcas USING btree (product_id, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_refund ON public.return_rcas USING btree (refund_id)
  WHERE (refund_id IS NOT NULL);

CREATE INDEX return_rcas_returned ON public.return_rcas USING btree (returned_on DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX return_rcas_status ON public.return_rcas USING btree (status, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER announce_delete AFTER DELETE ON public.corrective_actions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_corrective_actions (
  'tickets',
  'corrective_action',
  'return_rca',
  'id',
  'status,cause_id,product_id,title,owner_id,due_on,done_on,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.corrective_actions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_corrective_actions (
  'tickets',
  'corrective_action',
  'return_rca',
  'id',
  'status,cause_id,product_id,title,owner_id,due_on,done_on,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.corrective_actions
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_corrective_actions (
  'tickets',
  'corrective_action',
  'return_rca',
  'id',
  'status,cause_id,product_id,title,owner_id,due_on,done_on,version,deleted_at',
  ''
);

CREATE TRIGGER corrective_actions_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.corrective_actions
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER corrective_actions_touch
  BEFORE UPDATE ON public.corrective_actions
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER return_causes_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.return_causes
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER return_causes_touch
  BEFORE UPDATE ON public.return_causes
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER return_causes_tree
  BEFORE INSERT OR UPDATE ON public.return_causes
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_tree();

CREATE TRIGGER announce_delete AFTER DELETE ON public.return_rcas REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_return_rcas (
  'tickets',
  'return_rca',
  'return_rca',
  'id',
  'number,status,customer_id,refund_id,order_number,product_id,batch,quantity,cost_minor,currency,returned_on,primary_cause_id,assignee_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.return_rcas REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_return_rcas (
  'tickets',
  'return_rca',
  'return_rca',
  'id',
  'number,status,customer_id,refund_id,order_number,product_id,batch,quantity,cost_minor,currency,returned_on,primary_cause_id,assignee_id,version,deleted_at',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.return_rcas
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_return_rcas (
  'tickets',
  'return_rca',
  'return_rca',
  'id',
  'number,status,customer_id,refund_id,order_number,product_id,batch,quantity,cost_minor,currency,returned_on,primary_cause_id,assignee_id,version,deleted_at',
  ''
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.return_rcas REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_return_rcas_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.return_rcas REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_return_rcas_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.return_rcas
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_return_rcas_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.return_rcas REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_return_rcas_counts();

CREATE TRIGGER return_rcas_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.return_rcas
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER return_rcas_touch
  BEFORE UPDATE ON public.return_rcas
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE POLICY "corrective_actions_view" ON "public"."corrective_actions"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('return_rca'::text, 'view'::text) AS has_permission));

CREATE POLICY "return_causes_view" ON "public"."return_causes"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('return_rca'::text, 'view'::text) AS has_permission));

CREATE POLICY "return_rca_causes_view" ON "public"."return_rca_causes"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('return_rca'::text, 'view'::text) AS has_permission));

CREATE POLICY "return_rcas_view" ON "public"."return_rcas"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('return_rca'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."corrective_actions"."cause_id" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."description" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."done_on" IS 'The business day on which it was done; returns after it are repeats. class: none';

COMMENT ON COLUMN "public"."corrective_actions"."due_on" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."id" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."owner_id" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."product_id" IS 'Only for this product; empty: for all of them. class: none';

COMMENT ON COLUMN "public"."corrective_actions"."status" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."title" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."corrective_actions"."version" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."description" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."id" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."name" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."parent_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."position" IS 'The order among its siblings. class: none';

COMMENT ON COLUMN "public"."return_causes"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_causes"."version" IS 'class: none';

COMMENT ON COLUMN "public"."return_rca_causes"."cause_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rca_causes"."cost_minor" IS 'Its share of the cost of the return; the primary cause takes what rounding leaves, so that shares add up. class: none';

COMMENT ON COLUMN "public"."return_rca_causes"."is_primary" IS 'class: none';

COMMENT ON COLUMN "public"."return_rca_causes"."note" IS 'class: personal';

COMMENT ON COLUMN "public"."return_rca_causes"."percent" IS 'class: none';

COMMENT ON COLUMN "public"."return_rca_causes"."rca_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."batch" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."cause_ids" IS 'A copy of the causes in return_rca_causes. class: none';

COMMENT ON COLUMN "public"."return_rcas"."concluded_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."conclusion" IS 'class: personal';

COMMENT ON COLUMN "public"."return_rcas"."cost_minor" IS 'What the return cost, in the smallest unit of the currency. class: none';

COMMENT ON COLUMN "public"."return_rcas"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."deleted_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."description" IS 'class: personal';

COMMENT ON COLUMN "public"."return_rcas"."id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."order_number" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."primary_cause_id" IS 'A copy of the row of return_rca_causes that is primary. class: none';

COMMENT ON COLUMN "public"."return_rcas"."product_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."product_name" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."quantity" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."refund_id" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."returned_on" IS 'The business day on which it came back. class: none';

COMMENT ON COLUMN "public"."return_rcas"."status" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas"."version" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."sum_cost_minor" IS 'class: none';

COMMENT ON COLUMN "public"."return_rcas_counts"."sum_quantity" IS 'class: none';

COMMENT ON TABLE "public"."corrective_actions" IS 'What is done so that a cause of returns does not come again.';

COMMENT ON TABLE "public"."return_causes" IS 'Why things come back: a tree. A deleted one stays readable on the returns that have it.';

COMMENT ON TABLE "public"."return_rca_causes" IS 'The causes of a return and their shares, which come to 100 percent.';

COMMENT ON TABLE "public"."return_rcas" IS 'A return, and why it came back.';

COMMENT ON TABLE "public"."return_rcas_counts" IS 'How many rows of public.return_rcas there are by status, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

REVOKE ALL ON FUNCTION "public"."announce_corrective_actions"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_corrective_actions"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_corrective_actions"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_return_rcas"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_return_rcas"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_return_rcas"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_return_rcas_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_return_rcas_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_return_rcas_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_return_rca"(jsonb, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_return_rca"(jsonb, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_return_rca"(jsonb, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_action_effect"(uuid, date) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_action_effect"(uuid, date) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_action_effect"(uuid, date) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_return_causes"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_return_causes"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_return_causes"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_return_pareto"(date, date, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_return_pareto"(date, date, text, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_return_pareto"(date, date, text, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_return_rcas_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_return_rcas_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_return_rcas_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."return_causes_below"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."return_causes_below"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."return_causes_below"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_return_rca"(uuid, jsonb, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_return_rca"(uuid, jsonb, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_return_rca"(uuid, jsonb, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_return_causes"(uuid, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_return_causes"(uuid, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_return_causes"(uuid, jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."return_rca_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."return_rca_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."return_rca_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."corrective_actions" FROM "authenticated";

GRANT SELECT ON TABLE "public"."corrective_actions" TO "authenticated";

REVOKE ALL ON TABLE "public"."corrective_actions" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."corrective_actions" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."corrective_actions" TO "service_role";

REVOKE ALL ON TABLE "public"."return_causes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."return_causes" TO "authenticated";

REVOKE ALL ON TABLE "public"."return_causes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_causes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_causes" TO "service_role";

REVOKE ALL ON TABLE "public"."return_rca_causes" FROM "authenticated";

GRANT SELECT ON TABLE "public"."return_rca_causes" TO "authenticated";

REVOKE ALL ON TABLE "public"."return_rca_causes" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_rca_causes" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_rca_causes" TO "service_role";

REVOKE ALL ON TABLE "public"."return_rcas" FROM "authenticated";

GRANT SELECT ON TABLE "public"."return_rcas" TO "authenticated";

REVOKE ALL ON TABLE "public"."return_rcas" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_rcas" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_rcas" TO "service_role";

REVOKE ALL ON TABLE "public"."return_rcas_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."return_rcas_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."return_rcas_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."return_rcas_counts" TO "service_role";

CREATE VIEW "public"."timeline_return_rcas" WITH (security_invoker=true) AS  SELECT customer_id AS key,
    created_at AS at,
    ((id)::text COLLATE "C") AS id,
    'internal'::text AS direction,
    ((('Return '::text || number) || ': '::text) || product_name) AS title,
    description AS body,
    status,
    assignee_id AS agent_id,
    jsonb_build_object('number', number, 'order_number', order_number, 'product_id', product_id, 'batch', batch, 'quantity', quantity) AS details
   FROM public.return_rcas r
  WHERE ((customer_id IS NOT NULL) AND (deleted_at IS NULL));

REVOKE ALL ON TABLE "public"."timeline_return_rcas" FROM "anon", "authenticated";

CREATE INDEX return_rcas_search ON public.return_rcas
  USING gin
  (number extensions.gin_trgm_ops, order_number extensions.gin_trgm_ops, product_name extensions.gin_trgm_ops, batch extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

COMMENT ON COLUMN "public"."return_rcas"."number" IS 'class: none';

COMMENT ON VIEW "public"."timeline_return_rcas" IS 'Returns of customers. access: service only';

REVOKE ALL ON TABLE "public"."timeline_return_rcas" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_return_rcas" TO "postgres";

REVOKE ALL ON TABLE "public"."timeline_return_rcas" FROM "service_role";

GRANT SELECT ON TABLE "public"."timeline_return_rcas" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('return_rca', 'Return causes', 'Why things come back, and what is done about it.', 'vced', 'vce', 'v');
select public.register_timeline('return_rca', 'return_rca', 'timeline_return_rcas');
-- A tree to begin with; people change it.
insert into public.return_causes (name, position)
select c.name, c.position from (values ('Product', 1), ('Packing', 2), ('Delivery', 3), ('Order', 4), ('Customer', 5)) c (name, position)
where not exists (select from public.return_causes);
