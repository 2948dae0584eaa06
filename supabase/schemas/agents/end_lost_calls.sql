/* Who is busy with a call that is none any more, because nobody told its end, wraps up. Returns how many they were. */
create function public.end_lost_calls() returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_agent uuid;
  v_ended integer := 0;
begin
  for v_agent in
    select a.id from public.agents a join public.agent_availability v on v.agent_id = a.id and v.ended_at is null and v.source = 'call'
    where a.availability = 'busy' and a.deleted_at is null and not public.is_on_call(a.id) order by a.id
  loop
    perform public.follow_agent_call(v_agent, false);
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end $$;
select public.grant_to_service('end_lost_calls');
