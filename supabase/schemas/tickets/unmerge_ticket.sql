/* Takes a merge back: the ticket is as it was, with what was sent to it since. Raises ticket_not_found, ticket_not_merged. */
create function public.unmerge_ticket(p_id uuid, p_note text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row   public.tickets;
  v_root  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('ticket_merges', 0));
  v_root := public.ticket_root(p_id);
  perform from public.tickets t where t.id in (p_id, v_root) order by t.id for update;
  select * into v_row from public.tickets t where t.id = p_id and t.deleted_at is null;
  if v_row.id is null then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.merged_into is null then
    raise exception 'ticket_not_merged' using errcode = 'P0409';
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'unmerge', 'note', p_note)::text, true);
  update public.tickets t set merged_into = null, merged_at = null where t.id = p_id;
  perform set_config('activity.step', '', true);
  -- What was sent to it, or to one that is merged into it, is its own again.
  update public.ticket_comments c set ticket_id = p_id, sent_to_id = nullif(c.sent_to_id, p_id)
  where c.ticket_id = v_root and c.sent_to_id = any (public.ticket_members(p_id));
  if found and v_row.status in ('resolved', 'closed') and exists (
    select from public.ticket_comments c where c.ticket_id = p_id and c.source = 'customer' and c.created_at > v_row.resolved_at)
  then
    perform set_config('activity.step', '{"action": "reopen", "note": "The customer wrote while it was merged."}', true);
    update public.tickets t set status = 'open' where t.id = p_id;
    perform set_config('activity.step', '', true);
  end if;
  if v_root is not null then
    perform public.log_activity('unmerge_from', 'tickets', v_root::text, null, jsonb_build_object('merged_id', p_id, 'merged_number', v_row.number), p_note => p_note);
    perform public.refresh_ticket(v_root);
  end if;
  perform public.refresh_ticket(p_id);
  return p_id;
end $$;
select public.grant_to_service('unmerge_ticket');
