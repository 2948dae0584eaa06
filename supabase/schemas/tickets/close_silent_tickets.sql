/*
 * Closes tickets on which nothing happens any more: resolved ones p_resolved_after their resolution, and those that wait for the customer p_pending_after
 * the last question. p_warning before, whoever has or watches it is told, and the customer whose answer is waited for; none is closed without having been
 * warned for so long. What lacks something that it needs to be done stays. Each is a decision. Null: never. Returns how many it warned of and closed; up to
 * 200 each.
 */
create function public.close_silent_tickets(p_resolved_after interval, p_pending_after interval, p_warning interval, p_now timestamptz default now())
returns table (warned integer, closed integer)
language plpgsql security definer set search_path = '' as $$
declare
  v_ticket record;
  v_title  text;
begin
  warned := 0;
  closed := 0;
  for v_ticket in
    select t.*, public.ticket_close_faults(t.category, t.custom_fields, t.checklist) as faults, case t.status when 'resolved' then p_resolved_after else p_pending_after end as after
    from public.tickets t
    where t.hidden_at is null
      and (t.status = 'resolved' and t.status_since <= p_now - p_resolved_after + p_warning or t.status = 'pending' and t.status_since <= p_now - p_pending_after + p_warning)
      and (t.close_warned_at is null
        or t.close_warned_at <= p_now - p_warning and (t.status = 'resolved' or public.ticket_close_faults(t.category, t.custom_fields, t.checklist) = '[]'))
    order by t.status_since, t.id limit 200 for update of t skip locked
  loop
    if v_ticket.close_warned_at is null then
      update public.tickets t set close_warned_at = p_now where t.id = v_ticket.id;
      v_title := v_ticket.number || case when v_ticket.status = 'pending' and v_ticket.faults <> '[]'
        then ' waits for the customer in vain, and cannot be closed as it is' else ' closes soon unless something happens' end;
      perform public.notify_once(w.user_id, 'tickets', 'ticket_closing', v_title, v_ticket.subject, 'ticket', v_ticket.id::text,
        'ticket_closing:' || v_ticket.id || ':' || v_ticket.cycle || ':' || extract(epoch from v_ticket.status_since) || ':' || w.user_id)
      from (select unnest(v_ticket.watcher_ids) union select a.user_id from public.agents a where a.id = v_ticket.assignee_id and a.user_id is not null) w (user_id)
      where exists (select from auth.users u where u.id = w.user_id);
      if v_ticket.status = 'pending' and v_ticket.faults = '[]' and v_ticket.customer_id is not null then
        perform graphile_worker.add_job('tickets.tell_closing', json_build_object('ticket_id', v_ticket.id), job_key => 'ticket_closing:' || v_ticket.id);
      end if;
      warned := warned + 1;
    elsif v_ticket.status_since <= p_now - v_ticket.after then
      perform set_config('activity.step', jsonb_build_object('action', 'close', 'note', 'Nothing happened for ' || extract(day from v_ticket.after) || ' days.')::text, true);
      update public.tickets t set status = 'closed' where t.id = v_ticket.id;
      perform set_config('activity.step', '', true);
      perform public.record_decisions(jsonb_build_array(jsonb_build_object(
        'kind', 'ticket.close', 'entity_type', 'ticket', 'entity_id', v_ticket.id, 'module', 'tickets', 'chosen', jsonb_build_object('status', 'closed'),
        'reason', case v_ticket.status when 'resolved' then 'It was resolved, and nobody wrote since.' else 'The customer did not answer.' end,
        'rule', 'silence', 'rule_version', '1', 'inputs', jsonb_build_object('status', v_ticket.status, 'status_since', v_ticket.status_since,
          'warned_at', v_ticket.close_warned_at, 'after_seconds', extract(epoch from v_ticket.after)::bigint))));
      closed := closed + 1;
    end if;
  end loop;
  return next;
end $$;
select public.grant_to_service('close_silent_tickets');
