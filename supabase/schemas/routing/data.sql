insert into public.routing_policies (team_id) values (null) on conflict (team_id) do nothing;
