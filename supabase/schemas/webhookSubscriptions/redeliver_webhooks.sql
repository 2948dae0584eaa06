/*
 * Sends again all that match and are over (not those that wait or are being sent); with p_dry_run only counts.
 * Per entity they go in their old order. Raises too_many_deliveries above p_most.
 */
create function public.redeliver_webhooks(
  p_most integer, p_dry_run boolean, p_subscription_id uuid default null, p_state text default null, p_event text default null,
  p_from timestamptz default null, p_to timestamptz default null
) returns integer
language plpgsql set search_path = '' as $$
declare
  v_ids uuid[];
begin
  select array_agg(found.id) into v_ids
  from (
    select d.id from public.webhook_deliveries d join public.webhook_subscriptions s on s.id = d.subscription_id
    where s.deleted_at is null and d.state in ('delivered', 'given_up', 'cancelled')
      and (p_subscription_id is null or d.subscription_id = p_subscription_id)
      and (p_state is null or d.state = p_state)
      and (p_event is null or d.event = p_event)
      and (p_from is null or d.created_at >= p_from)
      and (p_to is null or d.created_at < p_to)
      and d.event <> 'webhook.test'
    limit p_most + 1
  ) found;
  if cardinality(v_ids) > p_most then
    raise exception 'too_many_deliveries' using errcode = 'P0422', detail = format('More than %s match: narrow the range.', p_most);
  end if;
  if p_dry_run then
    return coalesce(cardinality(v_ids), 0);
  end if;
  with opened as (
    update public.webhook_deliveries
    set state = 'pending', reason = null, schedule_position = 0, next_attempt_at = now(), finished_at = null
    where id = any (v_ids) and state in ('delivered', 'given_up', 'cancelled')
    returning id
  )
  select coalesce(array_agg(id), '{}') into v_ids from opened;
  -- As a replay of the inbox is: one entry for all, with the filter, also when nothing matched.
  perform public.log_activity('redeliver', 'webhook_deliveries', 'by filter', null,
    jsonb_strip_nulls(jsonb_build_object(
      'subscription_id', p_subscription_id, 'state', p_state, 'event', p_event, 'from', p_from, 'to', p_to, 'deliveries', cardinality(v_ids))));
  if cardinality(v_ids) > 0 then
    perform public.open_webhook_lanes(v_ids);
    perform public.wake_webhook_workers();
  end if;
  return cardinality(v_ids);
end $$;
select public.grant_to_service('redeliver_webhooks');
