-- Many events at once for the outgoing webhooks: most are wanted by nobody, and one look tells which.

/*
 * enqueue_webhook_deliveries for each of [{"seq", "event", "namespace", "entity_id", "payload", "at"}], in their order, all or
 * none. Returns how many deliveries were added.
 */
create function public.enqueue_many_webhook_deliveries(p_events jsonb) returns integer
language sql security definer set search_path = '' as $$
  select coalesce(sum(public.enqueue_webhook_deliveries(w.seq, w.event, w.namespace, w.entity_id, w.payload, w.at)), 0)::integer
  from (
    select e.*
    from jsonb_to_recordset(p_events) as e (seq bigint, event text, namespace text, entity_id text, payload jsonb, at timestamptz)
    where exists (
      select from public.webhook_subscriptions s
      where s.deleted_at is null and (s.is_active or s.disabled_at is not null)
        and s.event_types && array[e.event, split_part(e.event, ':', 1) || ':*', '*'])
    order by e.seq
  ) w
$$;
select public.grant_to_service('enqueue_many_webhook_deliveries');
