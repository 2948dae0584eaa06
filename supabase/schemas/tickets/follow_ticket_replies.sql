/* Public replies that did not reach the customer have not answered him; those that did after all have. p_type is email or message. */
create function public.follow_ticket_replies(p_type text, p_ids uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_tickets uuid[];
begin
  with states as (
    select e.id, e.send_state in ('failed', 'cancelled') as has_failed from public.emails e where p_type = 'email' and e.id = any (p_ids) and e.direction = 'outbound'
    union all
    select m.id, m.status in ('failed', 'cancelled') from public.messages m where p_type = 'message' and m.id = any (p_ids) and m.direction = 'outbound'
  ), changed as (
    update public.ticket_comments c set failed_at = case when s.has_failed then now() end, updated_at = now()
    from states s
    where (p_type = 'email' and c.email_id = s.id or p_type = 'message' and c.message_id = s.id) and (c.failed_at is not null) <> coalesce(s.has_failed, false)
    returning c.ticket_id
  )
  select array_agg(distinct ticket_id) into v_tickets from changed;
  perform public.refresh_ticket(t) from unnest(v_tickets) t;
  -- An answer counts for the clocks when it has left.
  perform public.follow_sla_items('ticket', array(
    select coalesce(public.ticket_root(c.ticket_id), c.ticket_id) from public.ticket_comments c
    where (p_type = 'email' and c.email_id = any (p_ids)) or (p_type = 'message' and c.message_id = any (p_ids))));
end $$;
select public.grant_to_service('follow_ticket_replies');
