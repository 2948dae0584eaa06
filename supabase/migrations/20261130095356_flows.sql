set check_function_bodies = off;

ALTER TABLE "public"."workflow_runs"
  DROP CONSTRAINT "workflow_runs_workflow_id_cause_key";

ALTER TABLE "public"."workflow_runs"
  DROP CONSTRAINT "workflow_runs_workflow_id_fkey";

CREATE TABLE "public"."workflows_counts" (
  "key"          text    COLLATE pg_catalog."C" NOT NULL,
  "fresh"        boolean NOT NULL DEFAULT true,
  "rows"         bigint  NOT NULL,
  "is_active"    boolean,
  "trigger_type" text,
  "entity_type"  text
);

ALTER TABLE "public"."workflows_counts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.count_workflows_anew()
  RETURNS SETOF public.workflows_counts
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
      select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), false, count(*), r.is_active, r.trigger_type, r.entity_type from public.workflows r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type
    $function$;

REVOKE ALL ON FUNCTION "public"."count_workflows_anew"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_workflows_counts()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    begin
      if tg_op = 'TRUNCATE' then
        delete from public.workflows_counts;
        return null;
      elsif tg_op = 'INSERT' then
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type from (select 1 as sign, r.* from new_rows r) r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type;
      elsif tg_op = 'DELETE' then
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type from (select -1 as sign, r.* from old_rows r) r where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type;
      else
        insert into public.workflows_counts (key, rows, is_active, trigger_type, entity_type)
        select md5(row(r.is_active, r.trigger_type, r.entity_type)::text), sum(r.sign), r.is_active, r.trigger_type, r.entity_type
        from (select 1 as sign, is_active, trigger_type, entity_type, deleted_at from new_rows union all select -1, is_active, trigger_type, entity_type, deleted_at from old_rows) r
        where r.deleted_at is null group by r.is_active, r.trigger_type, r.entity_type having sum(r.sign) <> 0;
      end if;
      if random() < 0.02 then
        perform public.fold_counts('public.workflows_counts');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."keep_workflows_counts"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.record_workflow_matches (
  p_runs    jsonb,
  p_counts  jsonb,
  p_samples jsonb,
  p_swept   jsonb DEFAULT '[]'::jsonb
)
  RETURNS integer
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_new integer := 0;
begin
  if p_runs <> '[]' then
    insert into public.workflow_runs (id, workflow_id, workflow_version, entity_type, entity_id, customer_id, cause, event, event_at, depth, caused_by, why,
      input, state, reason, next_at, finished_at)
    select overlay(overlay(md5(n.workflow_id || '/' || n.cause) placing '8' from 13) placing 'a' from 17)::uuid, n.workflow_id, n.workflow_version, n.entity_type, n.entity_id, n.customer_id, n.cause, n.event, n.event_at, n.depth, n.caused_by,
      n.why, n.input, n.state, coalesce(n.reason, ''), case when n.state = 'running' then now() end, case when n.state = 'stopped' then now() end
    from jsonb_to_recordset(p_runs) n (workflow_id uuid, workflow_version integer, entity_type text, entity_id text, customer_id uuid,
      cause text, event text, event_at timestamptz, depth integer, caused_by uuid, why jsonb, input jsonb, state text, reason text)
    on conflict (id) do nothing;
    get diagnostics v_new = row_count;
    if v_new > 0 then
      perform pg_notify('workflows', '');
    end if;
  end if;
  update public.workflow_watch w set
    evaluated = w.evaluated + n.evaluated, matched = w.matched + n.matched, last_evaluated_at = now(),
    last_matched_at = case when n.matched > 0 then now() else w.last_matched_at end
  from jsonb_to_recordset(p_counts) n (workflow_id uuid, evaluated bigint, matched bigint)
  where w.workflow_id = n.workflow_id;
  if p_samples <> '[]' then
    insert into public.workflow_evaluations (workflow_id, entity_type, entity_id, event, why)
    select n.workflow_id, n.entity_type, n.entity_id, n.event, n.why
    from jsonb_to_recordset(p_samples) n (workflow_id uuid, entity_type text, entity_id text, event text, why jsonb);
  end if;
  if p_swept <> '[]' then
    update public.workflow_watch w set swept_until = greatest(w.swept_until, n.until)
    from jsonb_to_recordset(p_swept) n (workflow_id uuid, until timestamptz) where w.workflow_id = n.workflow_id;
  end if;
  return v_new;
end $function$;

CREATE VIEW "public"."workflow_agri_consultations" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.status,
    t.crop,
    t.season,
    t.query_type,
    t.symptoms,
    t.location,
    t.channel,
    t.priority,
    t.team,
    t.assignee_id,
    t.outcome,
    t.follow_up_on,
    t.created_at,
    t.advised_at,
    t.last_told_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.agri_consultations t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_customer_feedback" WITH (security_invoker=true) AS  SELECT t.id,
    t.status,
    t.kind,
    t.channel,
    t.topic,
    t.rating,
    t.comment,
    t.is_anonymous,
    t.team,
    t.assignee_id,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.customer_feedback t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_ivr_calls" WITH (security_invoker=true) AS  SELECT t.id,
    t.provider_id,
    t.status,
    t.direction,
    t.customer_number,
    t.did_number,
    t.department,
    t.language,
    t.agent_id,
    t.agent_name,
    t.assignee_id,
    t.category_id,
    t.notes,
    t.flags,
    t.is_missed_entry,
    t.missed_count,
    t.attempts,
    t.is_after_hours,
    t.is_sla_breached,
    t.ring_seconds,
    t.talk_seconds,
    t.started_at,
    t.answered_at,
    t.ended_at,
    t.closed_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.ivr_calls t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)));

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.matter,
    t.property,
    t.source,
    t.status,
    t.score,
    t.priority,
    t.team,
    t.assignee_id,
    t.value_minor,
    t.currency,
    t.next_action,
    t.next_action_at,
    t.lost_reason,
    t.touches,
    t.waiting_since,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_return_rcas" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.status,
    t.order_number,
    t.product_id,
    t.product_name,
    t.batch,
    t.quantity,
    t.cost_minor,
    t.currency,
    t.returned_on,
    t.description,
    t.assignee_id,
    t.refund_id,
    t.created_at,
    t.concluded_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.return_rcas t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_video_call_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.lead_id,
    t.source,
    t.interest,
    t.status,
    t.outcome,
    t.assignee_id,
    t.starts_at,
    t.ends_at,
    t.value_minor,
    t.currency,
    t.follow_up_at,
    t.no_shows,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.video_call_leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "anon", "authenticated";

