/*
 * Switches a subscription off because its endpoint does not work, and tells people once. Nothing happens when it is off.
 * The caller holds the subscription.
 */
create function public.disable_webhook_subscription(p_id uuid, p_reason text, p_words text) returns boolean
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set is_active = false, disabled_at = now(), disabled_reason = p_reason, updated_at = now()
  where id = p_id and is_active and deleted_at is null
  returning * into v_row;
  if not found then
    return false;
  end if;
  perform public.notify_once(
    null, 'webhooks', 'webhook_disabled', 'Webhook "' || v_row.name || '" was switched off', p_words,
    'webhook_subscriptions', v_row.id::text, 'webhook_disabled:' || v_row.id || ':' || extract(epoch from v_row.disabled_at));
  return true;
end $$;
select public.grant_to_service('disable_webhook_subscription');
