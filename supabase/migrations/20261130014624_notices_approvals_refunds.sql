set check_function_bodies = off;

DROP POLICY "notifications_view" ON "public"."notifications";

DROP TRIGGER "notifications_activity" ON "public"."notifications";

CREATE TABLE "public"."approval_kinds" (
  "kind"        text COLLATE pg_catalog."C" NOT NULL,
  "module"      text COLLATE pg_catalog."C" NOT NULL,
  "entity_type" text COLLATE pg_catalog."C" NOT NULL,
  "describe"    text NOT NULL,
  "apply"       text NOT NULL,
  CONSTRAINT "approval_kinds_kind_check" CHECK ((kind ~ '^[a-z][a-z_]*$'::text)),
  CONSTRAINT "approval_kinds_pkey" PRIMARY KEY (kind)
);

ALTER TABLE "public"."approval_kinds"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."approval_kinds" FROM "anon", "authenticated";

CREATE TABLE "public"."approval_limits" (
  "role_id"          uuid                     NOT NULL,
  "kind"             text                     COLLATE pg_catalog."C" NOT NULL,
  "currency"         text                     COLLATE pg_catalog."C" NOT NULL,
  "max_amount_minor" bigint,
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "version"          integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "approval_limits_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "approval_limits_max_amount_minor_check" CHECK ((max_amount_minor > 0)),
  CONSTRAINT "approval_limits_pkey" PRIMARY KEY (role_id, kind, currency)
);

ALTER TABLE "public"."approval_limits"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."approval_limits" FROM "anon";

CREATE TABLE "public"."approval_requests_counts" (
  "key"    text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"  boolean NOT NULL DEFAULT true,
  "rows"   bigint  NOT NULL,
  "status" text,
  "kind"   text
);

ALTER TABLE "public"."approval_requests_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."approval_requests_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."approval_requests" (
  "id"               uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "kind"             text                     COLLATE pg_catalog."C" NOT NULL,
  "module"           text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_type"      text                     COLLATE pg_catalog."C" NOT NULL,
  "entity_id"        text                     COLLATE pg_catalog."C" NOT NULL,
  "title"            text                     NOT NULL,
  "reason"           text                     NOT NULL DEFAULT ''::text,
  "payload"          jsonb                    NOT NULL DEFAULT '{}'::jsonb,
  "content"          jsonb                    NOT NULL,
  "content_hash"     text                     COLLATE pg_catalog."C" NOT NULL,
  "amount_minor"     bigint,
  "currency"         text                     COLLATE pg_catalog."C",
  "status"           text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'pending'::text,
  "priority"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text,
  "requested_by"     uuid,
  "approver_user_id" uuid,
  "approver_role_id" uuid,
  "approver_team_id" uuid,
  "level"            integer                  NOT NULL DEFAULT 1,
  "expires_at"       timestamp with time zone NOT NULL,
  "decided_by"       uuid,
  "decided_at"       timestamp with time zone,
  "decision_note"    text                     NOT NULL DEFAULT ''::text,
  "notification_id"  uuid,
  "created_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at"       timestamp with time zone NOT NULL DEFAULT now(),
  "version"          integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "approval_requests_pkey" PRIMARY KEY (id),
  CONSTRAINT "approval_requests_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
  CONSTRAINT "approval_requests_status_check" CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text, 'expired'::text, 'void'::text])))
);

ALTER TABLE "public"."approval_requests"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."approval_requests" FROM "anon";

CREATE TABLE "public"."notification_defaults" (
  "type"        text                     COLLATE pg_catalog."C" NOT NULL,
  "in_app"      boolean                  NOT NULL DEFAULT true,
  "email"       boolean                  NOT NULL DEFAULT false,
  "whatsapp"    boolean                  NOT NULL DEFAULT false,
  "webhook"     boolean                  NOT NULL DEFAULT false,
  "locked"      text[]                   COLLATE pg_catalog."C" NOT NULL DEFAULT '{}'::text[],
  "is_critical" boolean                  NOT NULL DEFAULT false,
  "updated_at"  timestamp with time zone NOT NULL DEFAULT now(),
  "version"     integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "notification_defaults_locked_check" CHECK ((locked <@ '{in_app,email,whatsapp,webhook}'::text[])),
  CONSTRAINT "notification_defaults_pkey" PRIMARY KEY (TYPE),
  CONSTRAINT "notification_defaults_type_check" CHECK ((type = ANY (ARRAY['approval'::text, 'assignment'::text, 'mention'::text, 'delivery'::text, 'sla'::text, 'system'::text])))
);

ALTER TABLE "public"."notification_defaults"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_defaults" FROM "anon";

CREATE TABLE "public"."notification_deliveries" (
  "id"              uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "notification_id" uuid                     NOT NULL,
  "user_id"         uuid                     NOT NULL,
  "medium"          text                     COLLATE pg_catalog."C" NOT NULL,
  "send_id"         uuid,
  "suppressed"      text                     COLLATE pg_catalog."C",
  "created_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "notification_deliveries_medium_check" CHECK ((medium = ANY (ARRAY['email'::text, 'whatsapp'::text, 'webhook'::text]))),
  CONSTRAINT "notification_deliveries_notification_id_user_id_medium_key" UNIQUE (notification_id, user_id, medium),
  CONSTRAINT "notification_deliveries_pkey" PRIMARY KEY (id),
  CONSTRAINT "notification_deliveries_suppressed_check" CHECK ((suppressed = ANY (ARRAY['off'::text, 'no_address'::text, 'unsubscribed'::text])))
);

ALTER TABLE "public"."notification_deliveries"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_deliveries" FROM "anon";

CREATE TABLE "public"."notification_preferences" (
  "id"         uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "user_id"    uuid                     NOT NULL,
  "type"       text                     COLLATE pg_catalog."C" NOT NULL,
  "scope"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "in_app"     boolean                  NOT NULL,
  "email"      boolean                  NOT NULL,
  "whatsapp"   boolean                  NOT NULL,
  "webhook"    boolean                  NOT NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "version"    integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "notification_preferences_pkey" PRIMARY KEY (id),
  CONSTRAINT "notification_preferences_user_id_type_scope_key" UNIQUE (user_id, TYPE, scope)
);

ALTER TABLE "public"."notification_preferences"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_preferences" FROM "anon";

CREATE TABLE "public"."notification_receipts_counts" (
  "key"            text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"          boolean NOT NULL DEFAULT true,
  "rows"           bigint  NOT NULL,
  "user_id"        uuid,
  "status"         text,
  "for_viewers_of" text
);

ALTER TABLE "public"."notification_receipts_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_receipts_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."notification_receipts" (
  "id"                  uuid                     NOT NULL,
  "user_id"             uuid                     NOT NULL,
  "for_viewers_of"      text                     COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text,
  "module"              text                     COLLATE pg_catalog."C" NOT NULL,
  "type"                text                     COLLATE pg_catalog."C" NOT NULL,
  "priority"            text                     COLLATE pg_catalog."C" NOT NULL,
  "title"               text                     NOT NULL,
  "body"                text                     NOT NULL,
  "entity_type"         text,
  "entity_id"           text,
  "approval_request_id" uuid,
  "status"              text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'unread'::text,
  "read_at"             timestamp with time zone,
  "recalled_at"         timestamp with time zone,
  "created_at"          timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "notification_receipts_pkey" PRIMARY KEY (user_id, id),
  CONSTRAINT "notification_receipts_status_check" CHECK ((status = ANY (ARRAY['unread'::text, 'read'::text, 'actioned'::text, 'dismissed'::text])))
);

ALTER TABLE "public"."notification_receipts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_receipts" FROM "anon";

CREATE TABLE "public"."notification_settings" (
  "user_id"         uuid                     NOT NULL,
  "quiet_from"      text,
  "quiet_to"        text,
  "time_zone"       text,
  "whatsapp_number" text,
  "webhook_url"     text,
  "updated_at"      timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "notification_settings_pkey" PRIMARY KEY (user_id)
);

ALTER TABLE "public"."notification_settings"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."notification_settings" FROM "anon", "authenticated";

CREATE TABLE "public"."refund_limits" (
  "currency"           text                     NOT NULL,
  "per_order_minor"    bigint,
  "per_customer_minor" bigint,
  "window_days"        integer                  NOT NULL DEFAULT 30,
  "updated_at"         timestamp with time zone NOT NULL DEFAULT now(),
  "version"            integer                  NOT NULL DEFAULT 1,
  CONSTRAINT "refund_limits_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "refund_limits_per_customer_minor_check" CHECK ((per_customer_minor >= 0)),
  CONSTRAINT "refund_limits_per_order_minor_check" CHECK ((per_order_minor >= 0)),
  CONSTRAINT "refund_limits_pkey" PRIMARY KEY (currency),
  CONSTRAINT "refund_limits_window_days_check" CHECK (((window_days >= 1) AND (window_days <= 3650)))
);

ALTER TABLE "public"."refund_limits"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refund_limits" FROM "anon";

CREATE TABLE "public"."refund_orders" (
  "order_number"             text                     NOT NULL,
  "currency"                 text                     NOT NULL,
  "paid_minor"               bigint                   NOT NULL,
  "refunded_elsewhere_minor" bigint                   NOT NULL DEFAULT 0,
  "fetched_at"               timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "refund_orders_currency_check" CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT "refund_orders_paid_minor_check" CHECK ((paid_minor >= 0)),
  CONSTRAINT "refund_orders_pkey" PRIMARY KEY (order_number),
  CONSTRAINT "refund_orders_refunded_elsewhere_minor_check" CHECK ((refunded_elsewhere_minor >= 0))
);

ALTER TABLE "public"."refund_orders"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refund_orders" FROM "anon";

CREATE TABLE "public"."refunds_by_agent_counts" (
  "key"              text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"            boolean NOT NULL DEFAULT true,
  "rows"             bigint  NOT NULL,
  "assignee_id"      uuid,
  "status"           text,
  "currency"         text,
  "sum_amount_minor" numeric NOT NULL,
  "sum_paid_minor"   numeric NOT NULL,
  "sum_pay_seconds"  numeric NOT NULL
);

ALTER TABLE "public"."refunds_by_agent_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refunds_by_agent_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."refunds_by_day_counts" (
  "key"              text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"            boolean NOT NULL DEFAULT true,
  "rows"             bigint  NOT NULL,
  "created_on"       date,
  "currency"         text,
  "sum_amount_minor" numeric NOT NULL,
  "sum_paid_minor"   numeric NOT NULL,
  "sum_pay_seconds"  numeric NOT NULL
);

ALTER TABLE "public"."refunds_by_day_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refunds_by_day_counts" FROM "anon", "authenticated";

CREATE TABLE "public"."refunds_by_product_counts" (
  "key"              text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"            boolean NOT NULL DEFAULT true,
  "rows"             bigint  NOT NULL,
  "product_key"      text,
  "currency"         text,
  "sum_quantity"     numeric NOT NULL,
  "sum_amount_minor" numeric NOT NULL
);

ALTER TABLE "public"."refunds_by_product_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."refunds_by_product_counts" FROM "anon", "authenticated";

ALTER TABLE "public"."notifications"
  ADD COLUMN "audience" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'module'::text;

ALTER TABLE "public"."notifications"
  ADD COLUMN "role_id" uuid;

ALTER TABLE "public"."notifications"
  ADD COLUMN "team_id" uuid;

ALTER TABLE "public"."notifications"
  ADD COLUMN "priority" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'normal'::text;

ALTER TABLE "public"."notifications"
  ADD COLUMN "created_by" uuid;

ALTER TABLE "public"."notifications"
  ADD COLUMN "cause" text COLLATE pg_catalog."C";

ALTER TABLE "public"."notifications"
  ADD COLUMN "approval_request_id" uuid;

ALTER TABLE "public"."notifications"
  ADD COLUMN "recalled_at" timestamp WITH time zone;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "currency" text NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "unit_price_minor" bigint;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "tax_minor" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "reason_code" text;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "order_line_id" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."refund_products"
  ADD COLUMN "product_key" text COLLATE pg_catalog."C" GENERATED ALWAYS AS (COALESCE(NULLIF(product_id, ''::text), name)) STORED;

ALTER TABLE "public"."refunds"
  ADD COLUMN "shipping_minor" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."refunds"
  ADD COLUMN "evidence" jsonb NOT NULL DEFAULT '[]'::jsonb;

ALTER TABLE "public"."refunds"
  ADD COLUMN "is_unverified" boolean NOT NULL DEFAULT false;

ALTER TABLE "public"."refunds"
  ADD COLUMN "payout_method" text COLLATE pg_catalog."C" NOT NULL DEFAULT 'manual'::text;

ALTER TABLE "public"."refunds"
  ADD COLUMN "payment_ref" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."refunds"
  ADD COLUMN "payout_reference" text COLLATE pg_catalog."C" NOT NULL DEFAULT ''::text;

ALTER TABLE "public"."refunds"
  ADD COLUMN "send_id" uuid;

ALTER TABLE "public"."refunds"
  ADD COLUMN "approval_request_id" uuid;

ALTER TABLE "public"."refunds"
  ADD COLUMN "paid_at" timestamp WITH time zone;

ALTER TABLE "public"."refunds"
  ADD COLUMN "paid_minor" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."refunds"
  ADD COLUMN "pay_seconds" bigint NOT NULL DEFAULT 0;

ALTER TABLE "public"."refunds"
  ADD COLUMN "created_on" date NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date;

