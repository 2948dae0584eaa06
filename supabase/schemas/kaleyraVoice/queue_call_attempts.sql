/*
 * Writes calls to be placed, with their jobs: [{"id", "kind", "agent_number", "customer_number", "caller_id", "payload"}].
 * The send's payload is what its worker needs. Returns the attempts in the order given.
 */
create function public.queue_call_attempts(p_attempts jsonb, p_send_after timestamptz, p_requested_by uuid) returns setof public.call_attempts
language plpgsql security definer set search_path = '' as $$
begin
  perform public.queue_send('kaleyra.' || (a ->> 'kind'), a -> 'payload', p_send_after, p_requested_by, (a ->> 'id')::uuid)
  from jsonb_array_elements(p_attempts) a;
  insert into public.call_attempts (id, kind, agent_number, customer_number, caller_id, send_after, requested_by)
  select (a ->> 'id')::uuid, a ->> 'kind', coalesce(a ->> 'agent_number', ''), a ->> 'customer_number', coalesce(a ->> 'caller_id', ''),
    coalesce(p_send_after, now()), p_requested_by
  from jsonb_array_elements(p_attempts) a;
  perform public.log_activity('dial', 'call_attempts', a ->> 'id', null, a - 'payload', p_requested_by) from jsonb_array_elements(p_attempts) a;
  return query
  select c.* from jsonb_array_elements(p_attempts) with ordinality as g (attempt, place)
  join public.call_attempts c on c.id = (g.attempt ->> 'id')::uuid order by g.place;
end $$;
select public.grant_to_service('queue_call_attempts');
