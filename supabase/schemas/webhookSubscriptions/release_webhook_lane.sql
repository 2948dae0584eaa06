/* Lets the next delivery of an entity come, or closes its lane. The caller holds the lane. */
create function public.release_webhook_lane(p_subscription_id uuid, p_namespace text, p_entity_id text) returns void
language plpgsql set search_path = '' as $$
declare
  v_due timestamptz;
begin
  select coalesce(d.next_attempt_at, now()) into v_due from public.webhook_deliveries d
  where d.subscription_id = p_subscription_id and d.namespace = p_namespace and d.entity_id = p_entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1;
  if found then
    update public.webhook_lanes set attempt_id = null, due_at = v_due
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  else
    delete from public.webhook_lanes
    where subscription_id = p_subscription_id and namespace = p_namespace and entity_id = p_entity_id;
  end if;
end $$;
select public.grant_to_service('release_webhook_lane');
