/*
 * Changes what is given. Switching it on is enabling. p_set_token says whether p_authorization_token counts, null taking it away.
 * Raises webhook_subscription_not_found.
 */
create function public.update_webhook_subscription(
  p_id uuid, p_change jsonb, p_set_token boolean, p_authorization_token text default null
)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  select * into v_row from public.webhook_subscriptions where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  v_row := jsonb_populate_record(v_row, p_change);
  update public.webhook_subscriptions
  set name = v_row.name, description = v_row.description, url = v_row.url, event_types = v_row.event_types, updated_at = now()
  where id = p_id;
  if p_change -> 'is_active' = 'true' then
    perform public.enable_webhook_subscription(p_id);
  elsif p_change -> 'is_active' = 'false' then
    update public.webhook_subscriptions set is_active = false, disabled_at = null, disabled_reason = null where id = p_id;
  end if;
  if p_set_token then
    update public.webhook_secrets set authorization_token = p_authorization_token where subscription_id = p_id;
    perform public.log_activity('set_authorization_token', 'webhook_subscriptions', p_id::text);
  end if;
  select * into v_row from public.webhook_subscriptions where id = p_id;
  return v_row;
end $$;
select public.grant_to_service('update_webhook_subscription');
