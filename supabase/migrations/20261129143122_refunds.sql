set check_function_bodies = off;

DROP FUNCTION "public"."log_activity"(text, text, text, jsonb, jsonb, uuid, text);

CREATE SEQUENCE "public"."refund_numbers" AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1 NO CYCLE;

REVOKE ALL ON SEQUENCE "public"."refund_numbers" FROM "anon", "authenticated";

CREATE TABLE "public"."refund_products" (
  "id"           uuid    NOT NULL DEFAULT gen_random_uuid(),
  "refund_id"    uuid    NOT NULL,
  "position"     integer NOT NULL,
  "product_id"   text    NOT NULL DEFAULT ''::text,
  "name"         text    NOT NULL,
  "quantity"     integer NOT NULL,
  "amount_minor" bigint  NOT NULL,
  CONSTRAINT "refund_products_amount_minor_check" CHECK ((amount_minor >= 0)),
  CONSTRAINT "refund_products_pkey" PRIMARY KEY (id),
  CONSTRAINT "refund_products_quantity_check" CHECK ((quantity > 0)),
  CONSTRAINT "refund_products_refund_id_position_key" UNIQUE (refund_id, "position")
);

ALTER TABLE "public"."refund_products"
  ENABLE ROW LEVEL SECURITY;

CREATE TABLE "public"."refunds" (
  "id"           uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "status"       text                     NOT NULL DEFAULT 'pending'::text,
  "customer_id"  uuid,
  "order_number" text                     NOT NULL DEFAULT ''::text,
  "reason_code"  text                     NOT NULL,
  "reason"       text                     NOT NULL DEFAULT ''::text,
  "amount_minor" bigint                   NOT NULL,
  "currency"     text                     NOT NULL,
  "assignee_id"  uuid,
  "created_by"   uuid,
  "created_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"   timestamp with time zone NOT NULL DEFAULT now(),
  "version"      integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "refunds_amount_minor_check" CHECK ((amount_minor > 0)),
  CONSTRAINT "refunds_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "refunds_pkey" PRIMARY KEY (id),
  CONSTRAINT "refunds_reason_code_check"
    CHECK
    ((reason_code = ANY (ARRAY['damaged'::text, 'wrong_item'::text, 'missing_item'::text, 'quality'::text, 'late'::text, 'order_cancelled'::text, 'charged_twice'::text,
    'other'::text]))),
  CONSTRAINT "refunds_status_check"
    CHECK
    ((status = ANY (ARRAY['pending'::text, 'in_review'::text, 'approved'::text, 'rejected'::text, 'processing'::text, 'paid'::text, 'failed'::text, 'cancelled'::text,
    'reversed'::text])))
);

ALTER TABLE "public"."refunds"
  ENABLE ROW LEVEL SECURITY;

ALTER TABLE "public"."activity_log"
  ADD COLUMN "note" text NOT NULL DEFAULT ''::text;

