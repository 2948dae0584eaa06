/* How far the status of a message is; it never goes back to a lower one. Null: no such status, or a word we do not know. messageStatus.ts agrees. */
create function public.chat_status_rank(p_status text) returns integer
language sql immutable as $$
  select case p_status
    when 'queued' then 0 when 'sending' then 1 when 'unknown' then 2 when 'sent' then 3
    -- Failed beats sent; what was delivered did not fail.
    when 'failed' then 4 when 'delivered' then 5 when 'read' then 6 when 'played' then 7
    when 'cancelled' then 9
  end
$$;
select public.grant_to_service('chat_status_rank');
