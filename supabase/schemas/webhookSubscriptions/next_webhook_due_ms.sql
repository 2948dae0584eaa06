/*
 * When there is something to claim, milliseconds from now; null when nothing is open. What waits for a free place of its
 * endpoint does not count: whoever frees the place looks by itself.
 */
create function public.next_webhook_due_ms(p_endpoint_limit integer) returns double precision
language sql security definer set search_path = '' as $$
  -- Of null, greatest() would make 0.
  select case when count(*) > 0 then greatest(0, extract(epoch from min(next.due_at) - now()) * 1000)::double precision end
  from public.webhook_subscriptions s
  cross join lateral (
    select count(*) >= p_endpoint_limit as full from public.webhook_lanes b
    where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()
  ) places
  cross join lateral (
    select w.due_at from public.webhook_lanes w
    where w.subscription_id = s.id and (not places.full or w.due_at > now())
    order by w.due_at limit 1
  ) next
  where s.is_active and s.deleted_at is null
$$;
select public.grant_to_service('next_webhook_due_ms');
