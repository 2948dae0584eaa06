/* Makes a subscription with its sealed secrets, as one step. */
create function public.create_webhook_subscription(p_subscription jsonb, p_secret text, p_authorization_token text default null)
returns public.webhook_subscriptions
language plpgsql set search_path = '' as $$
declare
  v_row public.webhook_subscriptions;
begin
  insert into public.webhook_subscriptions (id, name, description, url, event_types, is_active, created_by)
  select r.id, r.name, coalesce(r.description, ''), r.url, r.event_types, coalesce(r.is_active, true), r.created_by
  from jsonb_populate_record(null::public.webhook_subscriptions, p_subscription) r
  returning * into v_row;
  insert into public.webhook_secrets (subscription_id, secret, authorization_token) values (v_row.id, p_secret, p_authorization_token);
  return v_row;
end $$;
select public.grant_to_service('create_webhook_subscription');