CREATE VIEW "public"."workflow_youtube_leads" WITH (security_invoker=true) AS  SELECT t.id,
    t.number,
    t.lead_id,
    t.video_id,
    t.author_name,
    t.comment,
    t.comments,
    t.intent,
    t.status,
    t.source_state,
    t.assignee_id,
    t.commented_at,
    t.created_at,
    t.customer_id,
    COALESCE(r.tier, c.tier) AS customer_tier,
    COALESCE(r.tags, c.tags) AS customer_tags,
    COALESCE(r.display_name, c.display_name) AS customer_name
   FROM ((public.youtube_leads t
     LEFT JOIN public.customers c ON ((c.id = t.customer_id)))
     LEFT JOIN public.customers r ON ((r.id = c.merged_into)))
  WHERE (t.deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "anon", "authenticated";

CREATE INDEX agri_consultations_assignee_follow_up ON public.agri_consultations USING btree (assignee_id, follow_up_pending_on DESC, id DESC)
  WHERE ((deleted_at IS NULL) AND (follow_up_pending_on IS NOT NULL));

CREATE INDEX agri_consultations_team_follow_up ON public.agri_consultations USING btree (team, follow_up_pending_on DESC, id DESC)
  WHERE ((deleted_at IS NULL) AND (follow_up_pending_on IS NOT NULL));

CREATE INDEX workflows_active ON public.workflows USING btree (is_active, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_counts_fresh ON public.workflows_counts USING btree (key)
  WHERE fresh;

CREATE INDEX workflows_counts_key ON public.workflows_counts USING btree (key);

CREATE INDEX workflows_entity_type ON public.workflows USING btree (entity_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_search ON public.workflows USING gin (name extensions.gin_trgm_ops, description extensions.gin_trgm_ops)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_trigger_type ON public.workflows USING btree (trigger_type, created_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE INDEX workflows_updated ON public.workflows USING btree (updated_at DESC, id DESC)
  WHERE (deleted_at IS NULL);

CREATE TRIGGER keep_counts_delete
  AFTER DELETE ON public.workflows REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_insert
  AFTER INSERT ON public.workflows REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_truncate
  AFTER TRUNCATE ON public.workflows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

CREATE TRIGGER keep_counts_update
  AFTER UPDATE ON public.workflows REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.keep_workflows_counts();

COMMENT ON COLUMN "public"."workflow_runs"."id" IS 'Made of rule and cause: the same cause makes no second run of a rule. class: none';

COMMENT ON COLUMN "public"."workflow_runs"."workflow_id" IS 'Rules are hidden, never deleted; a key for each row would cost a fifth of writing it. class: none';

COMMENT ON COLUMN "public"."workflows_counts"."entity_type" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."fresh" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."is_active" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."key" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."rows" IS 'class: none';

COMMENT ON COLUMN "public"."workflows_counts"."trigger_type" IS 'class: none';

COMMENT ON TABLE "public"."workflows_counts" IS 'How many rows of public.workflows there are by is_active, trigger_type, entity_type: the sum of rows. Kept by triggers, folded now and then. access: service only';

COMMENT ON VIEW "public"."workflow_agri_consultations" IS 'Consultations, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_customer_feedback" IS 'What customers said, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_ivr_calls" IS 'Calls over an IVR, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_leads" IS 'Leads, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_return_rcas" IS 'Returns, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_video_call_leads" IS 'Video calls, for rules. access: service only';

COMMENT ON VIEW "public"."workflow_youtube_leads" IS 'Leads from comments, for rules. access: service only';

REVOKE ALL ON FUNCTION "public"."count_workflows_anew"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflows_anew"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."count_workflows_anew"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_workflows_counts"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflows_counts"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_workflows_counts"() TO "service_role";

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflows_counts" TO "postgres";

REVOKE ALL ON TABLE "public"."workflows_counts" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflows_counts" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_agri_consultations" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_agri_consultations" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_agri_consultations" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_customer_feedback" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_customer_feedback" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_customer_feedback" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_ivr_calls" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_ivr_calls" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_return_rcas" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_return_rcas" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_return_rcas" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_video_call_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_video_call_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_video_call_leads" TO "service_role";

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."workflow_youtube_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."workflow_youtube_leads" FROM "service_role";

GRANT SELECT ON TABLE "public"."workflow_youtube_leads" TO "service_role";

create or replace function public.ensure_refund_approval(p_id uuid, p_by uuid, p_expires_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
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
    perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.ask_approval', 'entity_type', 'refund', 'entity_id', p_id,
      'module', 'refunds', 'chosen', jsonb_build_object('approval_request_id', v_request.id), 'reason', v_words, 'rule', 'limits', 'rule_version', '1',
      'inputs', jsonb_build_object('reasons', v_reasons, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency))));
  end if;
end $$;

-- by hand: rules that are there already are counted.
insert into public.workflows_counts select * from public.count_workflows_anew();
