/* Whether an agent is on a call of any channel. */
create function public.is_on_call(p_agent_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  v_view text;
  v_is   boolean;
begin
  for v_view in select s.on_call from public.agent_work_sources s where s.on_call is not null order by 1 loop
    execute format('select exists (select from public.%I o where o.agent_id = $1)', v_view) into v_is using p_agent_id;
    if v_is then
      return true;
    end if;
  end loop;
  return false;
end $$;
select public.grant_to_service('is_on_call');
