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
