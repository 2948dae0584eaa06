/*
 * The agents whom rows of a file name, by id, employee code, e-mail address (in lower case) or phone number; with p_lock they are about to be
 * changed. Answers {"agents": [{"id", "name", …, "skills", "teams"}], "teams": [keys that exist, of p_teams]}.
 */
create function public.find_agents_for_import(
  p_ids uuid[], p_codes text[], p_emails text[], p_phones text[], p_teams text[], p_lock boolean
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[] := array(
    select a.id from public.agents a
    where a.deleted_at is null
      and (a.id = any (p_ids) or a.employee_code = any (p_codes) or lower(a.email) = any (p_emails) or a.phone_number = any (p_phones)));
begin
  if p_lock then
    perform from public.agents where id = any (v_ids) order by id for update;
  end if;
  return jsonb_build_object(
    'agents', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'name', a.name, 'email', a.email, 'employee_code', a.employee_code, 'phone_number', a.phone_number,
        'is_active', a.is_active, 'languages', a.languages, 'skills', d.skills, 'teams', d.teams)), '[]')
      from public.agents a join public.describe_agents(v_ids) d on d.agent_id = a.id),
    'teams', (select coalesce(jsonb_agg(t.key), '[]') from public.teams t where t.key = any (p_teams)));
end $$;
select public.grant_to_service('find_agents_for_import');
