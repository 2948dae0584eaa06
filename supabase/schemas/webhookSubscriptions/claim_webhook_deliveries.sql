/*
 * Takes up to p_limit deliveries that are due, with a lease of p_lease_ms: whoever is killed loses them to the next caller.
 * One per lane, and at most p_endpoint_limit under way per subscription; of several subscriptions each gets its first before
 * any gets its second, so that a customer with a backlog does not crowd out the others.
 */
create function public.claim_webhook_deliveries(p_limit integer, p_lease_ms integer, p_endpoint_limit integer)
returns setof public.webhook_work
language plpgsql security definer set search_path = '' as $$
declare
  v_now timestamptz;
  v_lanes public.webhook_lanes[];
  v_lane public.webhook_lanes;
  v_work public.webhook_work;
begin
  -- Two callers at once would both count the same free places of an endpoint.
  perform pg_advisory_xact_lock(hashtext('public.claim_webhook_deliveries'));
  -- Not asked in the query: an index serves no moment that changes while it is read.
  v_now := clock_timestamp();
  select array_agg(chosen.lane) into v_lanes
  from (
    select due.lane
    from (
      select l.lane, l.due_at, row_number() over (partition by s.id order by l.due_at, l.namespace, l.entity_id) as place
      from public.webhook_subscriptions s
      cross join lateral (
        select w as lane, w.due_at, w.namespace, w.entity_id from public.webhook_lanes w
        where w.subscription_id = s.id and w.due_at <= v_now
        order by w.due_at, w.namespace, w.entity_id
        limit greatest(0, p_endpoint_limit - (
          select count(*) from public.webhook_lanes b
          where b.subscription_id = s.id and b.attempt_id is not null and b.due_at > v_now))
        for update skip locked
      ) l
      where s.is_active and s.deleted_at is null
    ) due
    order by due.place, due.due_at
    limit p_limit
  ) chosen;
  foreach v_lane in array coalesce(v_lanes, '{}') loop
    v_work := public.begin_webhook_attempt(v_lane, p_lease_ms);
    if v_work.attempt_id is not null then
      return next v_work;
    end if;
  end loop;
end $$;
select public.grant_to_service('claim_webhook_deliveries');