CREATE OR REPLACE FUNCTION public.act_on (
  p_table   text,
  p_entity  text,
  p_steps   jsonb,
  p_id      uuid,
  p_action  text    DEFAULT NULL::text,
  p_to      text    DEFAULT NULL::text,
  p_note    text    DEFAULT ''::text,
  p_version integer DEFAULT NULL::integer,
  p_set     jsonb   DEFAULT '{}'::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
    raise exception '%_not_found', p_entity using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
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
end $function$;

REVOKE ALL ON FUNCTION "public"."act_on"(text, text, jsonb, uuid, text, text, text, integer, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_refunds()
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
        select 'tickets', 'refund' || ':created', n.id::text, 'refunds', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'order_number', n.order_number, 'reason_code', n.reason_code, 'amount_minor', n.amount_minor, 'currency', n.currency, 'assignee_id', n.assignee_id, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'refund' || ':removed', o.id::text, 'refunds', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'refund' || ':removed', o.id::text, 'refunds', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'refund' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'refunds', null::uuid, jsonb_build_object('number', n.number, 'status', n.status, 'customer_id', n.customer_id, 'order_number', n.order_number, 'reason_code', n.reason_code, 'amount_minor', n.amount_minor, 'currency', n.currency, 'assignee_id', n.assignee_id, 'version', n.version)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.number, n.status, n.customer_id, n.order_number, n.reason_code, n.amount_minor, n.currency, n.assignee_id, n.version) is distinct from row(o.number, o.status, o.customer_id, o.order_number, o.reason_code, o.amount_minor, o.currency, o.assignee_id, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_refunds"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_refund (
  p_refund     jsonb,
  p_products   jsonb,
  p_created_by uuid
)
  RETURNS SETOF public.refunds
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
end $function$;

REVOKE ALL ON FUNCTION "public"."create_refund"(jsonb, jsonb, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_history (
  p_entity_type text,
  p_entity_id   text
)
  RETURNS TABLE (
    id          bigint,
    at          timestamp with time zone,
    actor_id    uuid,
    actor_kind  text,
    action      text,
    note        text,
    from_status text,
    to_status   text,
    changes     jsonb
  )
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
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
$function$;

REVOKE ALL ON FUNCTION "public"."get_history"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.log_activity (
  p_action      text,
  p_entity_type text,
  p_entity_id   text,
  p_before      jsonb DEFAULT NULL::jsonb,
  p_after       jsonb DEFAULT NULL::jsonb,
  p_actor_id    uuid  DEFAULT NULL::uuid,
  p_request_id  text  DEFAULT NULL::text,
  p_note        text  DEFAULT ''::text
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
$function$;

REVOKE ALL ON FUNCTION "public"."log_activity"(text, text, text, jsonb, jsonb, uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.next_number (
  p_prefix text,
  p_series regclass
)
  RETURNS text
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  select p_prefix || '-' || case when n < 10000 then lpad(n::text, 4, '0') else n::text end from nextval(p_series) n
$function$;

CREATE OR REPLACE FUNCTION public.record_activity()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
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
  select string_agg(v_row ->> key, ':' order by n) into v_id from unnest(tg_argv) with ordinality as k (key, n);
  perform public.log_activity(
    coalesce(v_step ->> 'action', lower(tg_op)), tg_table_name, v_id, v_before, v_after, p_note => v_step ->> 'note');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.touch_row()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  new.version := old.version;
  new.updated_at := old.updated_at;
  if new is distinct from old then
    new.version := old.version + 1;
    new.updated_at := now();
  end if;
  return new;
end $function$;

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_assignee_id_fkey" FOREIGN KEY (assignee_id) REFERENCES public.agents(id) ON DELETE SET NULL;

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE SET NULL;

ALTER TABLE "public"."refund_products"
  ADD CONSTRAINT "refund_products_refund_id_fkey" FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON DELETE CASCADE;

CREATE INDEX refunds_assignee_idx ON public.refunds USING btree (assignee_id, created_at DESC);

CREATE INDEX refunds_customer_idx ON public.refunds USING btree (customer_id, created_at DESC);

CREATE INDEX refunds_list_idx ON public.refunds USING btree (created_at DESC, id DESC);

CREATE INDEX refunds_status_idx ON public.refunds USING btree (status, created_at DESC, id DESC);

CREATE TRIGGER announce_delete AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_refunds (
  'tickets',
  'refund',
  'refunds',
  'id',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_refunds (
  'tickets',
  'refund',
  'refunds',
  'id',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.refunds REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_refunds (
  'tickets',
  'refund',
  'refunds',
  'id',
  'number,status,customer_id,order_number,reason_code,amount_minor,currency,assignee_id,version',
  ''
);

CREATE TRIGGER refunds_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER refunds_touch
  BEFORE UPDATE ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE POLICY "refund_products_view" ON "public"."refund_products"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('refunds'::text, 'view'::text) AS has_permission));

CREATE POLICY "refunds_view" ON "public"."refunds"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('refunds'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."refund_products"."amount_minor" IS 'Of the whole line, in the smallest unit of the refund''s currency.';

COMMENT ON COLUMN "public"."refunds"."amount_minor" IS 'In the smallest unit of the currency: paise, cents.';

REVOKE ALL ON FUNCTION "public"."act_on"(text, text, jsonb, uuid, text, text, text, integer, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on"(text, text, jsonb, uuid, text, text, text, integer, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on"(text, text, jsonb, uuid, text, text, text, integer, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_refunds"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_refunds"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_refunds"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_refund"(jsonb, jsonb, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_refund"(jsonb, jsonb, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_refund"(jsonb, jsonb, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_history"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_history"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_history"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."log_activity"(text, text, text, jsonb, jsonb, uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."log_activity"(text, text, text, jsonb, jsonb, uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."log_activity"(text, text, text, jsonb, jsonb, uuid, text, text) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."next_number"(text, regclass) TO PUBLIC, "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."next_number"(text, regclass) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_number"(text, regclass) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."next_number"(text, regclass) TO "service_role";

GRANT EXECUTE ON FUNCTION "public"."touch_row"() TO PUBLIC, "anon", "authenticated";

REVOKE ALL ON FUNCTION "public"."touch_row"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_row"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."touch_row"() TO "service_role";

REVOKE ALL ON SEQUENCE "public"."refund_numbers" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."refund_numbers" TO "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."refund_numbers" TO "service_role";

REVOKE ALL ON TABLE "public"."refund_products" FROM "anon";

GRANT MAINTAIN, REFERENCES, SELECT, TRIGGER ON TABLE "public"."refund_products" TO "anon";

REVOKE ALL ON TABLE "public"."refund_products" FROM "authenticated";

GRANT MAINTAIN, REFERENCES, SELECT, TRIGGER ON TABLE "public"."refund_products" TO "authenticated";

REVOKE ALL ON TABLE "public"."refund_products" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_products" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_products" TO "service_role";

REVOKE ALL ON TABLE "public"."refunds" FROM "anon";

GRANT MAINTAIN, REFERENCES, SELECT, TRIGGER ON TABLE "public"."refunds" TO "anon";

REVOKE ALL ON TABLE "public"."refunds" FROM "authenticated";

GRANT MAINTAIN, REFERENCES, SELECT, TRIGGER ON TABLE "public"."refunds" TO "authenticated";

REVOKE ALL ON TABLE "public"."refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refunds" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refunds" TO "service_role";

ALTER TABLE "public"."refunds"
  ADD COLUMN "number" text NOT NULL DEFAULT public.next_number('RFD'::text, 'public.refund_numbers'::regclass);

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_number_key" UNIQUE (number);

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('refunds', 'Refunds', 'Money that customers get back.', 'vced', 'vce', 'v');
