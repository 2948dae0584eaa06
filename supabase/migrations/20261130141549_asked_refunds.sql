set check_function_bodies = off;

DROP TRIGGER "query_assignments_activity" ON "public"."query_assignments";

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
  v_pending uuid;
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
    select a.id into v_pending from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
    -- Also what a rule or a person asked for is answered there, by whoever may.
    if v_reasons <> '[]' or v_pending is not null then
      raise exception 'approval_needed' using errcode = 'P0409',
        detail = jsonb_build_object('reasons', v_reasons, 'approval_request_id', v_pending);
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
  if v_action in ('reject', 'cancel') then
    perform public.void_approval('refund', p_id::text, coalesce(nullif(p_note, ''), 'The refund was decided without it.'));
  elsif v_action = 'reopen' then
    perform public.ensure_refund_approval(p_id, p_by, p_expires_at);
  end if;
  return (select to_jsonb(r) from public.refunds r where r.id = p_id);
end $function$;

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
  v_by_limit boolean;
begin
  select * into v_refund from public.refunds r where r.id = p_id for update;
  if v_refund.status not in ('pending', 'in_review') then
    return;
  end if;
  v_reasons := public.refund_limit_reasons(p_id);
  select * into v_request from public.approval_requests a where a.kind = 'refund' and a.entity_id = p_id::text and a.status = 'pending';
  v_by_limit := coalesce(v_request.payload ? 'reasons', false);
  if v_request.id is not null and (v_reasons <> '[]' or not v_by_limit)
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
    perform public.log_activity('ask_approval', 'refunds', p_id::text, p_note => v_words);
    perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'refunds.ask_approval', 'entity_type', 'refund', 'entity_id', p_id,
      'module', 'refunds', 'chosen', jsonb_build_object('approval_request_id', v_request.id), 'reason', v_words, 'rule', 'limits', 'rule_version', '1',
      'inputs', jsonb_build_object('reasons', v_reasons, 'amount_minor', v_refund.amount_minor, 'currency', v_refund.currency))));
  elsif v_request.id is not null and not v_by_limit then
    perform public.request_approval(jsonb_build_object('kind', 'refund', 'entity_id', p_id, 'requested_by', v_request.requested_by,
      'expires_at', p_expires_at, 'reason', v_request.reason, 'priority', v_request.priority, 'approver_user_id', v_request.approver_user_id,
      'approver_role_id', v_request.approver_role_id, 'approver_team_id', v_request.approver_team_id));
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.note_refund_approval()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.refunds r set approval_request_id = new.id where r.id = new.entity_id::uuid;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."note_refund_approval"() FROM PUBLIC, "anon", "authenticated";

CREATE TRIGGER note_refund_approval
  AFTER INSERT ON public.approval_requests
  FOR EACH ROW
  WHEN ((new.kind = 'refund'::text))
  EXECUTE FUNCTION public.note_refund_approval();

CREATE TRIGGER query_assignments_activity
  AFTER INSERT OR UPDATE OF team, agent_id, status, accepted_at, lease_until, ended_at, reopened_at, note ON public.query_assignments
  FOR EACH ROW
  WHEN ((public.current_actor() IS NOT NULL))
  EXECUTE FUNCTION public.record_activity('id');

REVOKE ALL ON FUNCTION "public"."note_refund_approval"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_approval"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_refund_approval"() TO "service_role";
