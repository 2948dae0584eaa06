/* Deletes a team of which nothing waits and nothing is being worked on. Returns it. Raises team_not_found, team_in_use. */
create function public.delete_team(p_id uuid) returns setof public.teams
language plpgsql security definer set search_path = '' as $$
declare
  v_team public.teams;
begin
  select * into v_team from public.teams where id = p_id for update;
  if v_team.id is null then
    raise exception 'team_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif exists (select from public.assignment_queue where team = v_team.key)
    or exists (select from public.query_assignments where team = v_team.key and ended_at is null) then
    raise exception 'team_in_use' using errcode = 'P0409', detail = jsonb_build_object('key', v_team.key);
  end if;
  return query delete from public.teams where id = p_id returning *;
end $$;
select public.grant_to_service('delete_team');