CREATE OR REPLACE FUNCTION public.act_on_refund (
  p_steps      jsonb,
  p_id         uuid,
  p_action     text                     DEFAULT NULL::text,
  p_to         text                     DEFAULT NULL::text,
  p_note       text                     DEFAULT ''::text,
  p_version    integer                  DEFAULT NULL::integer,
  p_by         uuid                     DEFAULT NULL::uuid,
  p_expires_at timestamp with time zone DEFAULT NULL::timestamp WITH time zone,
  p_set        jsonb                    DEFAULT '{}'::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_action  text;
  v_reasons jsonb;
  v_set     jsonb := p_set;
  v_row     jsonb;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.id is null then
    return null;
  end if;
  select s.key into v_action from jsonb_each_text(coalesce(p_steps -> v_refund.status, '{}')) s
  where s.key = p_action or (p_action is null and s.value = p_to and p_to <> v_refund.status) order by s.key limit 1;
  if v_action = 'approve' then
    v_reasons := public.refund_limit_reasons(p_id);
    if v_reasons <> '[]' then
      raise exception 'approval_needed' using errcode = 'P0409', detail = jsonb_build_object('reasons', v_reasons, 'approval_request_id', (
        select a.id from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending'));
    end if;
  elsif v_action in ('pay', 'fail') and exists (
    select from public.sends s where s.id = v_refund.send_id and s.state in ('queued', 'sending', 'unknown'))
  then
    raise exception 'payout_under_way' using errcode = 'P0409', detail = jsonb_build_object('send_id', v_refund.send_id);
  elsif v_action = 'process' and v_refund.payout_method = 'original' then
    v_set := p_set || jsonb_build_object('send_id', public.queue_send('refunds.payout', jsonb_build_object('refund_id', v_refund.id, 'number', v_refund.number,
      'payment_ref', v_refund.payment_ref, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency), null, p_by));
  end if;
  v_row := public.act_on('public.refunds', p_steps, p_id, p_action, p_to, p_note, p_version, v_set);
  if v_action in ('reject', 'cancel', 'approve') then
    perform public.void_approval('refund', p_id::text, coalesce(nullif(p_note, ''), 'The refund was decided without it.'));
  elsif v_action = 'reopen' then
    perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  end if;
  return (select to_jsonb(r) from public.refunds r where r.id = p_id);
end $function$;

REVOKE ALL ON FUNCTION "public"."act_on_refund"(jsonb, uuid, text, text, text, integer, uuid, timestamp WITH time zone, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_approval_requests()
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
        select 'notifications', 'approval_request' || ':created', n.id::text, 'approvals', null::uuid, jsonb_build_object('kind', n.kind, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'status', n.status, 'level', n.level, 'requested_by', n.requested_by, 'decided_by', n.decided_by, 'expires_at', n.expires_at, 'version', n.version) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'approval_request' || ':removed', o.id::text, 'approvals', null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'approval_request' || ':removed', o.id::text, 'approvals', null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'notifications', 'approval_request' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, 'approvals', null::uuid, jsonb_build_object('kind', n.kind, 'entity_type', n.entity_type, 'entity_id', n.entity_id, 'status', n.status, 'level', n.level, 'requested_by', n.requested_by, 'decided_by', n.decided_by, 'expires_at', n.expires_at, 'version', n.version)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.kind, n.entity_type, n.entity_id, n.status, n.level, n.requested_by, n.decided_by, n.expires_at, n.version) is distinct from row(o.kind, o.entity_type, o.entity_id, o.status, o.level, o.requested_by, o.decided_by, o.expires_at, o.version);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_approval_requests"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_notification_receipts()
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
        select 'notifications', 'notification_receipt' || ':created', n.id::text, n.module, n.user_id, jsonb_build_object('status', n.status, 'read_at', n.read_at) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'notification_receipt' || ':removed', o.id::text, o.module, o.user_id from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'notifications', 'notification_receipt' || ':removed', o.id::text, o.module, o.user_id
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or o.user_id is distinct from n.user_id;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'notifications', 'notification_receipt' || case when o.id is null or o.user_id is distinct from n.user_id then ':created' else ':updated' end,
          n.id::text, n.module, n.user_id, jsonb_build_object('status', n.status, 'read_at', n.read_at)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or o.user_id is distinct from n.user_id or row(n.status, n.read_at) is distinct from row(o.status, o.read_at);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_notification_receipts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_deletion (
  p_request public.approval_requests,
  p_outcome text,
  p_by      uuid,
  p_note    text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if p_outcome = 'approved' then
    perform public.delete_customer(p_request.entity_id::uuid, (p_request.content ->> 'version')::integer);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_deletion"(public.approval_requests, text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_export (
  p_request public.approval_requests,
  p_outcome text,
  p_by      uuid,
  p_note    text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$ select $function$;

REVOKE ALL ON FUNCTION "public"."apply_export"(public.approval_requests, text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.apply_refund_approval (
  p_request public.approval_requests,
  p_outcome text,
  p_by      uuid,
  p_note    text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if p_outcome in ('approved', 'rejected') then
    perform public.act_on('public.refunds',
      '{"pending": {"approve": "approved", "reject": "rejected"}, "in_review": {"approve": "approved", "reject": "rejected"}}'::jsonb,
      p_request.entity_id::uuid, case p_outcome when 'approved' then 'approve' else 'reject' end, p_note => p_note);
  else
    perform public.log_activity('approval_' || p_outcome, 'refunds', p_request.entity_id, p_note => p_note);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."apply_refund_approval"(public.approval_requests, text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_approval_requests_anew()
  RETURNS SETOF public.approval_requests_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.status, r.kind)::text), false, count(*), r.status, r.kind from public.approval_requests r where true group by r.status, r.kind
    $function$;

REVOKE ALL ON FUNCTION "public"."count_approval_requests_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_notification_receipts_anew()
  RETURNS SETOF public.notification_receipts_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.user_id, r.status, r.for_viewers_of)::text), false, count(*), r.user_id, r.status, r.for_viewers_of from public.notification_receipts r where r.recalled_at is null group by r.user_id, r.status, r.for_viewers_of
    $function$;

REVOKE ALL ON FUNCTION "public"."count_notification_receipts_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_refunds_by_agent_anew()
  RETURNS SETOF public.refunds_by_agent_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.assignee_id, r.status, r.currency)::text), false, count(*), r.assignee_id, r.status, r.currency, coalesce(sum(r.amount_minor), 0), coalesce(sum(r.paid_minor), 0), coalesce(sum(r.pay_seconds), 0) from public.refunds r where true group by r.assignee_id, r.status, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_refunds_by_agent_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_refunds_by_day_anew()
  RETURNS SETOF public.refunds_by_day_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.created_on, r.currency)::text), false, count(*), r.created_on, r.currency, coalesce(sum(r.amount_minor), 0), coalesce(sum(r.paid_minor), 0), coalesce(sum(r.pay_seconds), 0) from public.refunds r where true group by r.created_on, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_refunds_by_day_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_refunds_by_product_anew()
  RETURNS SETOF public.refunds_by_product_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.product_key, r.currency)::text), false, count(*), r.product_key, r.currency, coalesce(sum(r.quantity), 0), coalesce(sum(r.amount_minor), 0) from public.refund_products r where true group by r.product_key, r.currency
    $function$;

REVOKE ALL ON FUNCTION "public"."count_refunds_by_product_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.create_notification (
  p_notice   jsonb,
  p_approval jsonb DEFAULT NULL::jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_request public.approval_requests;
  v_id      uuid;
begin
  if p_approval is not null then
    v_request := public.request_approval(p_approval);
    v_id := v_request.notification_id;
    if p_notice ->> 'title' is not null and v_id is not null then
      update public.notifications n set title = p_notice ->> 'title', body = coalesce(p_notice ->> 'body', n.body) where n.id = v_id;
      update public.notification_receipts r set title = p_notice ->> 'title', body = coalesce(p_notice ->> 'body', r.body) where r.id = v_id;
    end if;
  else
    v_id := public.notify(p_notice);
  end if;
  if v_id is not null then
    perform public.log_activity('insert', 'notifications', v_id::text, null,
      jsonb_build_object('type', p_notice ->> 'type', 'module', p_notice ->> 'module', 'approval_request_id', v_request.id));
  end if;
  return jsonb_build_object('id', v_id, 'approval_request_id', v_request.id);
end $function$;

