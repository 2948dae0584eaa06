/* What an operator looks at: deliveries that are open, and the oldest that could be sent now. idle: nobody sends to its endpoint. */
create function public.get_webhook_lag() returns table (open_deliveries bigint, oldest_due_seconds double precision, oldest_idle_seconds double precision)
language sql stable security definer set search_path = '' as $$
  select
    (select count(*) from public.webhook_deliveries where state in ('pending', 'sending')),
    coalesce(max(late.seconds), 0), coalesce(max(late.seconds) filter (where not late.busy), 0)
  from (
    select extract(epoch from now() - l.due_at)::double precision as seconds,
      exists (select from public.webhook_lanes b where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > now()) as busy
    from public.webhook_subscriptions s
    cross join lateral (select due_at from public.webhook_lanes w where w.subscription_id = s.id order by w.due_at limit 1) l
    where s.is_active and s.deleted_at is null and l.due_at < now()
  ) late
$$;
select public.grant_to_service('get_webhook_lag');
