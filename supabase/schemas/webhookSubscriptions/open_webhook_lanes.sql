/* Puts deliveries behind the others of their entity. */
create function public.open_webhook_lanes(p_delivery_ids uuid[]) returns void
language sql set search_path = '' as $$
  insert into public.webhook_lanes as l (subscription_id, namespace, entity_id, due_at)
  select d.subscription_id, d.namespace, d.entity_id, min(d.next_attempt_at)
  from public.webhook_deliveries d where d.id = any (p_delivery_ids)
  group by 1, 2, 3
  -- In one order, so that two writers of the same lanes wait for each other instead of blocking each other.
  order by 1, 2, 3
  -- The update changes nothing but takes the row: a worker about to remove the lane then sees that it is not empty.
  on conflict (subscription_id, namespace, entity_id) do update set due_at = l.due_at
$$;
select public.grant_to_service('open_webhook_lanes');
