/* All policies, with the keys of their teams; the default has none. */
create function public.get_routing_policies() returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('team', t.key)), '[]')
  from public.routing_policies p left join public.teams t on t.id = p.team_id
$$;
select public.grant_to_service('get_routing_policies');
