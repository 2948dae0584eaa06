/* Payouts of which nobody knows whether they were made, the oldest first. */
create function public.get_uncertain_payouts(p_most integer) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select s.id from public.sends s where s.state = 'unknown' and s.channel = 'refunds.payout' order by s.created_at limit p_most
$$;
select public.grant_to_service('get_uncertain_payouts');
