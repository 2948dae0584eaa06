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
