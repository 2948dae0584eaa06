/* Takes a subscription away: what is open is cancelled, its log stays until the retention ends. Raises webhook_subscription_not_found. */
create function public.delete_webhook_subscription(p_id uuid) returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  update public.webhook_subscriptions set deleted_at = now(), is_active = false, updated_at = now()
  where id = p_id and deleted_at is null
  returning * into v_row;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  delete from public.webhook_lanes where subscription_id = p_id;
  update public.webhook_deliveries set state = 'cancelled', reason = 'subscription_deleted', next_attempt_at = null, finished_at = now()
  where subscription_id = p_id and state in ('pending', 'sending');
  update public.webhook_secrets set secret = '', previous_secret = null, authorization_token = null where subscription_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_webhook_subscription');
