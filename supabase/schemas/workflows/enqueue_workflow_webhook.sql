/* A delivery of the event workflow:called to an endpoint, for a step: once. Raises webhook_subscription_not_found. */
create function public.enqueue_workflow_webhook(p_id uuid, p_subscription_id uuid, p_entity_id text, p_payload jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from public.webhook_subscriptions s where s.id = p_subscription_id and s.deleted_at is null;
  if not found then
    raise exception 'webhook_subscription_not_found' using errcode = 'P0404';
  end if;
  insert into public.webhook_deliveries (id, subscription_id, event, namespace, entity_id, body, event_at)
  values (p_id, p_subscription_id, 'workflow:called', 'workflows', p_entity_id,
    public.caused_body(public.webhook_body(null, 'workflow:called', p_payload, now()), public.current_cause()), now())
  on conflict (id) do nothing;
  if found then
    perform public.open_webhook_lanes(array[p_id]);
    perform public.wake_webhook_workers();
  end if;
end $$;
select public.grant_to_service('enqueue_workflow_webhook');
