/*
 * After a lead got another team: the rows of a table that belong to it get it too. Whoever changes such a row and its lead locks the lead first, as this does.
 *
 *   create trigger … after update of team on public.leads for each row when (…) execute function public.pass_on_team_of_lead('video_call_leads');
 */
create function public.pass_on_team_of_lead() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute format('update public.%I s set team = $2 where s.lead_id = $1 and s.team is distinct from $2', tg_argv[0]) using new.id, new.team;
  return null;
end $$;
select public.grant_to_service('pass_on_team_of_lead');