REVOKE ALL ON FUNCTION "public"."create_notification"(jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

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
  perform public.note_refund_order(nullif(p_refund -> 'order', 'null'));
  insert into public.refunds (customer_id, order_number, reason_code, reason, amount_minor, currency, assignee_id, created_by, shipping_minor, evidence,
    is_unverified, payout_method, payment_ref)
  values (v_given.customer_id, coalesce(v_given.order_number, ''), v_given.reason_code, coalesce(v_given.reason, ''),
    v_given.amount_minor, v_given.currency, v_given.assignee_id, p_created_by, coalesce(v_given.shipping_minor, 0), coalesce(v_given.evidence, '[]'),
    coalesce(v_given.is_unverified, false), coalesce(v_given.payout_method, 'manual'), coalesce(v_given.payment_ref, ''))
  returning id into v_id;
  perform public.write_refund_products(v_id, v_given.currency, p_products);
  perform public.ensure_refund_approval(v_id, p_created_by, coalesce((p_refund ->> 'expires_at')::timestamptz, now() + interval '1 day'));
  return query select * from public.refunds where id = v_id;
end $function$;

CREATE OR REPLACE FUNCTION public.decide_approval (
  p_id      uuid,
  p_by      uuid,
  p_outcome text,
  p_note    text,
  p_self    boolean
)
  RETURNS public.approval_requests
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.approval_requests;
  v_why text;
begin
  select * into v_row from public.approval_requests r where r.id = p_id for update;
  if v_row.id is null then
    raise exception 'approval_request_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  v_why := public.may_decide_approval(v_row, p_by, p_self);
  if v_why in ('no_permission', 'not_addressed') then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', v_why);
  elsif v_row.status = 'expired' then
    raise exception 'approval_expired' using errcode = 'P0409', detail = jsonb_build_object('expired_at', v_row.decided_at);
  elsif v_row.status <> 'pending' then
    raise exception 'approval_already_decided' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_row.status, 'decided_by', v_row.decided_by, 'decided_at', v_row.decided_at, 'note', v_row.decision_note);
  elsif v_row.expires_at <= clock_timestamp() then
    raise exception 'approval_expired' using errcode = 'P0409', detail = jsonb_build_object('expired_at', v_row.expires_at);
  elsif v_why is not null then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', v_why);
  end if;
  -- A rejection is right whatever the thing has become.
  if p_outcome = 'approved'
    and public.describe_approval(v_row.kind, v_row.entity_id, v_row.payload) ->> 'hash' is distinct from v_row.content_hash
  then
    raise exception 'approval_content_changed' using errcode = 'P0409';
  end if;
  v_row := public.end_approval(v_row, p_outcome, p_by, p_note);
  perform public.set_notification_status(r.id, p_by, 'actioned')
  from public.notification_receipts r where r.approval_request_id = p_id and r.user_id = p_by;
  perform public.recall_notifications('approval_request:' || p_id);
  perform public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.requested_by, 'type', 'approval_' || p_outcome,
    'title', initcap(p_outcome) || ': ' || v_row.title, 'body', p_note, 'actor_id', p_by, 'dedupe_key', 'approval_decided:' || p_id))
  where exists (select from auth.users u where u.id = v_row.requested_by);
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."decide_approval"(uuid, uuid, text, text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.deliver_missed_notifications (
  p_users uuid[]
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.notification_receipts (id, user_id, for_viewers_of, module, type, priority, title, body, entity_type, entity_id, approval_request_id, created_at)
  select n.id, u.id, n.module, n.module, n.type, n.priority, n.title, n.body, n.entity_type, n.entity_id, n.approval_request_id, n.created_at
  from unnest(p_users) u (id)
  join auth.users a on a.id = u.id
  join public.modules m on u.id in (select public.viewers_of_module(m.key))
  join public.notifications n on n.module = m.key and n.audience = 'module' and n.created_at > now() - interval '30 days' and n.recalled_at is null
    and n.created_by is distinct from u.id
  on conflict do nothing
$function$;

REVOKE ALL ON FUNCTION "public"."deliver_missed_notifications"(uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.deliver_notification (
  p_row   public.notifications,
  p_users uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_default   public.notification_defaults;
  v_decisions jsonb := '[]';
  v_each      record;
  v_send      uuid;
  v_why       text;
begin
  select * into v_default from public.notification_defaults d where d.type = public.notification_group(p_row.type);
  insert into public.notification_receipts (id, user_id, for_viewers_of, module, type, priority, title, body, entity_type, entity_id, approval_request_id, created_at)
  select p_row.id, u.id, case p_row.audience when 'module' then p_row.module else '' end, p_row.module, p_row.type, p_row.priority, p_row.title, p_row.body,
    p_row.entity_type, p_row.entity_id, p_row.approval_request_id, p_row.created_at
  from unnest(p_users) u (id)
  left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
  left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
  where v_default.is_critical or (case when 'in_app' = any (v_default.locked) then v_default.in_app else coalesce(scoped.in_app, own.in_app, v_default.in_app) end)
  on conflict do nothing;

  for v_each in
    select u.id as user_id, m.medium, m.wanted, m.usual, m.address,
      case when v_default.is_critical or p_row.priority = 'urgent' then null
        else public.quiet_until(s.quiet_from, s.quiet_to, coalesce(s.time_zone, public.business_zone()), clock_timestamp()) end as quiet_until
    from unnest(p_users) u (id)
    join auth.users a on a.id = u.id
    left join public.notification_settings s on s.user_id = u.id
    left join public.notification_preferences own on own.user_id = u.id and own.type = v_default.type and own.scope = ''
    left join public.notification_preferences scoped on scoped.user_id = u.id and scoped.type = v_default.type and scoped.scope = p_row.module
    cross join lateral (values
      ('email', case when 'email' = any (v_default.locked) then v_default.email else coalesce(scoped.email, own.email, v_default.email) end, v_default.email, a.email),
      ('whatsapp', case when 'whatsapp' = any (v_default.locked) then v_default.whatsapp else coalesce(scoped.whatsapp, own.whatsapp, v_default.whatsapp) end,
        v_default.whatsapp, s.whatsapp_number),
      ('webhook', case when 'webhook' = any (v_default.locked) then v_default.webhook else coalesce(scoped.webhook, own.webhook, v_default.webhook) end,
        v_default.webhook, s.webhook_url)) m (medium, wanted, usual, address)
    where m.wanted or m.usual
  loop
    v_send := null;
    v_why := case when not v_each.wanted then 'off' when coalesce(v_each.address, '') = '' then 'no_address' end;
    if v_why is null then
      v_send := public.queue_send('notice.' || v_each.medium, jsonb_build_object('notification_id', p_row.id, 'user_id', v_each.user_id,
        'address', v_each.address, 'group', v_default.type), coalesce(v_each.quiet_until, clock_timestamp()), p_row.created_by);
    end if;
    insert into public.notification_deliveries (notification_id, user_id, medium, send_id, suppressed)
    values (p_row.id, v_each.user_id, v_each.medium, v_send, v_why);
    if v_why is not null or v_each.quiet_until is not null then
      v_decisions := v_decisions || jsonb_build_object('kind', case when v_why is null then 'notifications.delay' else 'notifications.suppress' end,
        'entity_type', 'notification', 'entity_id', p_row.id, 'module', p_row.module,
        'chosen', case when v_why is null then jsonb_build_object('medium', v_each.medium, 'send_after', v_each.quiet_until) end,
        'reason', case v_why when 'off' then format('The person has %s switched off for %s.', v_each.medium, v_default.type)
          when 'no_address' then format('The person has no address for %s.', v_each.medium)
          else format('Quiet hours of the person: %s waits for their end.', v_each.medium) end,
        'rule', 'preferences', 'rule_version', '1',
        'inputs', jsonb_build_object('user_id', v_each.user_id, 'medium', v_each.medium, 'group', v_default.type, 'priority', p_row.priority));
    end if;
  end loop;
  if v_decisions <> '[]' then
    perform public.record_decisions(v_decisions);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."deliver_notification"(public.notifications, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_approval (
  p_kind      text,
  p_entity_id text,
  p_payload   jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_describe text := (select k.describe from public.approval_kinds k where k.kind = p_kind);
  v_said     jsonb;
begin
  if v_describe is null then
    raise exception 'approval_kind_unknown' using errcode = 'P0422', detail = jsonb_build_object('kind', p_kind);
  end if;
  execute format('select public.%I($1, $2)', v_describe) into v_said using p_entity_id, p_payload;
  return v_said || jsonb_build_object('hash', encode(sha256(convert_to((v_said -> 'content')::text, 'UTF8')), 'hex'));
end $function$;

REVOKE ALL ON FUNCTION "public"."describe_approval"(text, text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_deletion (
  p_entity_id text,
  p_payload   jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('title', format('Delete customer %s', c.display_name),
    'content', jsonb_build_object('customer_id', c.id, 'version', c.version, 'display_name', c.display_name))
  from public.customers c
  where p_entity_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' and c.id = public.customer_root(p_entity_id::uuid) and c.deleted_at is null
$function$;

REVOKE ALL ON FUNCTION "public"."describe_deletion"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_export (
  p_entity_id text,
  p_payload   jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('title', format('Export %s', p_entity_id), 'content', jsonb_build_object('path', p_entity_id, 'query', p_payload))
  where p_entity_id ~ '^/[a-z][a-z0-9/_-]*$'
$function$;

REVOKE ALL ON FUNCTION "public"."describe_export"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.describe_refund (
  p_entity_id text,
  p_payload   jsonb
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'title', format('Refund %s: %s%s', r.number, public.money_text(r.amount_minor, r.currency), coalesce(' for ' || nullif(r.order_number, ''), '')),
    'amount_minor', r.amount_minor, 'currency', r.currency,
    'content', jsonb_build_object('number', r.number, 'customer_id', r.customer_id, 'order_number', r.order_number, 'reason_code', r.reason_code,
      'amount_minor', r.amount_minor, 'shipping_minor', r.shipping_minor, 'currency', r.currency, 'payout_method', r.payout_method,
      'products', (select coalesce(jsonb_agg(jsonb_build_object('product_id', p.product_id, 'name', p.name, 'quantity', p.quantity,
        'amount_minor', p.amount_minor, 'tax_minor', p.tax_minor) order by p.position), '[]') from public.refund_products p where p.refund_id = r.id)))
  from public.refunds r
  where p_entity_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' and r.id = p_entity_id::uuid and r.status in ('pending', 'in_review')
$function$;

REVOKE ALL ON FUNCTION "public"."describe_refund"(text, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_approval (
  p_row     public.approval_requests,
  p_outcome text,
  p_by      uuid,
  p_note    text
)
  RETURNS public.approval_requests
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.approval_requests;
begin
  perform set_config('activity.step', jsonb_build_object('action',
    case p_outcome when 'approved' then 'approve' when 'rejected' then 'reject' when 'withdrawn' then 'withdraw' when 'expired' then 'expire' else 'void' end,
    'note', coalesce(p_note, ''))::text, true);
  update public.approval_requests r set status = p_outcome, decided_by = p_by, decided_at = clock_timestamp(), decision_note = coalesce(p_note, '')
  where r.id = p_row.id returning * into v_row;
  perform set_config('activity.step', '', true);
  execute format('select public.%I($1, $2, $3, $4)', (select k.apply from public.approval_kinds k where k.kind = v_row.kind))
    using v_row, p_outcome, p_by, coalesce(p_note, '');
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."end_approval"(public.approval_requests, text, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.ensure_refund_approval (
  p_id         uuid,
  p_by         uuid,
  p_expires_at timestamp with time zone
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_reasons jsonb;
  v_request public.approval_requests;
  v_words   text;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.status not in ('pending', 'in_review') then
    return;
  end if;
  v_reasons := public.refund_limit_reasons(p_id);
  select * into v_request from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
  if v_request.id is not null and v_reasons <> '[]'
    and v_request.content_hash = public.describe_approval('refund', p_id::text, '{}') ->> 'hash'
  then
    return;
  end if;
  if v_request.id is not null then
    perform public.void_approval('refund', p_id::text, 'The refund was changed.');
  end if;
  if v_reasons <> '[]' then
    v_words := public.refund_limit_words(v_reasons, v_refund.currency);
    v_request := public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', p_by, 'expires_at', p_expires_at,
      'reason', concat_ws(' ', v_words, nullif(v_refund.reason, '')), 'payload', jsonb_build_object('reasons', v_reasons)));
    update public.refunds r set approval_request_id = v_request.id where r.id = p_id;
    perform public.log_activity('ask_approval', 'refunds', p_id::text, p_note => v_words);
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."ensure_refund_approval"(uuid, uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.expire_approvals (
  p_now  timestamp with time zone,
  p_next timestamp with time zone,
  p_most integer
)
  RETURNS TABLE (
    escalated integer,
    expired   integer
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row  public.approval_requests;
  v_role uuid;
begin
  escalated := 0;
  expired := 0;
  for v_row in
    select * from public.approval_requests r where r.status = 'pending' and r.expires_at <= p_now order by r.expires_at limit p_most for update skip locked
  loop
    if v_row.level = 1 then
      perform set_config('activity.step', '{"action": "escalate", "note": "Nobody decided in time."}', true);
      update public.approval_requests r set level = 2, expires_at = p_next where r.id = v_row.id returning * into v_row;
      perform set_config('activity.step', '', true);
      for v_role in select r.id from public.roles r where r.full_access loop
        perform public.notify_of_approval(v_row, jsonb_build_object('role_id', v_role, 'type', 'approval_escalated',
          'title', 'Nobody has decided: ' || v_row.title, 'body', v_row.reason, 'actor_id', v_row.requested_by, 'priority', 'high',
          'cause', 'approval_request:' || v_row.id, 'dedupe_key', 'approval_request:' || v_row.id || ':2:' || v_role));
      end loop;
      escalated := escalated + 1;
    else
      v_row := public.end_approval(v_row, 'expired', null, 'Nobody decided in time.');
      perform public.recall_notifications('approval_request:' || v_row.id);
      perform public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.requested_by, 'type', 'approval_expired',
        'title', 'Nobody decided in time: ' || v_row.title, 'dedupe_key', 'approval_decided:' || v_row.id))
      where exists (select from auth.users u where u.id = v_row.requested_by);
      expired := expired + 1;
    end if;
  end loop;
  return next;
end $function$;

REVOKE ALL ON FUNCTION "public"."expire_approvals"(timestamp WITH time zone, timestamp WITH time zone, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.follow_viewers()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_table_name = 'user_roles' then
    perform public.deliver_missed_notifications(array(select distinct n.user_id from new_rows n));
  else
    perform public.deliver_missed_notifications(array(
      select distinct ur.user_id from public.user_roles ur where ur.role_id in (select (to_jsonb(n) ->> 'role_id')::uuid from new_rows n)));
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_viewers"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_approval_limits()
  RETURNS TABLE (
    role_id          uuid,
    kind             text,
    currency         text,
    max_amount_minor bigint,
    updated_at       timestamp with time zone
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select l.role_id, l.kind, l.currency, l.max_amount_minor, l.updated_at from public.approval_limits l order by l.kind, l.currency, l.role_id
$function$;

REVOKE ALL ON FUNCTION "public"."get_approval_limits"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_notification_defaults()
  RETURNS SETOF public.notification_defaults
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$ select * from public.notification_defaults d order by d.type $function$;

REVOKE ALL ON FUNCTION "public"."get_notification_defaults"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_notification_deliveries (
  p_id      uuid,
  p_user_id uuid
)
  RETURNS TABLE (
    medium        text,
    state         text,
    suppressed    text,
    send_after    timestamp with time zone,
    sent_at       timestamp with time zone,
    error_code    text,
    error_message text
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select d.medium, case when d.suppressed is null then coalesce(s.state, 'cancelled') else 'suppressed' end, d.suppressed, s.send_after, s.sent_at, s.error_code,
    s.error_message
  from public.notification_deliveries d left join public.sends s on s.id = d.send_id
  where d.notification_id = p_id and d.user_id = p_user_id
  order by d.medium
$function$;

REVOKE ALL ON FUNCTION "public"."get_notification_deliveries"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_notification_preferences (
  p_user_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if not exists (select from auth.users u where u.id = p_user_id and u.deleted_at is null) then
    raise exception 'user_not_found' using errcode = 'P0404';
  end if;
  insert into public.notification_preferences (user_id, type, in_app, email, whatsapp, webhook)
  select p_user_id, d.type, d.in_app, d.email, d.whatsapp, d.webhook from public.notification_defaults d
  where not exists (select from public.notification_preferences p where p.user_id = p_user_id and p.type = d.type and p.scope = '')
  on conflict do nothing;
  return (
    select jsonb_build_object(
      'user_id', p_user_id,
      'quiet_from', s.quiet_from, 'quiet_to', s.quiet_to, 'time_zone', s.time_zone, 'whatsapp_number', s.whatsapp_number,
      'webhook_host', substring(s.webhook_url from '^https?://([^/?#]+)'),
      'preferences', (
        select jsonb_agg(jsonb_build_object('type', p.type, 'scope', p.scope, 'in_app', p.in_app, 'email', p.email, 'whatsapp', p.whatsapp,
          'webhook', p.webhook, 'locked', d.locked, 'is_critical', d.is_critical, 'updated_at', p.updated_at) order by p.scope, p.type)
        from public.notification_preferences p join public.notification_defaults d on d.type = p.type where p.user_id = p_user_id))
    from (select p_user_id as id) u left join public.notification_settings s on s.user_id = u.id);
end $function$;

REVOKE ALL ON FUNCTION "public"."get_notification_preferences"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_refund_breakdown (
  p_from     date,
  p_to       date,
  p_currency text DEFAULT NULL::text
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object(
    'by_day', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.day, d.currency), '[]')
      from (
        select c.created_on as day, c.currency, sum(c.rows)::bigint as count, sum(c.sum_amount_minor)::bigint as amount_minor, sum(c.sum_paid_minor)::bigint as paid_minor
        from public.refunds_by_day_counts c
        where c.created_on between p_from and p_to and (p_currency is null or c.currency = p_currency)
        group by 1, 2 having sum(c.rows) > 0) d),
    'by_agent', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.amount_minor desc, a.agent_id, a.currency), '[]')
      from (
        select c.assignee_id as agent_id, c.currency, sum(c.rows)::bigint as count, coalesce(sum(c.rows) filter (where c.status = 'paid'), 0)::bigint as paid,
          sum(c.sum_amount_minor)::bigint as amount_minor, sum(c.sum_paid_minor)::bigint as paid_minor
        from public.refunds_by_agent_counts c where p_currency is null or c.currency = p_currency
        group by 1, 2 having sum(c.rows) > 0) a),
    'by_product', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.amount_minor desc, p.product, p.currency), '[]')
      from (
        select c.product_key as product, c.currency, sum(c.rows)::bigint as count, sum(c.sum_quantity)::bigint as quantity, sum(c.sum_amount_minor)::bigint as amount_minor
        from public.refunds_by_product_counts c where p_currency is null or c.currency = p_currency
        group by 1, 2 having sum(c.rows) > 0 order by 5 desc, 1, 2 limit 50) p),
    'time_to_pay', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.currency), '[]')
      from (
        select c.currency, sum(c.rows)::bigint as count, round(sum(c.sum_pay_seconds) / nullif(sum(c.rows), 0))::bigint as average_seconds
        from public.refunds_by_agent_counts c where c.status in ('paid', 'reversed') and (p_currency is null or c.currency = p_currency)
        group by 1 having sum(c.rows) > 0) t))
$function$;

REVOKE ALL ON FUNCTION "public"."get_refund_breakdown"(date, date, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_refund_channel (
  p_customer_id uuid
)
  RETURNS jsonb
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select jsonb_build_object('customer_id', public.customer_root(p_customer_id),
    'name', (select c.display_name from public.customers c where c.id = public.customer_root(p_customer_id))) || w.channel
  from (
    (select jsonb_build_object('conversation_id', c.id, 'provider_id', c.provider_id) as channel, coalesce(c.last_customer_message_at, c.created_at) as at
     from public.conversations c
     where c.customer_id = any (public.customer_members(p_customer_id)) and c.merged_into is null
     order by 2 desc limit 1)
    union all
    (select jsonb_build_object('email_id', e.id), e.received_at
     from public.emails e
     where e.customer_id = any (public.customer_members(p_customer_id)) and e.deleted_at is null and e.direction = 'inbound' and e.kind = 'message'
     order by e.received_at desc limit 1)
  ) w
  order by w.at desc limit 1
$function$;

REVOKE ALL ON FUNCTION "public"."get_refund_channel"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_refund_limits()
  RETURNS SETOF public.refund_limits
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$ select * from public.refund_limits l order by l.currency $function$;

REVOKE ALL ON FUNCTION "public"."get_refund_limits"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.get_uncertain_payouts (
  p_most integer
)
  RETURNS SETOF uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select s.id from public.sends s where s.state = 'unknown' and s.channel = 'refunds.payout' order by s.created_at limit p_most
$function$;

REVOKE ALL ON FUNCTION "public"."get_uncertain_payouts"(integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_approval_requests_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.approval_requests_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.approval_requests_counts (key, rows, status, kind)
        select md5(row(r.status, r.kind)::text), sum(r.sign), r.status, r.kind from (select 1 as sign, r.* from new_rows r) r where true group by r.status, r.kind;
      elsif tg_op = 'DELETE' then
        insert into public.approval_requests_counts (key, rows, status, kind)
        select md5(row(r.status, r.kind)::text), sum(r.sign), r.status, r.kind from (select -1 as sign, r.* from old_rows r) r where true group by r.status, r.kind;
      else
        insert into public.approval_requests_counts (key, rows, status, kind)
        select md5(row(r.status, r.kind)::text), sum(r.sign), r.status, r.kind
        from (select 1 as sign, kind, status from new_rows union all select -1, kind, status from old_rows) r
        where true group by r.status, r.kind having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.approval_requests_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_approval_requests_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_counts (
  p_table regclass,
  columns text,
  sums    text     DEFAULT ''::text,
  hidden  text     DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
begin
  perform public.keep_counts_as((select relname::text from pg_catalog.pg_class where oid = p_table), p_table, columns, sums, hidden);
end $function$;

CREATE OR REPLACE FUNCTION public.keep_counts_as (
  p_name  text,
  p_table regclass,
  columns text,
  sums    text     DEFAULT ''::text,
  hidden  text     DEFAULT NULL::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_counts   text := p_name || '_counts';
  v_trigger  text := case when p_name = (select relname from pg_catalog.pg_class where oid = p_table) then 'keep_counts_' else 'keep_' || p_name || '_' end;
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
    format('How many rows of %s there are by %s: the sum of rows. Kept by triggers, folded now and then. access: service only', p_table, v_list));
  execute format('create index %I on public.%I (key)', v_counts || '_key', v_counts);
  execute format('create index %I on public.%I (key) where fresh', v_counts || '_fresh', v_counts);
  perform public.publish_table(format('public.%I', v_counts)::regclass, service => 'select',
    classes => format('none: key, fresh, rows, %s%s', v_list, v_sum_list));

  execute format($function$
    create function public.%I() returns setof public.%I
    language sql stable set search_path = '' as $count$
      select md5(row(%s)::text), false, count(*), %s%s from %s r where %s group by %s
    $count$
  $function$, 'count_' || p_name || '_anew', v_counts, v_values, v_values, v_sum_all, p_table, v_shown, v_values);
  perform public.grant_to_service('count_' || p_name || '_anew');

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
      v_trigger || v_parts.operation, v_parts.operation, p_table, v_parts.transitions, 'keep_' || v_counts);
  end loop;
end $functionx$;

REVOKE ALL ON FUNCTION "public"."keep_counts_as"(text, regclass, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.keep_notification_receipts_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.notification_receipts_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.notification_receipts_counts (key, rows, user_id, status, for_viewers_of)
        select md5(row(r.user_id, r.status, r.for_viewers_of)::text), sum(r.sign), r.user_id, r.status, r.for_viewers_of from (select 1 as sign, r.* from new_rows r) r where r.recalled_at is null group by r.user_id, r.status, r.for_viewers_of;
      elsif tg_op = 'DELETE' then
        insert into public.notification_receipts_counts (key, rows, user_id, status, for_viewers_of)
        select md5(row(r.user_id, r.status, r.for_viewers_of)::text), sum(r.sign), r.user_id, r.status, r.for_viewers_of from (select -1 as sign, r.* from old_rows r) r where r.recalled_at is null group by r.user_id, r.status, r.for_viewers_of;
      else
        insert into public.notification_receipts_counts (key, rows, user_id, status, for_viewers_of)
        select md5(row(r.user_id, r.status, r.for_viewers_of)::text), sum(r.sign), r.user_id, r.status, r.for_viewers_of
        from (select 1 as sign, user_id, for_viewers_of, status, recalled_at from new_rows union all select -1, user_id, for_viewers_of, status, recalled_at from old_rows) r
        where r.recalled_at is null group by r.user_id, r.status, r.for_viewers_of having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.notification_receipts_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_notification_receipts_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_refund_within_paid()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_order public.refund_orders;
  v_taken bigint;
begin
  if new.status in ('rejected', 'cancelled', 'reversed') or new.order_number = '' then
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.amount_minor, new.order_number, new.currency) = (old.amount_minor, old.order_number, old.currency)
    and old.status not in ('rejected', 'cancelled', 'reversed')
  then
    return new;
  end if;
  select * into v_order from public.refund_orders o where o.order_number = new.order_number for update;
  if v_order.order_number is null then
    return new;
  elsif v_order.currency <> new.currency then
    raise exception 'refund_currency_differs' using errcode = 'P0422', detail = jsonb_build_object('paid', v_order.currency, 'asked', new.currency);
  end if;
  select coalesce(sum(r.amount_minor), 0) into v_taken from public.refunds r
  where r.order_number = new.order_number and r.id <> new.id and r.status not in ('rejected', 'cancelled', 'reversed');
  if v_taken + new.amount_minor > v_order.paid_minor - v_order.refunded_elsewhere_minor then
    raise exception 'refund_exceeds_paid' using errcode = 'P0422', detail = jsonb_build_object(
      'paid_minor', v_order.paid_minor, 'refunded_minor', v_taken + v_order.refunded_elsewhere_minor, 'asked_minor', new.amount_minor,
      'left_minor', greatest(v_order.paid_minor - v_order.refunded_elsewhere_minor - v_taken, 0));
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_refund_within_paid"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_refunds_by_agent_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.refunds_by_agent_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.refunds_by_agent_counts (key, rows, assignee_id, status, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.assignee_id, r.status, r.currency)::text), sum(r.sign), r.assignee_id, r.status, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0) from (select 1 as sign, r.* from new_rows r) r where true group by r.assignee_id, r.status, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.refunds_by_agent_counts (key, rows, assignee_id, status, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.assignee_id, r.status, r.currency)::text), sum(r.sign), r.assignee_id, r.status, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0) from (select -1 as sign, r.* from old_rows r) r where true group by r.assignee_id, r.status, r.currency;
      else
        insert into public.refunds_by_agent_counts (key, rows, assignee_id, status, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.assignee_id, r.status, r.currency)::text), sum(r.sign), r.assignee_id, r.status, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0)
        from (select 1 as sign, status, amount_minor, currency, assignee_id, paid_minor, pay_seconds from new_rows union all select -1, status, amount_minor, currency, assignee_id, paid_minor, pay_seconds from old_rows) r
        where true group by r.assignee_id, r.status, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.amount_minor) <> 0 or sum(r.sign * r.paid_minor) <> 0 or sum(r.sign * r.pay_seconds) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.refunds_by_agent_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_agent_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_refunds_by_day_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.refunds_by_day_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.refunds_by_day_counts (key, rows, created_on, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.created_on, r.currency)::text), sum(r.sign), r.created_on, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0) from (select 1 as sign, r.* from new_rows r) r where true group by r.created_on, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.refunds_by_day_counts (key, rows, created_on, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.created_on, r.currency)::text), sum(r.sign), r.created_on, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0) from (select -1 as sign, r.* from old_rows r) r where true group by r.created_on, r.currency;
      else
        insert into public.refunds_by_day_counts (key, rows, created_on, currency, sum_amount_minor, sum_paid_minor, sum_pay_seconds)
        select md5(row(r.created_on, r.currency)::text), sum(r.sign), r.created_on, r.currency, coalesce(sum(r.sign * r.amount_minor), 0), coalesce(sum(r.sign * r.paid_minor), 0), coalesce(sum(r.sign * r.pay_seconds), 0)
        from (select 1 as sign, amount_minor, currency, paid_minor, pay_seconds, created_on from new_rows union all select -1, amount_minor, currency, paid_minor, pay_seconds, created_on from old_rows) r
        where true group by r.created_on, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.amount_minor) <> 0 or sum(r.sign * r.paid_minor) <> 0 or sum(r.sign * r.pay_seconds) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.refunds_by_day_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_day_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_refunds_by_product_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.refunds_by_product_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.refunds_by_product_counts (key, rows, product_key, currency, sum_quantity, sum_amount_minor)
        select md5(row(r.product_key, r.currency)::text), sum(r.sign), r.product_key, r.currency, coalesce(sum(r.sign * r.quantity), 0), coalesce(sum(r.sign * r.amount_minor), 0) from (select 1 as sign, r.* from new_rows r) r where true group by r.product_key, r.currency;
      elsif tg_op = 'DELETE' then
        insert into public.refunds_by_product_counts (key, rows, product_key, currency, sum_quantity, sum_amount_minor)
        select md5(row(r.product_key, r.currency)::text), sum(r.sign), r.product_key, r.currency, coalesce(sum(r.sign * r.quantity), 0), coalesce(sum(r.sign * r.amount_minor), 0) from (select -1 as sign, r.* from old_rows r) r where true group by r.product_key, r.currency;
      else
        insert into public.refunds_by_product_counts (key, rows, product_key, currency, sum_quantity, sum_amount_minor)
        select md5(row(r.product_key, r.currency)::text), sum(r.sign), r.product_key, r.currency, coalesce(sum(r.sign * r.quantity), 0), coalesce(sum(r.sign * r.amount_minor), 0)
        from (select 1 as sign, quantity, amount_minor, currency, product_key from new_rows union all select -1, quantity, amount_minor, currency, product_key from old_rows) r
        where true group by r.product_key, r.currency having sum(r.sign) <> 0 or sum(r.sign * r.quantity) <> 0 or sum(r.sign * r.amount_minor) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.refunds_by_product_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_product_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mark_notifications_read (
  p_user_id uuid,
  p_up_to   uuid DEFAULT NULL::uuid
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_cut   public.notification_receipts;
  v_count integer;
begin
  if p_up_to is not null then
    select * into v_cut from public.notification_receipts r where r.user_id = p_user_id and r.id = p_up_to;
    if v_cut.id is null then
      raise exception 'not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_up_to);
    end if;
  end if;
  with marked as (
    update public.notification_receipts r set status = 'read', read_at = coalesce(r.read_at, clock_timestamp())
    where r.user_id = p_user_id and r.status = 'unread' and r.recalled_at is null
      and (p_up_to is null or (r.created_at, r.id) <= (v_cut.created_at, v_cut.id))
    returning r.id, r.read_at
  ), mirrored as (
    update public.notifications n set read_at = m.read_at from marked m where n.id = m.id and n.user_id = p_user_id
  )
  select count(*) into v_count from marked;
  if v_count > 0 then
    perform public.log_activity('mark_all_read', 'notifications', p_user_id::text, null, jsonb_build_object('count', v_count, 'up_to', p_up_to));
  end if;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."mark_notifications_read"(uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.may_decide_approval (
  p_row     public.approval_requests,
  p_user_id uuid,
  p_self    boolean                  DEFAULT false
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_full boolean := exists (
    select from public.user_roles ur join public.roles r on r.id = ur.role_id where ur.user_id = p_user_id and r.full_access);
begin
  if p_row.requested_by = p_user_id and not p_self then
    return 'self';
  elsif not public.is_active_user(p_user_id) then
    return 'no_permission';
  elsif v_full then
    return null;
  elsif not exists (
    select from public.user_roles ur join public.role_modules m on m.role_id = ur.role_id
    where ur.user_id = p_user_id and m.module_key = 'approvals' and m.can_edit)
  then
    return 'no_permission';
  elsif p_row.level > 1 then
    return 'escalated';
  elsif p_row.approver_user_id <> p_user_id
    or (p_row.approver_role_id is not null and not exists (
      select from public.user_roles ur where ur.user_id = p_user_id and ur.role_id = p_row.approver_role_id))
    or (p_row.approver_team_id is not null and not exists (
      select from public.team_members m join public.agents a on a.id = m.agent_id where m.team_id = p_row.approver_team_id and a.user_id = p_user_id))
  then
    return 'not_addressed';
  elsif p_row.amount_minor is not null and not exists (
    select from public.user_roles ur join public.approval_limits l on l.role_id = ur.role_id
    where ur.user_id = p_user_id and l.kind = p_row.kind and l.currency = p_row.currency
      and (l.max_amount_minor is null or l.max_amount_minor >= p_row.amount_minor))
  then
    return 'over_limit';
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."may_decide_approval"(public.approval_requests, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.mirror_refund_payout()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund public.refunds;
begin
  select * into v_refund from public.refunds r where r.send_id = new.id for update;
  if v_refund.status is distinct from 'processing' then
    return null;
  end if;
  if new.state in ('sent', 'delivered') then
    perform public.act_on('public.refunds', '{"processing": {"pay": "paid"}}', v_refund.id, 'pay',
      p_note => 'Paid out as ' || coalesce(new.provider_id, new.id::text) || '.',
      p_set => jsonb_build_object('payout_reference', coalesce(new.provider_id, '')));
  elsif new.state = 'failed' then
    perform public.act_on('public.refunds', '{"processing": {"fail": "failed"}}', v_refund.id, 'fail',
      p_note => coalesce(new.error_message, new.error_code, ''));
    perform public.notify_once(null, 'refunds', 'payout_failed', format('The payout of refund %s failed', v_refund.number),
      coalesce(new.error_message, new.error_code, ''), 'refund', v_refund.id::text, 'payout_failed:' || new.id);
  elsif new.state = 'unknown' then
    perform public.log_activity('payout_uncertain', 'refunds', v_refund.id::text, p_note => coalesce(new.error_message, new.error_code, ''));
    perform public.notify(jsonb_build_object('module', 'refunds', 'type', 'payout_uncertain', 'priority', 'high',
      'title', format('Nobody knows whether refund %s was paid', v_refund.number), 'body', coalesce(new.error_message, new.error_code, ''),
      'entity_type', 'refund', 'entity_id', v_refund.id, 'dedupe_key', 'payout_uncertain:' || new.id, 'cause', 'payout_uncertain:' || new.id));
  end if;
  if old.state = 'unknown' then
    perform public.recall_notifications('payout_uncertain:' || new.id);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."mirror_refund_payout"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.money_text (
  p_amount   bigint,
  p_currency text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case e.n when 0 then p_amount::text
    else (p_amount / (10 ^ e.n)::bigint)::text || '.' || lpad((p_amount % (10 ^ e.n)::bigint)::text, e.n, '0') end || ' ' || p_currency
  from (select case
    when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when p_currency in ('CLF', 'UYW') then 4
    else 2 end as n) e
$function$;

REVOKE ALL ON FUNCTION "public"."money_text"(bigint, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_refund_order (
  p_order jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.refund_orders as o (order_number, currency, paid_minor, refunded_elsewhere_minor)
  select n.order_number, n.currency, n.paid_minor, n.refunded_elsewhere_minor
  from jsonb_populate_record(null::public.refund_orders, p_order) n where n.order_number is not null
  on conflict (order_number) do update set
    currency = excluded.currency, paid_minor = excluded.paid_minor, refunded_elsewhere_minor = excluded.refunded_elsewhere_minor, fetched_at = now()
$function$;

REVOKE ALL ON FUNCTION "public"."note_refund_order"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_refund_times()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'INSERT' then
    new.created_on := (new.created_at at time zone public.business_zone())::date;
  end if;
  if new.status = 'paid' and (tg_op = 'INSERT' or old.status <> 'paid') then
    new.paid_at := coalesce(new.paid_at, clock_timestamp());
    new.paid_minor := new.amount_minor;
    new.pay_seconds := greatest(extract(epoch from new.paid_at - new.created_at)::bigint, 0);
  end if;
  return new;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_refund_times"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_refund_told (
  p_id      uuid,
  p_channel text,
  p_reason  text
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform 1 from public.refunds r where r.id = p_id for update;
  if exists (select from public.activity_log a where a.entity_type = 'refunds' and a.entity_id = p_id::text and a.action in ('tell_customer', 'customer_not_told')) then
    return;
  end if;
  perform public.log_activity(case when p_channel is null then 'customer_not_told' else 'tell_customer' end, 'refunds', p_id::text, p_note => p_reason);
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.tell', 'entity_type', 'refund', 'entity_id', p_id, 'module', 'refunds',
    'chosen', case when p_channel is not null then jsonb_build_object('channel', p_channel) end, 'reason', p_reason, 'rule', 'last_channel', 'rule_version', '1')));
end $function$;

REVOKE ALL ON FUNCTION "public"."note_refund_told"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notification_group (
  p_type text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case
    when p_type ~ '^approval' then 'approval'
    when p_type ~ 'mention' then 'mention'
    when p_type ~ 'assign' then 'assignment'
    when p_type ~ '^sla' then 'sla'
    when p_type ~ '(_failed|_delayed|_refused|_uncertain)$' then 'delivery'
    else 'system'
  end
$function$;

REVOKE ALL ON FUNCTION "public"."notification_group"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify (
  p_notice jsonb
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.notifications := jsonb_populate_record(null::public.notifications, p_notice);
  v_actor uuid := coalesce((p_notice ->> 'actor_id')::uuid, public.current_actor());
  v_row   public.notifications;
  v_users uuid[];
begin
  if v_given.user_id = v_actor then
    return null;
  elsif v_given.user_id is not null and not exists (select from auth.users u where u.id = v_given.user_id) then
    raise exception 'user_not_found' using errcode = 'P0404';
  elsif v_given.role_id is not null and not exists (select from public.roles r where r.id = v_given.role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  elsif v_given.team_id is not null and not exists (select from public.teams t where t.id = v_given.team_id) then
    raise exception 'team_not_found' using errcode = 'P0404';
  end if;
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key, audience, role_id, team_id, priority,
    created_by, cause, approval_request_id)
  values (v_given.user_id, v_given.module, v_given.type, v_given.title, coalesce(v_given.body, ''), v_given.entity_type, v_given.entity_id,
    coalesce(v_given.dedupe_key, gen_random_uuid()::text),
    case when v_given.user_id is not null then 'person' when v_given.role_id is not null then 'role' when v_given.team_id is not null then 'team' else 'module' end,
    v_given.role_id, v_given.team_id, coalesce(v_given.priority, 'normal'), v_actor, v_given.cause, v_given.approval_request_id)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    return null;
  end if;

  v_users := array(
    select distinct u.id
    from (
      select v_row.user_id as id where v_row.audience = 'person'
      union all
      select ur.user_id from public.user_roles ur where v_row.audience = 'role' and ur.role_id = v_row.role_id
      union all
      select a.user_id from public.team_members m join public.agents a on a.id = m.agent_id and a.deleted_at is null
      where v_row.audience = 'team' and m.team_id = v_row.team_id and a.user_id is not null
      union all
      select w.user_id from public.viewers_of_module(v_row.module) w (user_id) where v_row.audience = 'module'
    ) u
    where u.id is distinct from v_actor and (v_row.audience = 'person' or public.is_active_user(u.id)));
  perform public.deliver_notification(v_row, v_users);

  insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
  select 'notifications', 'notification:created', v_row.id::text, v_row.module, u.id,
    jsonb_build_object('module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at)
  from unnest(case when v_row.audience = 'module' then array[null::uuid] else v_users end) u (id);
  perform pg_notify('change_feed', '');
  return v_row.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."notify"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify_of_approval (
  p_row    public.approval_requests,
  p_notice jsonb
)
  RETURNS uuid
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.notify(jsonb_build_object('module', 'approvals', 'entity_type', 'approval_request', 'entity_id', p_row.id, 'priority', p_row.priority,
    'approval_request_id', p_row.id) || p_notice)
$function$;

REVOKE ALL ON FUNCTION "public"."notify_of_approval"(public.approval_requests, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.notify_once (
  p_user_id     uuid,
  p_module      text,
  p_type        text,
  p_title       text,
  p_body        text,
  p_entity_type text,
  p_entity_id   text,
  p_dedupe_key  text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  return public.notify(jsonb_build_object('user_id', p_user_id, 'module', p_module, 'type', p_type, 'title', p_title, 'body', p_body,
    'entity_type', p_entity_type, 'entity_id', p_entity_id, 'dedupe_key', p_dedupe_key));
end $function$;

CREATE OR REPLACE FUNCTION public.quiet_until (
  p_from text,
  p_to   text,
  p_zone text,
  p_now  timestamp with time zone
)
  RETURNS timestamp WITH time zone
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_local timestamp := p_now at time zone p_zone;
  v_time  time := v_local::time;
  v_from  time := p_from::time;
  v_to    time := p_to::time;
begin
  if v_from is null or v_to is null or v_from = v_to
    or not (case when v_from < v_to then v_time >= v_from and v_time < v_to else v_time >= v_from or v_time < v_to end)
  then
    return null;
  end if;
  return (v_local::date + case when v_from > v_to and v_time >= v_from then 1 else 0 end + v_to) at time zone p_zone;
end $function$;

REVOKE ALL ON FUNCTION "public"."quiet_until"(text, text, text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.recall_notifications (
  p_cause text
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_ids   uuid[];
  v_send  uuid;
  v_count integer;
begin
  with recalled as (
    update public.notifications n set recalled_at = clock_timestamp() where n.cause = p_cause and n.recalled_at is null returning n.id
  )
  select coalesce(array_agg(id), '{}') into v_ids from recalled;
  update public.notification_receipts r set recalled_at = clock_timestamp() where r.id = any (v_ids) and r.status = 'unread' and r.recalled_at is null;
  get diagnostics v_count = row_count;
  for v_send in
    select s.id from public.notification_deliveries d join public.sends s on s.id = d.send_id
    where d.notification_id = any (v_ids) and s.state = 'queued' for update of s
  loop
    update public.sends s set state = 'cancelled', updated_at = now() where s.id = v_send;
    insert into public.send_events (send_id, kind, state) values (v_send, 'recalled', 'cancelled');
    perform graphile_worker.remove_job('send:' || v_send);
    perform graphile_worker.remove_job('send:' || v_send || ':again');
  end loop;
  return v_count;
end $function$;

REVOKE ALL ON FUNCTION "public"."recall_notifications"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.refund_limit_reasons (
  p_id uuid
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund  public.refunds;
  v_limit   public.refund_limits;
  v_root    uuid;
  v_sum     bigint;
  v_reasons jsonb := '[]';
begin
  select * into v_refund from public.refunds r where r.id = p_id;
  v_root := public.customer_root(v_refund.customer_id);
  if v_refund.order_number <> '' then
    perform pg_advisory_xact_lock(hashtextextended('refund_order:' || v_refund.order_number, 0));
  end if;
  if v_root is not null then
    perform pg_advisory_xact_lock(hashtextextended('refund_customer:' || v_root, 0));
  end if;
  if v_refund.is_unverified then
    v_reasons := v_reasons || jsonb_build_object('limit', 'unverified');
  end if;
  select * into v_limit from public.refund_limits l where l.currency = v_refund.currency;
  if v_limit.currency is null then
    return v_reasons || jsonb_build_object('limit', 'no_limit', 'currency', v_refund.currency);
  end if;
  select v_refund.amount_minor + coalesce(sum(r.amount_minor), 0) into v_sum from public.refunds r
  where v_refund.order_number <> '' and r.order_number = v_refund.order_number and r.currency = v_refund.currency and r.id <> v_refund.id
    and r.status not in ('rejected', 'cancelled', 'reversed') and r.created_at > now() - v_limit.window_days * interval '1 day';
  if v_sum > v_limit.per_order_minor then
    v_reasons := v_reasons || jsonb_build_object('limit', 'order', 'limit_minor', v_limit.per_order_minor, 'sum_minor', v_sum, 'window_days', v_limit.window_days);
  end if;
  if v_root is not null then
    select v_refund.amount_minor + coalesce(sum(r.amount_minor), 0) into v_sum from public.refunds r
    where r.customer_id = any (public.customer_members(v_root)) and r.currency = v_refund.currency and r.id <> v_refund.id
      and r.status not in ('rejected', 'cancelled', 'reversed') and r.created_at > now() - v_limit.window_days * interval '1 day';
    if v_sum > v_limit.per_customer_minor then
      v_reasons := v_reasons || jsonb_build_object('limit', 'customer', 'limit_minor', v_limit.per_customer_minor, 'sum_minor', v_sum,
        'window_days', v_limit.window_days);
    end if;
  end if;
  return v_reasons;
end $function$;

REVOKE ALL ON FUNCTION "public"."refund_limit_reasons"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.refund_limit_words (
  p_reasons  jsonb,
  p_currency text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select coalesce(string_agg(case r ->> 'limit'
    when 'unverified' then 'The shop did not confirm the payment.'
    when 'no_limit' then format('No limit is set for %s.', p_currency)
    else format('Refunds of the %s come to %s within %s days; the limit is %s.', r ->> 'limit', public.money_text((r ->> 'sum_minor')::bigint, p_currency),
      r ->> 'window_days', public.money_text((r ->> 'limit_minor')::bigint, p_currency)) end, ' ' order by n), '')
  from jsonb_array_elements(p_reasons) with ordinality e (r, n)
$function$;

REVOKE ALL ON FUNCTION "public"."refund_limit_words"(jsonb, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.register_approval (
  p_kind        text,
  p_module      text,
  p_entity_type text,
  p_describe    text,
  p_apply       text
)
  RETURNS void
  LANGUAGE sql
  SET search_path TO ''
  AS $function$
  insert into public.approval_kinds (kind, module, entity_type, describe, apply) values (p_kind, p_module, p_entity_type, p_describe, p_apply)
  on conflict (kind) do update set module = excluded.module, entity_type = excluded.entity_type, describe = excluded.describe, apply = excluded.apply
$function$;

REVOKE ALL ON FUNCTION "public"."register_approval"(text, text, text, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.request_approval (
  p_request jsonb
)
  RETURNS public.approval_requests
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_given public.approval_requests := jsonb_populate_record(null::public.approval_requests, p_request);
  v_said  jsonb := public.describe_approval(v_given.kind, v_given.entity_id, coalesce(v_given.payload, '{}'));
  v_kind  public.approval_kinds;
  v_row   public.approval_requests;
  v_notice uuid;
begin
  if v_said is null then
    raise exception 'approval_subject_not_found' using errcode = 'P0404', detail = jsonb_build_object('kind', v_given.kind, 'entity_id', v_given.entity_id);
  end if;
  select * into v_kind from public.approval_kinds k where k.kind = v_given.kind;
  insert into public.approval_requests (kind, module, entity_type, entity_id, title, reason, payload, content, content_hash, amount_minor, currency, priority,
    requested_by, approver_user_id, approver_role_id, approver_team_id, expires_at)
  values (v_kind.kind, v_kind.module, v_kind.entity_type, v_given.entity_id, v_said ->> 'title', coalesce(v_given.reason, ''), coalesce(v_given.payload, '{}'),
    v_said -> 'content', v_said ->> 'hash', (v_said ->> 'amount_minor')::bigint, v_said ->> 'currency', coalesce(v_given.priority, 'normal'),
    v_given.requested_by, v_given.approver_user_id, v_given.approver_role_id, v_given.approver_team_id, v_given.expires_at)
  on conflict (kind, entity_id) where status = 'pending' do nothing
  returning * into v_row;
  if v_row.id is null then
    raise exception 'approval_already_pending' using errcode = 'P0409', detail = (
      select jsonb_build_object('id', r.id) from public.approval_requests r
      where r.kind = v_given.kind and r.entity_id = v_given.entity_id and r.status = 'pending');
  end if;
  v_notice := public.notify_of_approval(v_row, jsonb_build_object('user_id', v_row.approver_user_id, 'role_id', v_row.approver_role_id,
    'team_id', v_row.approver_team_id, 'type', 'approval_request', 'title', 'Approval needed: ' || v_row.title, 'body', v_row.reason,
    'actor_id', v_row.requested_by, 'cause', 'approval_request:' || v_row.id, 'dedupe_key', 'approval_request:' || v_row.id || ':1'));
  update public.approval_requests r set notification_id = v_notice where r.id = v_row.id returning * into v_row;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."request_approval"(jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.save_notification_preferences (
  p_user_id     uuid,
  p_preferences jsonb,
  p_settings    jsonb
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_before jsonb := public.get_notification_preferences(p_user_id);
  v_each   record;
  v_scoped boolean;
  v_after  jsonb;
begin
  for v_each in
    select g.value as given, d.*, m.medium
    from jsonb_array_elements(p_preferences) g
    join public.notification_defaults d on d.type = g.value ->> 'type'
    cross join unnest('{in_app,email,whatsapp,webhook}'::text[]) m (medium)
    where g.value ? m.medium and m.medium = any (d.locked) and (g.value ->> m.medium)::boolean is distinct from (to_jsonb(d) ->> m.medium)::boolean
  loop
    raise exception 'preference_locked' using errcode = 'P0409', detail = jsonb_build_object('type', v_each.type, 'medium', v_each.medium);
  end loop;
  if exists (
    select from jsonb_array_elements(p_preferences) g
    where coalesce(g.value ->> 'scope', '') <> '' and not exists (select from public.modules m where m.key = g.value ->> 'scope'))
  then
    raise exception 'preference_scope_unknown' using errcode = 'P0422';
  end if;
  -- What is for one module alone sets out with what is for all, as it has just become.
  foreach v_scoped in array array[false, true] loop
    insert into public.notification_preferences as p (user_id, type, scope, in_app, email, whatsapp, webhook)
    select p_user_id, d.type, g.scope, coalesce((g.value ->> 'in_app')::boolean, own.in_app), coalesce((g.value ->> 'email')::boolean, own.email),
      coalesce((g.value ->> 'whatsapp')::boolean, own.whatsapp), coalesce((g.value ->> 'webhook')::boolean, own.webhook)
    from (
      select distinct on (e.value ->> 'type', coalesce(e.value ->> 'scope', '')) e.value, coalesce(e.value ->> 'scope', '') as scope
      from jsonb_array_elements(p_preferences) with ordinality e (value, place)
      order by e.value ->> 'type', coalesce(e.value ->> 'scope', ''), e.place desc
    ) g
    join public.notification_defaults d on d.type = g.value ->> 'type' and (g.scope <> '') = v_scoped
    join lateral (
      select * from public.notification_preferences o
      where o.user_id = p_user_id and o.type = d.type and o.scope in ('', g.scope) order by o.scope desc limit 1
    ) own on true
    on conflict (user_id, type, scope) do update set
      in_app = excluded.in_app, email = excluded.email, whatsapp = excluded.whatsapp, webhook = excluded.webhook;
  end loop;
  if p_settings <> '{}' then
    insert into public.notification_settings (user_id) values (p_user_id) on conflict do nothing;
    update public.notification_settings s set
      quiet_from = n.quiet_from, quiet_to = n.quiet_to, time_zone = n.time_zone, whatsapp_number = n.whatsapp_number, webhook_url = n.webhook_url, updated_at = now()
    from public.notification_settings o
    cross join lateral jsonb_populate_record(o, p_settings) n
    where o.user_id = p_user_id and s.user_id = p_user_id;
  end if;
  v_after := public.get_notification_preferences(p_user_id);
  if v_after is distinct from v_before then
    perform public.log_activity('update', 'notification_preferences', p_user_id::text, v_before - 'whatsapp_number', v_after - 'whatsapp_number');
  end if;
  return v_after;
end $function$;

REVOKE ALL ON FUNCTION "public"."save_notification_preferences"(uuid, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_approval_limit (
  p_role_id  uuid,
  p_kind     text,
  p_currency text,
  p_max      bigint,
  p_remove   boolean
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if not exists (select from public.roles r where r.id = p_role_id) then
    raise exception 'role_not_found' using errcode = 'P0404';
  elsif not exists (select from public.approval_kinds k where k.kind = p_kind) then
    raise exception 'approval_kind_unknown' using errcode = 'P0422';
  elsif p_remove then
    delete from public.approval_limits l where l.role_id = p_role_id and l.kind = p_kind and l.currency = p_currency;
  else
    insert into public.approval_limits (role_id, kind, currency, max_amount_minor) values (p_role_id, p_kind, p_currency, p_max)
    on conflict (role_id, kind, currency) do update set max_amount_minor = excluded.max_amount_minor;
  end if;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_approval_limit"(uuid, text, text, bigint, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_notification_default (
  p_type    text,
  p_change  jsonb,
  p_version integer DEFAULT NULL::integer
)
  RETURNS public.notification_defaults
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.notification_defaults;
begin
  select * into v_row from public.notification_defaults d where d.type = p_type for update;
  if p_version is not null and p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  end if;
  v_row := jsonb_populate_record(v_row, p_change);
  update public.notification_defaults d set
    in_app = v_row.in_app, email = v_row.email, whatsapp = v_row.whatsapp, webhook = v_row.webhook, locked = v_row.locked, is_critical = v_row.is_critical
  where d.type = p_type returning * into v_row;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_notification_default"(text, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_notification_status (
  p_id      uuid,
  p_user_id uuid,
  p_status  text
)
  RETURNS public.notification_receipts
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_before public.notification_receipts;
  v_after  public.notification_receipts;
begin
  select * into v_before from public.notification_receipts r where r.id = p_id and r.user_id = p_user_id and r.recalled_at is null for update;
  if v_before.id is null or v_before.status = p_status then
    return v_before;
  end if;
  update public.notification_receipts r set
    status = p_status, read_at = case when p_status <> 'unread' then coalesce(r.read_at, clock_timestamp()) end
  where r.id = p_id and r.user_id = p_user_id returning * into v_after;
  update public.notifications n set read_at = v_after.read_at where n.id = p_id and n.user_id = p_user_id;
  perform public.log_activity('update', 'notifications', p_id::text, jsonb_build_object('status', v_before.status), jsonb_build_object('status', p_status));
  return v_after;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_notification_status"(uuid, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.set_refund_limit (
  p_currency text,
  p_order    bigint,
  p_customer bigint,
  p_days     integer,
  p_version  integer DEFAULT NULL::integer
)
  RETURNS public.refund_limits
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.refund_limits;
begin
  select * into v_row from public.refund_limits l where l.currency = p_currency for update;
  if p_version is not null and p_version is distinct from v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version);
  end if;
  insert into public.refund_limits (currency, per_order_minor, per_customer_minor, window_days) values (p_currency, p_order, p_customer, p_days)
  on conflict (currency) do update set per_order_minor = excluded.per_order_minor, per_customer_minor = excluded.per_customer_minor,
    window_days = excluded.window_days
  returning * into v_row;
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."set_refund_limit"(text, bigint, bigint, integer, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.tell_customer_of_refund()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  perform graphile_worker.add_job('refunds.tell_customer', json_build_object('refund_id', new.id), job_key => 'refund_paid:' || new.id);
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."tell_customer_of_refund"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.update_refund (
  p_id         uuid,
  p_change     jsonb,
  p_products   jsonb,
  p_order      jsonb,
  p_version    integer,
  p_by         uuid,
  p_expires_at timestamp with time zone
)
  RETURNS public.refunds
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_refund public.refunds;
  v_new    public.refunds;
begin
  perform public.note_refund_order(p_order);
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.id is null then
    return null;
  elsif p_version <> v_refund.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_refund.version);
  end if;
  v_new := jsonb_populate_record(v_refund, p_change);
  if v_refund.status not in ('pending', 'in_review') and (p_products is not null
    or (v_new.amount_minor, v_new.shipping_minor, v_new.order_number) is distinct from (v_refund.amount_minor, v_refund.shipping_minor, v_refund.order_number))
  then
    raise exception 'refund_is_decided' using errcode = 'P0409', detail = jsonb_build_object('status', v_refund.status);
  end if;
  if p_products is not null then
    delete from public.refund_products p where p.refund_id = p_id;
    perform public.write_refund_products(p_id, v_refund.currency, p_products);
  end if;
  update public.refunds r set customer_id = v_new.customer_id, order_number = v_new.order_number, reason_code = v_new.reason_code, reason = v_new.reason,
    assignee_id = v_new.assignee_id, amount_minor = v_new.amount_minor, shipping_minor = v_new.shipping_minor, evidence = v_new.evidence,
    is_unverified = v_new.is_unverified, payout_method = v_new.payout_method, payment_ref = v_new.payment_ref
  where r.id = p_id;
  if exists (
    select from public.refund_products p where p.refund_id = p_id having count(*) > 0 and sum(p.amount_minor) + v_new.shipping_minor <> v_new.amount_minor)
  then
    raise exception 'refund_amounts_disagree' using errcode = 'P0422';
  end if;
  perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  select * into v_refund from public.refunds r where r.id = p_id;
  return v_refund;
end $function$;

REVOKE ALL ON FUNCTION "public"."update_refund"(uuid, jsonb, jsonb, jsonb, integer, uuid, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.viewers_of_module (
  p_module text
)
  RETURNS SETOF uuid
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select distinct ur.user_id
  from public.user_roles ur
  join public.roles r on r.id = ur.role_id
  left join public.role_modules rm on rm.role_id = r.id and rm.module_key = p_module
  where r.full_access or rm.can_view
$function$;

REVOKE ALL ON FUNCTION "public"."viewers_of_module"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.void_approval (
  p_kind      text,
  p_entity_id text,
  p_note      text
)
  RETURNS uuid
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.approval_requests;
begin
  select * into v_row from public.approval_requests r where r.kind = p_kind and r.entity_id = p_entity_id and r.status = 'pending' for update;
  if v_row.id is not null then
    perform public.end_approval(v_row, 'void', null, p_note);
    perform public.recall_notifications('approval_request:' || v_row.id);
  end if;
  return v_row.id;
end $function$;

REVOKE ALL ON FUNCTION "public"."void_approval"(text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.why_not_decide_approval (
  p_id      uuid,
  p_user_id uuid,
  p_self    boolean
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select public.may_decide_approval(r, p_user_id, p_self) from public.approval_requests r where r.id = p_id
$function$;

REVOKE ALL ON FUNCTION "public"."why_not_decide_approval"(uuid, uuid, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.withdraw_approval (
  p_id   uuid,
  p_by   uuid,
  p_note text
)
  RETURNS public.approval_requests
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_row public.approval_requests;
begin
  select * into v_row from public.approval_requests r where r.id = p_id for update;
  if v_row.id is null then
    raise exception 'approval_request_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.requested_by is distinct from p_by then
    raise exception 'approval_not_allowed' using errcode = 'P0403', detail = jsonb_build_object('why', 'not_yours');
  elsif v_row.status <> 'pending' then
    raise exception 'approval_already_decided' using errcode = 'P0409', detail = jsonb_build_object(
      'status', v_row.status, 'decided_by', v_row.decided_by, 'decided_at', v_row.decided_at, 'note', v_row.decision_note);
  end if;
  v_row := public.end_approval(v_row, 'withdrawn', p_by, p_note);
  perform public.recall_notifications('approval_request:' || p_id);
  return v_row;
end $function$;

REVOKE ALL ON FUNCTION "public"."withdraw_approval"(uuid, uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_refund_products (
  p_refund_id uuid,
  p_currency  text,
  p_products  jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.refund_products (refund_id, position, product_id, name, quantity, amount_minor, currency, unit_price_minor, tax_minor, reason_code, order_line_id)
  select p_refund_id, p.position, coalesce(p.product ->> 'product_id', ''), p.product ->> 'name',
    (p.product ->> 'quantity')::integer, (p.product ->> 'amount_minor')::bigint, p_currency, (p.product ->> 'unit_price_minor')::bigint,
    coalesce((p.product ->> 'tax_minor')::bigint, 0), p.product ->> 'reason_code', coalesce(p.product ->> 'order_line_id', '')
  from jsonb_array_elements(p_products) with ordinality as p (product, position)
$function$;

REVOKE ALL ON FUNCTION "public"."write_refund_products"(uuid, text, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."approval_kinds"
  ADD CONSTRAINT "approval_kinds_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."approval_limits"
  ADD CONSTRAINT "approval_limits_kind_fkey" FOREIGN KEY (kind) REFERENCES public.approval_kinds(kind);

ALTER TABLE "public"."approval_limits"
  ADD CONSTRAINT "approval_limits_role_id_fkey" FOREIGN KEY (role_id) REFERENCES public.roles(id) ON DELETE CASCADE;

ALTER TABLE "public"."approval_requests"
  ADD CONSTRAINT "approval_requests_approver_role_id_fkey" FOREIGN KEY (approver_role_id) REFERENCES public.roles(id) ON DELETE SET NULL;

ALTER TABLE "public"."approval_requests"
  ADD CONSTRAINT "approval_requests_approver_team_id_fkey" FOREIGN KEY (approver_team_id) REFERENCES public.teams(id) ON DELETE SET NULL;

ALTER TABLE "public"."approval_requests"
  ADD CONSTRAINT "approval_requests_approver_user_id_fkey" FOREIGN KEY (approver_user_id) REFERENCES auth.users(id) ON DELETE SET NULL;

ALTER TABLE "public"."approval_requests"
  ADD CONSTRAINT "approval_requests_kind_fkey" FOREIGN KEY (kind) REFERENCES public.approval_kinds(kind);

ALTER TABLE "public"."notification_deliveries"
  ADD CONSTRAINT "notification_deliveries_notification_id_fkey" FOREIGN KEY (notification_id) REFERENCES public.notifications(id) ON DELETE CASCADE;

ALTER TABLE "public"."notification_deliveries"
  ADD CONSTRAINT "notification_deliveries_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id) ON DELETE SET NULL;

ALTER TABLE "public"."notification_deliveries"
  ADD CONSTRAINT "notification_deliveries_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "public"."notification_preferences"
  ADD CONSTRAINT "notification_preferences_type_fkey" FOREIGN KEY (TYPE) REFERENCES public.notification_defaults(TYPE);

ALTER TABLE "public"."notification_preferences"
  ADD CONSTRAINT "notification_preferences_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "public"."notification_receipts"
  ADD CONSTRAINT "notification_receipts_id_fkey" FOREIGN KEY (id) REFERENCES public.notifications(id) ON DELETE CASCADE;

ALTER TABLE "public"."notification_receipts"
  ADD CONSTRAINT "notification_receipts_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "public"."notification_settings"
  ADD CONSTRAINT "notification_settings_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

ALTER TABLE "public"."notifications"
  ADD CONSTRAINT "notifications_audience_check" CHECK ((audience = ANY (ARRAY['person'::text, 'role'::text, 'team'::text, 'module'::text])));

ALTER TABLE "public"."notifications"
  ADD CONSTRAINT "notifications_priority_check" CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text])));

ALTER TABLE "public"."notifications"
  ADD CONSTRAINT "notifications_role_id_fkey" FOREIGN KEY (role_id) REFERENCES public.roles(id) ON DELETE SET NULL;

ALTER TABLE "public"."notifications"
  ADD CONSTRAINT "notifications_team_id_fkey" FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE SET NULL;

ALTER TABLE "public"."refund_products"
  ADD CONSTRAINT "refund_products_check" CHECK (((tax_minor >= 0) AND (tax_minor <= amount_minor)));

ALTER TABLE "public"."refund_products"
  ADD CONSTRAINT "refund_products_reason_code_check"
    CHECK
    ((reason_code = ANY (ARRAY['damaged'::text, 'wrong_item'::text, 'missing_item'::text, 'quality'::text, 'late'::text, 'order_cancelled'::text, 'charged_twice'::text,
    'other'::text])));

ALTER TABLE "public"."refund_products"
  ADD CONSTRAINT "refund_products_unit_price_minor_check" CHECK ((unit_price_minor >= 0));

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_approval_request_id_fkey" FOREIGN KEY (approval_request_id) REFERENCES public.approval_requests(id) ON DELETE SET NULL;

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_evidence_check" CHECK ((jsonb_typeof(evidence) = 'array'::text));

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_payout_method_check" CHECK ((payout_method = ANY (ARRAY['original'::text, 'manual'::text])));

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_send_id_fkey" FOREIGN KEY (send_id) REFERENCES public.sends(id) ON DELETE SET NULL;

ALTER TABLE "public"."refunds"
  ADD CONSTRAINT "refunds_shipping_minor_check" CHECK ((shipping_minor >= 0));

CREATE INDEX approval_requests_approver ON public.approval_requests USING btree (approver_user_id, created_at DESC, id DESC)
  WHERE (approver_user_id IS NOT NULL);

CREATE INDEX approval_requests_counts_fresh ON public.approval_requests_counts USING btree (key)
  WHERE fresh;

CREATE INDEX approval_requests_counts_key ON public.approval_requests_counts USING btree (key);

CREATE INDEX approval_requests_due ON public.approval_requests USING btree (expires_at)
  WHERE (status = 'pending'::text);

CREATE INDEX approval_requests_entity ON public.approval_requests USING btree (entity_id, created_at DESC, id DESC);

CREATE INDEX approval_requests_expires ON public.approval_requests USING btree (expires_at DESC, id DESC);

CREATE INDEX approval_requests_kind ON public.approval_requests USING btree (kind, created_at DESC, id DESC);

CREATE INDEX approval_requests_list ON public.approval_requests USING btree (created_at DESC, id DESC);

CREATE UNIQUE INDEX approval_requests_pending ON public.approval_requests USING btree (kind, entity_id)
  WHERE (status = 'pending'::text);

CREATE INDEX approval_requests_requester ON public.approval_requests USING btree (requested_by, created_at DESC, id DESC);

CREATE INDEX approval_requests_search ON public.approval_requests USING gin (title extensions.gin_trgm_ops, reason extensions.gin_trgm_ops);

CREATE INDEX approval_requests_status ON public.approval_requests USING btree (status, created_at DESC, id DESC);

CREATE INDEX notification_deliveries_send ON public.notification_deliveries USING btree (send_id)
  WHERE (send_id IS NOT NULL);

CREATE INDEX notification_deliveries_user ON public.notification_deliveries USING btree (user_id, created_at DESC);

CREATE INDEX notification_receipts_counts_fresh ON public.notification_receipts_counts USING btree (key)
  WHERE fresh;

CREATE INDEX notification_receipts_counts_key ON public.notification_receipts_counts USING btree (key);

CREATE INDEX notification_receipts_list ON public.notification_receipts USING btree (user_id, created_at DESC, id DESC)
  WHERE (recalled_at IS NULL);

CREATE INDEX notification_receipts_module ON public.notification_receipts USING btree (user_id, module, created_at DESC, id DESC)
  WHERE (recalled_at IS NULL);

CREATE INDEX notification_receipts_notice ON public.notification_receipts USING btree (id);

CREATE INDEX notification_receipts_priority ON public.notification_receipts USING btree (user_id, priority, created_at DESC, id DESC)
  WHERE (recalled_at IS NULL);

CREATE INDEX notification_receipts_search ON public.notification_receipts USING gin (title extensions.gin_trgm_ops, body extensions.gin_trgm_ops);

CREATE INDEX notification_receipts_status ON public.notification_receipts USING btree (user_id, status, created_at DESC, id DESC)
  WHERE (recalled_at IS NULL);

CREATE INDEX notification_receipts_type ON public.notification_receipts USING btree (user_id, TYPE, created_at DESC, id DESC)
  WHERE (recalled_at IS NULL);

CREATE INDEX notifications_cause ON public.notifications USING btree (cause)
  WHERE ((cause IS NOT NULL) AND (recalled_at IS NULL));

CREATE INDEX notifications_of_modules ON public.notifications USING btree (module, created_at DESC)
  WHERE (audience = 'module'::text);

CREATE INDEX refunds_by_agent_counts_fresh ON public.refunds_by_agent_counts USING btree (key)
  WHERE fresh;

CREATE INDEX refunds_by_agent_counts_key ON public.refunds_by_agent_counts USING btree (key);

CREATE INDEX refunds_by_day_counts_fresh ON public.refunds_by_day_counts USING btree (key)
  WHERE fresh;

CREATE INDEX refunds_by_day_counts_key ON public.refunds_by_day_counts USING btree (key);

CREATE INDEX refunds_by_product_counts_fresh ON public.refunds_by_product_counts USING btree (key)
  WHERE fresh;

CREATE INDEX refunds_by_product_counts_key ON public.refunds_by_product_counts USING btree (key);

CREATE TRIGGER approval_limits_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.approval_limits
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('role_id', 'kind', 'currency');

CREATE TRIGGER approval_limits_touch
  BEFORE UPDATE ON public.approval_limits
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.approval_requests REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_approval_requests (
  'notifications',
  'approval_request',
  'approvals',
  'id',
  'kind,entity_type,entity_id,status,level,requested_by,decided_by,expires_at,version',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.approval_requests REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_approval_requests (
  'notifications',
  'approval_request',
  'approvals',
  'id',
  'kind,entity_type,entity_id,status,level,requested_by,decided_by,expires_at,version',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.approval_requests
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_approval_requests (
  'notifications',
  'approval_request',
  'approvals',
  'id',
  'kind,entity_type,entity_id,status,level,requested_by,decided_by,expires_at,version',
  ''
);

CREATE TRIGGER approval_requests_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.approval_requests
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('id');

CREATE TRIGGER approval_requests_touch
  BEFORE UPDATE ON public.approval_requests
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.approval_requests REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_approval_requests_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.approval_requests REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_approval_requests_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.approval_requests
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_approval_requests_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.approval_requests REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_approval_requests_counts();

CREATE TRIGGER notification_defaults_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.notification_defaults
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('type');

CREATE TRIGGER notification_defaults_touch
  BEFORE UPDATE ON public.notification_defaults
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER notification_preferences_touch
  BEFORE UPDATE ON public.notification_preferences
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER announce_delete AFTER DELETE ON public.notification_receipts
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_notification_receipts (
  'notifications',
  'notification_receipt',
  '',
  'id',
  'status,read_at',
  'user_id'
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.notification_receipts
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_notification_receipts (
  'notifications',
  'notification_receipt',
  '',
  'id',
  'status,read_at',
  'user_id'
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.notification_receipts
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_notification_receipts (
  'notifications',
  'notification_receipt',
  '',
  'id',
  'status,read_at',
  'user_id'
);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.notification_receipts REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_notification_receipts_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.notification_receipts REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_notification_receipts_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.notification_receipts
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_notification_receipts_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.notification_receipts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_notification_receipts_counts();

CREATE TRIGGER refund_limits_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.refund_limits
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('currency');

CREATE TRIGGER refund_limits_touch
  BEFORE UPDATE ON public.refund_limits
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_row();

CREATE TRIGGER keep_refunds_by_product_delete
  AFTER DELETE ON public.refund_products REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_product_counts();

CREATE TRIGGER keep_refunds_by_product_insert
  AFTER INSERT ON public.refund_products REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_product_counts();

CREATE TRIGGER keep_refunds_by_product_truncate
  AFTER TRUNCATE ON public.refund_products
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_product_counts();

CREATE TRIGGER keep_refunds_by_product_update
  AFTER UPDATE ON public.refund_products REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_product_counts();

CREATE TRIGGER keep_refunds_by_agent_delete
  AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_agent_counts();

CREATE TRIGGER keep_refunds_by_agent_insert
  AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_agent_counts();

CREATE TRIGGER keep_refunds_by_agent_truncate
  AFTER TRUNCATE ON public.refunds
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_agent_counts();

CREATE TRIGGER keep_refunds_by_agent_update
  AFTER UPDATE ON public.refunds REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_agent_counts();

CREATE TRIGGER keep_refunds_by_day_delete
  AFTER DELETE ON public.refunds REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_day_counts();

CREATE TRIGGER keep_refunds_by_day_insert
  AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_day_counts();

CREATE TRIGGER keep_refunds_by_day_truncate
  AFTER TRUNCATE ON public.refunds
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_day_counts();

CREATE TRIGGER keep_refunds_by_day_update
  AFTER UPDATE ON public.refunds REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_refunds_by_day_counts();

CREATE TRIGGER refunds_note_times
  BEFORE INSERT OR UPDATE OF status ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.note_refund_times();

CREATE TRIGGER refunds_tell_customer
  AFTER UPDATE OF status ON public.refunds
  FOR EACH ROW
  WHEN (((new.status = 'paid'::text) AND (old.status <> 'paid'::text)))
  EXECUTE FUNCTION public.tell_customer_of_refund();

CREATE TRIGGER refunds_within_paid
  BEFORE INSERT OR UPDATE OF status, amount_minor, order_number, currency ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_refund_within_paid();

CREATE TRIGGER role_modules_notices_insert
  AFTER INSERT ON public.role_modules REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_viewers();

CREATE TRIGGER role_modules_notices_update
  AFTER UPDATE ON public.role_modules REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_viewers();

CREATE TRIGGER mirror_refund_payout
  AFTER UPDATE ON public.sends
  FOR EACH ROW
  WHEN (((new.channel = 'refunds.payout'::text) AND (old.state IS DISTINCT FROM new.state)))
  EXECUTE FUNCTION public.mirror_refund_payout();

CREATE TRIGGER user_roles_notices
  AFTER INSERT ON public.user_roles REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.follow_viewers();

CREATE POLICY "approval_limits_view" ON "public"."approval_limits"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('approvals'::text, 'view'::text) AS has_permission));

CREATE POLICY "approval_requests_view" ON "public"."approval_requests"
  FOR SELECT
  TO "authenticated"
  USING
    (((requested_by = ( SELECT auth.uid() AS uid)) OR (approver_user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.has_permission('approvals'::text, 'view'::text) AS
    has_permission)));

CREATE POLICY "notification_defaults_view" ON "public"."notification_defaults"
  FOR SELECT
  TO "authenticated"
  USING (true);

CREATE POLICY "notification_deliveries_view" ON "public"."notification_deliveries"
  FOR SELECT
  TO "authenticated"
  USING ((user_id = ( SELECT auth.uid() AS uid)));

CREATE POLICY "notification_preferences_view" ON "public"."notification_preferences"
  FOR SELECT
  TO "authenticated"
  USING (((user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.has_permission('notifications'::text, 'view'::text) AS has_permission)));

CREATE POLICY "notification_receipts_view" ON "public"."notification_receipts"
  FOR SELECT
  TO "authenticated"
  USING (((user_id = ( SELECT auth.uid() AS uid)) AND ((for_viewers_of = ''::text) OR (for_viewers_of IN ( SELECT public.viewable_modules() AS viewable_modules)))));

CREATE POLICY "notifications_view" ON "public"."notifications"
  FOR SELECT
  TO "authenticated"
  USING
    (((user_id = ( SELECT auth.uid() AS uid)) OR ((audience = 'module'::text) AND (user_id IS NULL) AND public.has_permission(module, 'view'::text)) OR ((audience = ANY
    (ARRAY['role'::text, 'team'::text])) AND (EXISTS ( SELECT
   FROM public.notification_receipts r
  WHERE ((r.id = notifications.id) AND (r.user_id = ( SELECT auth.uid() AS uid))))))));

CREATE POLICY "refund_limits_view" ON "public"."refund_limits"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('refunds'::text, 'view'::text) AS has_permission));

CREATE POLICY "refund_orders_view" ON "public"."refund_orders"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('refunds'::text, 'view'::text) AS has_permission));

select public.join_realtime('public.approval_requests');

select public.join_realtime('public.notification_preferences');

select public.join_realtime('public.notification_receipts');

COMMENT ON COLUMN "public"."approval_kinds"."apply" IS 'class: none';

COMMENT ON COLUMN "public"."approval_kinds"."describe" IS 'class: none';

COMMENT ON COLUMN "public"."approval_kinds"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."approval_kinds"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."approval_kinds"."module" IS 'class: none';

COMMENT ON COLUMN "public"."approval_limits"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."approval_limits"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."approval_limits"."max_amount_minor" IS 'In the smallest unit of the currency; null: any amount. class: none';

COMMENT ON COLUMN "public"."approval_limits"."role_id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_limits"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."approval_limits"."version" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."amount_minor" IS 'In the smallest unit of currency; null when it is not about money. class: none';

COMMENT ON COLUMN "public"."approval_requests"."approver_role_id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."approver_team_id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."approver_user_id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."content" IS 'What is approved, as it was when it was asked for: the decision is refused when it has changed. class: personal';

COMMENT ON COLUMN "public"."approval_requests"."content_hash" IS 'SHA-256 of content, hex. class: none';

COMMENT ON COLUMN "public"."approval_requests"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."decided_at" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."decided_by" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."decision_note" IS 'class: personal';

COMMENT ON COLUMN "public"."approval_requests"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."expires_at" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."id" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."level" IS '1; 2 once it has been escalated: then whoever may do everything decides. class: none';

COMMENT ON COLUMN "public"."approval_requests"."module" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."notification_id" IS 'The notice that told of it. class: none';

COMMENT ON COLUMN "public"."approval_requests"."payload" IS 'What is to be done, for the kind. class: personal';

COMMENT ON COLUMN "public"."approval_requests"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."reason" IS 'class: personal';

COMMENT ON COLUMN "public"."approval_requests"."requested_by" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."status" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."title" IS 'class: personal';

COMMENT ON COLUMN "public"."approval_requests"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests"."version" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests_counts"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."approval_requests_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."email" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."in_app" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."is_critical" IS 'It is always in the list, and waits for no quiet hours. class: none';

COMMENT ON COLUMN "public"."notification_defaults"."locked" IS 'Media that nobody may set differently. class: none';

COMMENT ON COLUMN "public"."notification_defaults"."type" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."version" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."webhook" IS 'class: none';

COMMENT ON COLUMN "public"."notification_defaults"."whatsapp" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."medium" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."notification_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."send_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."suppressed" IS 'Why it was not sent; null: see the send. class: none';

COMMENT ON COLUMN "public"."notification_deliveries"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."email" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."in_app" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."scope" IS 'A module, for its notices alone; empty: everywhere else. class: none';

COMMENT ON COLUMN "public"."notification_preferences"."type" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."version" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."webhook" IS 'class: none';

COMMENT ON COLUMN "public"."notification_preferences"."whatsapp" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."approval_request_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."body" IS 'class: personal';

COMMENT ON COLUMN "public"."notification_receipts"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."entity_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."for_viewers_of" IS 'The module that has to be viewed for it; empty: it is for this person, whatever may be viewed. class: none';

COMMENT ON COLUMN "public"."notification_receipts"."id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."module" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."read_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."recalled_at" IS 'Its cause had gone before it was read: nobody sees it any more. class: none';

COMMENT ON COLUMN "public"."notification_receipts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."title" IS 'class: personal';

COMMENT ON COLUMN "public"."notification_receipts"."type" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."for_viewers_of" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."notification_receipts_counts"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_settings"."quiet_from" IS 'HH:MM in time_zone, or in the business time zone; the hours may be over midnight. class: none';

COMMENT ON COLUMN "public"."notification_settings"."quiet_to" IS 'class: none';

COMMENT ON COLUMN "public"."notification_settings"."time_zone" IS 'class: none';

COMMENT ON COLUMN "public"."notification_settings"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."notification_settings"."user_id" IS 'class: none';

COMMENT ON COLUMN "public"."notification_settings"."webhook_url" IS 'class: secret';

COMMENT ON COLUMN "public"."notification_settings"."whatsapp_number" IS 'class: personal';

COMMENT ON COLUMN "public"."notifications"."approval_request_id" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."audience" IS 'person: user_id; role, team: who was in it then; module: everyone who may view the module. class: none';

COMMENT ON COLUMN "public"."notifications"."cause" IS 'What ended recalls all notices with it: approval_request:<id>. class: none';

COMMENT ON COLUMN "public"."notifications"."created_by" IS 'The person who wrote it; null: the product. class: none';

COMMENT ON COLUMN "public"."notifications"."priority" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."read_at" IS 'Of a notice for one person: when that person read it. class: none';

COMMENT ON COLUMN "public"."notifications"."recalled_at" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."role_id" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."team_id" IS 'class: none';

COMMENT ON COLUMN "public"."notifications"."user_id" IS 'Null: for several people, see audience. class: none';

COMMENT ON COLUMN "public"."refund_limits"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refund_limits"."per_customer_minor" IS 'All refunds of a customer within the window together; null: no limit. class: none';

COMMENT ON COLUMN "public"."refund_limits"."per_order_minor" IS 'All refunds of an order within the window together, and a refund without an order by itself; null: no limit. class: none';

COMMENT ON COLUMN "public"."refund_limits"."updated_at" IS 'class: none';

COMMENT ON COLUMN "public"."refund_limits"."version" IS 'class: none';

COMMENT ON COLUMN "public"."refund_limits"."window_days" IS 'class: none';

COMMENT ON COLUMN "public"."refund_orders"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refund_orders"."fetched_at" IS 'class: none';

COMMENT ON COLUMN "public"."refund_orders"."order_number" IS 'class: none';

COMMENT ON COLUMN "public"."refund_orders"."paid_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refund_orders"."refunded_elsewhere_minor" IS 'What the shop itself has given back. class: none';

COMMENT ON COLUMN "public"."refund_products"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."order_line_id" IS 'class: none';

COMMENT ON COLUMN "public"."refund_products"."product_key" IS 'What figures by product go by. class: none';

COMMENT ON COLUMN "public"."refund_products"."reason_code" IS 'Null: that of the refund. class: none';

COMMENT ON COLUMN "public"."refund_products"."tax_minor" IS 'The part of amount_minor that is tax. class: none';

COMMENT ON COLUMN "public"."refund_products"."unit_price_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."approval_request_id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."created_on" IS 'The business day of created_at. class: none';

COMMENT ON COLUMN "public"."refunds"."evidence" IS 'What shows it: [{"kind", "ref", "note"}]. class: personal';

COMMENT ON COLUMN "public"."refunds"."is_unverified" IS 'There is a shop, and it did not say what was paid: it is never approved without an approval. class: none';

COMMENT ON COLUMN "public"."refunds"."paid_at" IS 'class: none';

COMMENT ON COLUMN "public"."refunds"."paid_minor" IS 'amount_minor once it was paid, also when it is reversed later; 0 before. class: none';

COMMENT ON COLUMN "public"."refunds"."pay_seconds" IS 'From the request to the money; 0 before. class: none';

COMMENT ON COLUMN "public"."refunds"."payment_ref" IS 'The payment of the order, as the shop calls it. class: none';

COMMENT ON COLUMN "public"."refunds"."payout_method" IS 'original: back the way it was paid, by the payout provider; manual: by hand. class: none';

COMMENT ON COLUMN "public"."refunds"."payout_reference" IS 'What the payout is called where the money came from. class: none';

COMMENT ON COLUMN "public"."refunds"."send_id" IS 'The last payout. class: none';

COMMENT ON COLUMN "public"."refunds"."shipping_minor" IS 'The part of amount_minor that is for the delivery. class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."assignee_id" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."status" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."sum_amount_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."sum_paid_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_agent_counts"."sum_pay_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."created_on" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."sum_amount_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."sum_paid_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_day_counts"."sum_pay_seconds" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."currency" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."product_key" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."sum_amount_minor" IS 'class: none';

COMMENT ON COLUMN "public"."refunds_by_product_counts"."sum_quantity" IS 'class: none';

COMMENT ON TABLE "public"."approval_kinds" IS 'What can be asked for: one row each, by register_approval. access: service only';

COMMENT ON TABLE "public"."approval_requests" IS 'Asked for, decided once. What was approved happens in the transaction of the decision.';

COMMENT ON TABLE "public"."approval_requests_counts" IS 'How many rows of public.approval_requests there are by status, kind: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."assignment_queue_counts" IS 'How many rows of public.assignment_queue there are by channel, team, priority, lane: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."conversations_counts" IS 'How many rows of public.conversations there are by status, channel, provider_id, team, assignee_id, priority, is_unread, is_waiting: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."customers_counts" IS 'How many rows of public.customers there are by tier, language, blocked: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."notification_receipts" IS 'Who got which notice, and what became of it there.';

COMMENT ON TABLE "public"."notification_receipts_counts" IS 'How many rows of public.notification_receipts there are by user_id, status, for_viewers_of: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."notification_settings" IS 'When a person is left alone, and where notices go. access: service only';

COMMENT ON TABLE "public"."query_assignments_counts" IS 'How many rows of public.query_assignments there are by status, channel, team, source, entity_type: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."refund_orders" IS 'What was paid for orders, as the shop said it last.';

COMMENT ON TABLE "public"."refunds_by_agent_counts" IS 'How many rows of public.refunds there are by assignee_id, status, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."refunds_by_day_counts" IS 'How many rows of public.refunds there are by created_on, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."refunds_by_product_counts" IS 'How many rows of public.refund_products there are by product_key, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."refunds_counts" IS 'How many rows of public.refunds there are by status, reason_code, currency: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON TABLE "public"."tickets_counts" IS 'How many rows of public.tickets there are by status, priority, channel, category, team: the sum of rows. Kept by triggers, folded now and then. access: service only';

REVOKE ALL ON FUNCTION "public"."act_on_refund"(jsonb, uuid, text, text, text, integer, uuid, timestamp WITH time zone, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_refund"(jsonb, uuid, text, text, text, integer, uuid, timestamp WITH time zone, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."act_on_refund"(jsonb, uuid, text, text, text, integer, uuid, timestamp WITH time zone, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_approval_requests"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_approval_requests"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_approval_requests"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_notification_receipts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_notification_receipts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_notification_receipts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_deletion"(public.approval_requests, text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_deletion"(public.approval_requests, text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_deletion"(public.approval_requests, text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_export"(public.approval_requests, text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_export"(public.approval_requests, text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_export"(public.approval_requests, text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."apply_refund_approval"(public.approval_requests, text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_refund_approval"(public.approval_requests, text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."apply_refund_approval"(public.approval_requests, text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_approval_requests_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_approval_requests_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_approval_requests_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_notification_receipts_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_notification_receipts_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_notification_receipts_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_refunds_by_agent_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_agent_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_agent_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_refunds_by_day_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_day_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_day_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."count_refunds_by_product_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_product_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_refunds_by_product_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."create_notification"(jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_notification"(jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."create_notification"(jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."decide_approval"(uuid, uuid, text, text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."decide_approval"(uuid, uuid, text, text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."decide_approval"(uuid, uuid, text, text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."deliver_missed_notifications"(uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."deliver_missed_notifications"(uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."deliver_missed_notifications"(uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."deliver_notification"(public.notifications, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."deliver_notification"(public.notifications, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."deliver_notification"(public.notifications, uuid[]) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_approval"(text, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_approval"(text, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_approval"(text, text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_deletion"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_deletion"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_deletion"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_export"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_export"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_export"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."describe_refund"(text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_refund"(text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."describe_refund"(text, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_approval"(public.approval_requests, text, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_approval"(public.approval_requests, text, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_approval"(public.approval_requests, text, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."ensure_refund_approval"(uuid, uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."ensure_refund_approval"(uuid, uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."ensure_refund_approval"(uuid, uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."expire_approvals"(timestamp WITH time zone, timestamp WITH time zone, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."expire_approvals"(timestamp WITH time zone, timestamp WITH time zone, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."expire_approvals"(timestamp WITH time zone, timestamp WITH time zone, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_viewers"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_viewers"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_viewers"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_approval_limits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_approval_limits"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_approval_limits"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_notification_defaults"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_defaults"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_defaults"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_notification_deliveries"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_deliveries"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_deliveries"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_notification_preferences"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_preferences"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_notification_preferences"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_refund_breakdown"(date, date, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_breakdown"(date, date, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_breakdown"(date, date, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_refund_channel"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_channel"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_channel"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_refund_limits"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_limits"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_refund_limits"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."get_uncertain_payouts"(integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_uncertain_payouts"(integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."get_uncertain_payouts"(integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_approval_requests_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_approval_requests_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_approval_requests_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_counts_as"(text, regclass, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_counts_as"(text, regclass, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."keep_notification_receipts_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_notification_receipts_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_notification_receipts_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_refund_within_paid"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refund_within_paid"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refund_within_paid"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_agent_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_agent_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_agent_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_day_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_day_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_day_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_refunds_by_product_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_product_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_refunds_by_product_counts"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."mark_notifications_read"(uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_read"(uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mark_notifications_read"(uuid, uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."may_decide_approval"(public.approval_requests, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."may_decide_approval"(public.approval_requests, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."may_decide_approval"(public.approval_requests, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."mirror_refund_payout"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_refund_payout"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."mirror_refund_payout"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."money_text"(bigint, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."money_text"(bigint, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."money_text"(bigint, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_refund_order"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_order"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_order"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_refund_times"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_times"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_times"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_refund_told"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_told"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_told"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."notification_group"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notification_group"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notification_group"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."notify"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."notify_of_approval"(public.approval_requests, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_approval"(public.approval_requests, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."notify_of_approval"(public.approval_requests, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."quiet_until"(text, text, text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."quiet_until"(text, text, text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."quiet_until"(text, text, text, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."recall_notifications"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."recall_notifications"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."recall_notifications"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refund_limit_reasons"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refund_limit_reasons"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refund_limit_reasons"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."refund_limit_words"(jsonb, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."refund_limit_words"(jsonb, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."refund_limit_words"(jsonb, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."register_approval"(text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."register_approval"(text, text, text, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."request_approval"(jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_approval"(jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."request_approval"(jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."save_notification_preferences"(uuid, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_notification_preferences"(uuid, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."save_notification_preferences"(uuid, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_approval_limit"(uuid, text, text, bigint, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_approval_limit"(uuid, text, text, bigint, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_approval_limit"(uuid, text, text, bigint, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_notification_default"(text, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_default"(text, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_default"(text, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_notification_status"(uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_status"(uuid, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_notification_status"(uuid, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."set_refund_limit"(text, bigint, bigint, integer, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_refund_limit"(text, bigint, bigint, integer, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."set_refund_limit"(text, bigint, bigint, integer, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."tell_customer_of_refund"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_customer_of_refund"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."tell_customer_of_refund"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."update_refund"(uuid, jsonb, jsonb, jsonb, integer, uuid, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_refund"(uuid, jsonb, jsonb, jsonb, integer, uuid, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."update_refund"(uuid, jsonb, jsonb, jsonb, integer, uuid, timestamp WITH time zone) TO "service_role";

REVOKE ALL ON FUNCTION "public"."viewers_of_module"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."viewers_of_module"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."viewers_of_module"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."void_approval"(text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."void_approval"(text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."void_approval"(text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."why_not_decide_approval"(uuid, uuid, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."why_not_decide_approval"(uuid, uuid, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."why_not_decide_approval"(uuid, uuid, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."withdraw_approval"(uuid, uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."withdraw_approval"(uuid, uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."withdraw_approval"(uuid, uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_refund_products"(uuid, text, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_refund_products"(uuid, text, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_refund_products"(uuid, text, jsonb) TO "service_role";

REVOKE ALL ON TABLE "public"."approval_kinds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_kinds" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_kinds" TO "service_role";

REVOKE ALL ON TABLE "public"."approval_limits" FROM "authenticated";

GRANT SELECT ON TABLE "public"."approval_limits" TO "authenticated";

REVOKE ALL ON TABLE "public"."approval_limits" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_limits" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_limits" TO "service_role";

REVOKE ALL ON TABLE "public"."approval_requests" FROM "authenticated";

GRANT SELECT ON TABLE "public"."approval_requests" TO "authenticated";

REVOKE ALL ON TABLE "public"."approval_requests" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_requests" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_requests" TO "service_role";

REVOKE ALL ON TABLE "public"."approval_requests_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."approval_requests_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."approval_requests_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."approval_requests_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_defaults" FROM "authenticated";

GRANT SELECT ON TABLE "public"."notification_defaults" TO "authenticated";

REVOKE ALL ON TABLE "public"."notification_defaults" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_defaults" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_defaults" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_deliveries" FROM "authenticated";

GRANT SELECT ON TABLE "public"."notification_deliveries" TO "authenticated";

REVOKE ALL ON TABLE "public"."notification_deliveries" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_deliveries" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_deliveries" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_preferences" FROM "authenticated";

GRANT SELECT ON TABLE "public"."notification_preferences" TO "authenticated";

REVOKE ALL ON TABLE "public"."notification_preferences" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_preferences" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_preferences" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_receipts" FROM "authenticated";

GRANT SELECT ON TABLE "public"."notification_receipts" TO "authenticated";

REVOKE ALL ON TABLE "public"."notification_receipts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_receipts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_receipts" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_receipts_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_receipts_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."notification_receipts_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."notification_receipts_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."notification_settings" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_settings" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."notification_settings" TO "service_role";

REVOKE ALL ON TABLE "public"."refund_limits" FROM "authenticated";

GRANT SELECT ON TABLE "public"."refund_limits" TO "authenticated";

REVOKE ALL ON TABLE "public"."refund_limits" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_limits" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_limits" TO "service_role";

REVOKE ALL ON TABLE "public"."refund_orders" FROM "authenticated";

GRANT SELECT ON TABLE "public"."refund_orders" TO "authenticated";

REVOKE ALL ON TABLE "public"."refund_orders" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_orders" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refund_orders" TO "service_role";

REVOKE ALL ON TABLE "public"."refunds_by_agent_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refunds_by_agent_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."refunds_by_agent_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."refunds_by_agent_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."refunds_by_day_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refunds_by_day_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."refunds_by_day_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."refunds_by_day_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."refunds_by_product_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."refunds_by_product_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."refunds_by_product_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."refunds_by_product_counts" TO "service_role";

-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete. Everybody has a list and preferences; this is about those of others.
select public.register_module('notifications', 'Notifications', 'Notices for others, and what others have set.', 'vc', 'c', '');
insert into public.notification_defaults (type, is_critical) values
  ('approval', false), ('assignment', false), ('mention', false), ('delivery', false), ('sla', true), ('system', false)
on conflict (type) do nothing;
-- Whoever may create asks, whoever may edit decides.
select public.register_module('approvals', 'Approvals', 'What somebody else has to agree to.', 'vce', 'c', '');
select public.register_approval('deletion', 'customers', 'customer', 'describe_deletion', 'apply_deletion');
select public.register_approval('export', 'customers', 'export', 'describe_export', 'apply_export');
select public.register_approval('refund', 'refunds', 'refund', 'describe_refund', 'apply_refund_approval');
-- 50,000.00 rupees for an order or a customer within thirty days; a supervisor decides up to twice that. Any other currency needs an approval until it has a limit.
insert into public.refund_limits (currency, per_order_minor, per_customer_minor)
select 'INR', 5000000, 5000000 where not exists (select from public.refund_limits);
insert into public.approval_limits (role_id, kind, currency, max_amount_minor)
select r.id, 'refund', 'INR', 10000000 from public.roles r where r.name = 'supervisor' and not exists (select from public.approval_limits);
-- Rows that were there before: who got which notice. Nobody is told of it, so no trigger runs; the counts are made at the end.
update public.notifications set audience = 'person' where user_id is not null;
alter table public.notification_receipts disable trigger user;
insert into public.notification_receipts (id, user_id, module, type, priority, title, body, entity_type, entity_id, status, read_at, created_at)
select n.id, n.user_id, n.module, n.type, n.priority, n.title, n.body, n.entity_type, n.entity_id,
  case when n.read_at is null then 'unread' else 'read' end, n.read_at, n.created_at
from public.notifications n where n.user_id is not null;
select public.deliver_missed_notifications(array(select distinct ur.user_id from public.user_roles ur));
update public.notification_receipts r set status = 'read', read_at = n.read_at
from public.notifications n where n.id = r.id and n.user_id is null and n.read_at is not null;
alter table public.notification_receipts enable trigger user;
insert into public.notification_receipts_counts select * from public.count_notification_receipts_anew();

-- Refunds: their day, what was paid and when, and the new figures.
alter table public.refunds disable trigger user;
update public.refunds r set
  created_on = (r.created_at at time zone public.business_zone())::date,
  paid_at = p.at, paid_minor = case when p.at is null then 0 else r.amount_minor end,
  pay_seconds = coalesce(greatest(extract(epoch from p.at - r.created_at)::bigint, 0), 0)
from (
  select f.id, case when f.status in ('paid', 'reversed') then coalesce(
    (select max(a.at) from public.activity_log a where a.entity_type = 'refunds' and a.entity_id = f.id::text and a.action = 'pay'), f.updated_at) end as at
  from public.refunds f) p
where p.id = r.id;
alter table public.refunds enable trigger user;
alter table public.refund_products disable trigger user;
update public.refund_products p set currency = r.currency from public.refunds r where r.id = p.refund_id;
alter table public.refund_products enable trigger user;
insert into public.refunds_by_day_counts select * from public.count_refunds_by_day_anew();
insert into public.refunds_by_agent_counts select * from public.count_refunds_by_agent_anew();
insert into public.refunds_by_product_counts select * from public.count_refunds_by_product_anew();
