/*
 * What became of a cause after the action against it: returns with it, or one below it, in the days since it was done, and in as many days up to then.
 * p_today is the business day of now. Null for an action that is not done.
 */
create function public.get_action_effect(p_id uuid, p_today date) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('days', p_today - a.done_on, 'returns_before', e.before, 'returns_after', e.after, 'last_returned_on', e.latest)
  from public.corrective_actions a
  cross join lateral (
    select count(*) filter (where r.returned_on <= a.done_on) as before, count(*) filter (where r.returned_on > a.done_on) as after,
      max(r.returned_on) filter (where r.returned_on > a.done_on) as latest
    from public.return_rcas r
    where r.deleted_at is null and r.status <> 'cancelled' and r.returned_on > a.done_on - (p_today - a.done_on) and r.returned_on <= p_today
      and (a.product_id = '' or r.product_id = a.product_id) and r.cause_ids && array(select public.return_causes_below(a.cause_id))) e
  where a.id = p_id and a.done_on is not null
$$;
select public.grant_to_service('get_action_effect');
