/* What an agent handled between two moments, over all kinds of work that are registered, in the order of time. */
create function public.get_agent_handled(p_agent_id uuid, p_start timestamptz, p_end timestamptz)
returns table (channel text, entity_type text, entity_id text, at timestamptz, first_response_seconds bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_handled text := (
    select string_agg(format(
      'select %L::text, %L::text, h.item_id::text, h.at, h.first_response_seconds from public.%I h where h.agent_id = $1 and h.at >= $2 and h.at < $3',
      s.channel, s.entity_type, s.handled), ' union all ' order by s.entity_type)
    from public.agent_work_sources s where s.handled is not null);
begin
  if v_handled is not null then
    return query execute v_handled || ' order by 4, 3' using p_agent_id, p_start, p_end;
  end if;
end $$;
select public.grant_to_service('get_agent_handled');
