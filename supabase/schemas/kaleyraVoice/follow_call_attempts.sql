/* Whoever is on a call that we placed is busy from when the provider took it, and wraps up when the provider reports it. */
create function public.follow_call_attempts() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_agent record;
begin
  for v_agent in
    select distinct a.id, n.state = 'sent' and n.reports = 0 as is_on
    from new_rows n
    join old_rows o on o.id = n.id and (o.state = 'sent' and o.reports = 0) <> (n.state = 'sent' and n.reports = 0)
    join public.agents a on a.deleted_at is null and right(regexp_replace(a.phone_number, '\D', '', 'g'), 10) = right(n.agent_number, 10)
    where length(n.agent_number) >= 10 and n.send_after > now() - interval '1 hour'
    order by 1, 2
  loop
    perform public.follow_agent_call(v_agent.id, v_agent.is_on);
  end loop;
  return null;
end $$;
select public.grant_to_service('follow_call_attempts');

create trigger call_attempts_agents after update on public.call_attempts
  referencing old table as old_rows new table as new_rows for each statement execute function public.follow_call_attempts();
