/* Before a row that belongs to a lead (a video call, a YouTube lead) is added: its team is that of the lead. */
create function public.take_team_of_lead() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.team := (select l.team from public.leads l where l.id = new.lead_id);
  return new;
end $$;
select public.grant_to_service('take_team_of_lead');
