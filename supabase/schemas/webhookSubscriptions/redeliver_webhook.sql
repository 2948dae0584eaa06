/*
 * Sends one again, under its old id and with its old body; one that waits is sent now.
 * Raises webhook_delivery_not_found, webhook_delivery_in_flight, webhook_subscription_deleted.
 */
create function public.redeliver_webhook(p_id uuid) returns public.webhook_deliveries
language plpgsql set search_path = '' as $$
declare
  v_before public.webhook_deliveries;
  v_row public.webhook_deliveries;
begin
  select d.* into v_row from public.webhook_deliveries d where d.id = p_id;
  if not found then
    raise exception 'webhook_delivery_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_subscriptions where id = v_row.subscription_id and deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_deleted' using errcode = 'P0409';
  end if;
  perform from public.webhook_lanes l
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) for update;
  -- Only with the lane in hand, or a worker may move it on meanwhile.
  select d.* into v_before from public.webhook_deliveries d where d.id = p_id for update;
  update public.webhook_deliveries
  set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
  where id = p_id and state <> 'sending'
  returning * into v_row;
  if not found then
    raise exception 'webhook_delivery_in_flight' using errcode = 'P0409';
  end if;
  perform public.log_activity('redeliver', 'webhook_deliveries', p_id::text, to_jsonb(v_before) - 'body', to_jsonb(v_row) - 'body');
  perform public.open_webhook_lanes(array[p_id]);
  update public.webhook_lanes l set due_at = now()
  where (l.subscription_id, l.namespace, l.entity_id) = (v_row.subscription_id, v_row.namespace, v_row.entity_id) and l.attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;
select public.grant_to_service('redeliver_webhook');
