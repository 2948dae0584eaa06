/* Begins an attempt on the oldest delivery of a lane that the caller has locked; null when there is none. */
create function public.begin_webhook_attempt(p_lane public.webhook_lanes, p_lease_ms integer) returns public.webhook_work
language plpgsql set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_delivery public.webhook_deliveries;
  v_work public.webhook_work;
  v_attempt_id bigint;
begin
  if p_lane.attempt_id is not null then
    -- Its lease ran out: the worker is gone, and what the receiver saw nobody knows.
    update public.webhook_delivery_attempts set outcome = 'lost', error_code = 'worker_lost', finished_at = v_now
    where id = p_lane.attempt_id and outcome is null;
  end if;
  select * into v_delivery from public.webhook_deliveries d
  where d.subscription_id = p_lane.subscription_id and d.namespace = p_lane.namespace and d.entity_id = p_lane.entity_id
    and d.state in ('pending', 'sending')
  order by d.seq limit 1 for update;
  if not found then
    delete from public.webhook_lanes l
    where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
    return null;
  end if;
  insert into public.webhook_delivery_attempts (delivery_id, attempt, scheduled_at, started_at)
  values (v_delivery.id, v_delivery.attempt_count + 1, coalesce(v_delivery.next_attempt_at, v_now), v_now)
  returning id into v_attempt_id;
  update public.webhook_deliveries set state = 'sending', attempt_count = attempt_count + 1 where id = v_delivery.id;
  update public.webhook_lanes l set attempt_id = v_attempt_id, due_at = v_now + p_lease_ms * interval '1 millisecond'
  where (l.subscription_id, l.namespace, l.entity_id) = (p_lane.subscription_id, p_lane.namespace, p_lane.entity_id);
  select v_attempt_id, v_delivery.attempt_count + 1, v_delivery.id, v_delivery.webhook_id, s.id, v_delivery.event,
    v_delivery.namespace, v_delivery.entity_id, v_delivery.body, v_delivery.schedule_position, s.url, x.secret,
    case when x.previous_until > v_now then x.previous_secret end, x.authorization_token
  into v_work
  from public.webhook_subscriptions s join public.webhook_secrets x on x.subscription_id = s.id
  where s.id = v_delivery.subscription_id;
  return v_work;
end $$;
select public.grant_to_service('begin_webhook_attempt');
