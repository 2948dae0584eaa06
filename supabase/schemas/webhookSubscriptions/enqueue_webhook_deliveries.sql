/*
 * One delivery for each subscription that wants the event. Called again for the same event it adds nothing, so whoever
 * reads the change feed may read twice. A subscription that we switched off goes on collecting (see docs/workflows);
 * one that a person switched off does not. Returns how many were added.
 */
create function public.enqueue_webhook_deliveries(
  p_seq bigint, p_event text, p_namespace text, p_entity_id text, p_payload jsonb, p_at timestamptz
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  with added as (
    insert into public.webhook_deliveries (subscription_id, seq, event, namespace, entity_id, body, event_at)
    select s.id, p_seq, p_event, p_namespace, p_entity_id, public.caused_body(public.webhook_body(p_seq, p_event, p_payload, p_at), (select f.cause from public.change_feed f where f.seq = p_seq)), p_at
    from public.webhook_subscriptions s
    where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
      and s.event_types && array[p_event, split_part(p_event, ':', 1) || ':*', '*']
    on conflict (subscription_id, seq) do nothing
    returning id
  )
  select array_agg(id) into v_ids from added;
  if v_ids is null then
    return 0;
  end if;
  perform public.open_webhook_lanes(v_ids);
  perform public.wake_webhook_workers();
  return cardinality(v_ids);
end $$;
select public.grant_to_service('enqueue_webhook_deliveries');
