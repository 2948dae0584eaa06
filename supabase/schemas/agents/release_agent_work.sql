/* Hands back everything that an agent holds. Returns how many of each kind: {"email_thread": 10}. */
create function public.release_agent_work(p_agent_id uuid, p_reason text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_source   public.agent_work_sources;
  v_items    integer;
  v_released jsonb := '{}';
begin
  for v_source in select * from public.agent_work_sources where release is not null order by entity_type loop
    execute format('select public.%I($1, $2)', v_source.release) into v_items using p_agent_id, p_reason;
    v_released := v_released || jsonb_build_object(v_source.entity_type, v_items);
  end loop;
  return v_released;
end $$;
select public.grant_to_service('release_agent_work');
