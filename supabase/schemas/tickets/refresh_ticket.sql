/*
 * Works out again, from what was said on a ticket and on those merged into it, since when the customer waits and when he was answered. Only
 * what a person wrote and what arrived answers him.
 */
create function public.refresh_ticket(p_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_members  uuid[] := public.ticket_members(p_id);
  v_customer timestamptz;
  v_response timestamptz;
  v_waiting  timestamptz;
  v_first    timestamptz;
  v_cycle    public.ticket_cycles;
begin
  select max(c.created_at) filter (where c.source = 'customer'), max(c.created_at) filter (where c.source = 'agent')
  into v_customer, v_response
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.deleted_at is null and c.failed_at is null and c.source <> 'automatic';
  select min(c.created_at) into v_waiting
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.source = 'customer' and c.deleted_at is null and c.created_at > coalesce(v_response, '-infinity');
  select y.* into v_cycle from public.ticket_cycles y join public.tickets t on t.id = y.ticket_id and t.cycle = y.cycle where y.ticket_id = p_id;
  select min(c.created_at) into v_first
  from public.ticket_comments c
  where c.ticket_id = any (v_members) and c.visibility = 'public' and c.source = 'agent' and c.deleted_at is null and c.failed_at is null
    and c.created_at >= v_cycle.opened_at;
  update public.ticket_cycles y set first_response_at = v_first
  where y.ticket_id = p_id and y.cycle = v_cycle.cycle and y.first_response_at is distinct from v_first;
  update public.tickets t set last_customer_at = v_customer, last_response_at = v_response, first_response_at = v_first,
    waiting_since = case when t.status not in ('resolved', 'closed') then v_waiting end, updated_at = now()
  where t.id = p_id;
  -- Also when it was said on one that has been merged into it, or is not any more.
  perform public.follow_sla_items('ticket', array[p_id]);
end $$;
select public.grant_to_service('refresh_ticket');
