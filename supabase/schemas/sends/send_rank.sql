/* How far a state is; a send never goes back to a lower one. Null: no such state. */
create function public.send_rank(p_state text) returns integer
language sql immutable set search_path = '' as $$
  select case p_state
    when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3
    -- Failed beats sent (a bounce), what was delivered did not fail.
    when 'failed' then 4 when 'delivered' then 5 when 'read' then 6
    when 'cancelled' then 9
  end
$$;
select public.grant_to_service('send_rank');
