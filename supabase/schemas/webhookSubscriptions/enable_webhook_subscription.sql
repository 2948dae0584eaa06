/* Switches it on; what waits is due at once, oldest first per entity, with all its attempts. Raises webhook_subscription_not_found. */
create function public.enable_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions
  set is_active = true, disabled_at = null, disabled_reason = null, first_failure_at = null, consecutive_failures = 0, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  perform from public.webhook_lanes where subscription_id = p_id order by namespace, entity_id for update;
  update public.webhook_deliveries set next_attempt_at = now(), schedule_position = 0 where subscription_id = p_id and state = 'pending';
  update public.webhook_lanes set due_at = now() where subscription_id = p_id and attempt_id is null;
  perform public.wake_webhook_workers();
  return v_row;
end $$;
select public.grant_to_service('enable_webhook_subscription');
