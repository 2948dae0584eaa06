/* A new secret; the old one signs as well for p_grace_ms. The one before that is forgotten. Raises webhook_subscription_not_found. */
create function public.rotate_webhook_secret(p_id uuid, p_secret text, p_grace_ms double precision) returns timestamptz
language plpgsql set search_path = '' as $$
declare
  v_until timestamptz := now() + p_grace_ms * interval '1 millisecond';
begin
  perform from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  update public.webhook_secrets set previous_secret = secret, previous_until = v_until, secret = p_secret where subscription_id = p_id;
  perform public.log_activity('rotate_secret', 'webhook_subscriptions', p_id::text);
  return v_until;
end $$;
select public.grant_to_service('rotate_webhook_secret');
