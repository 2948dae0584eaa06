/*
 * Ends the agent's open interval of availability and opens the next one, from p_at on, or from when the open one began if that is later; the caller has
 * locked the agent. Returns the beginning, null when word and reason are the same and nothing changed. Raises agent_status_unknown.
 */
create function public.begin_agent_availability(p_agent_id uuid, p_status text, p_reason text, p_source text, p_at timestamptz) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  v_category text := (select category from public.agent_statuses where status = p_status and is_enabled);
  v_open     public.agent_availability;
  v_at       timestamptz;
begin
  if v_category is null then
    raise exception 'agent_status_unknown' using errcode = 'P0422';
  end if;
  select * into v_open from public.agent_availability where agent_id = p_agent_id and ended_at is null;
  if v_open.status = p_status and v_open.reason = coalesce(p_reason, '') then
    return null;
  end if;
  v_at := greatest(v_open.started_at, p_at);
  update public.agent_availability set ended_at = v_at where id = v_open.id;
  insert into public.agent_availability (agent_id, status, availability, reason, source, started_at)
  values (p_agent_id, p_status, v_category, coalesce(p_reason, ''), p_source, v_at);
  return v_at;
end $$;
select public.grant_to_service('begin_agent_availability');
