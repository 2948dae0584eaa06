/*
 * Makes a ticket part of another: a relation, nothing is moved. From now on what is sent to it lands on the other. Two customers need p_confirm: each
 * goes on seeing only what was written to him. An unfinished one opens a finished one that it is merged into. Raises ticket_not_found,
 * ticket_merged, ticket_merge_circle, ticket_customers_differ.
 */
create function public.merge_tickets(p_id uuid, p_into uuid, p_confirm boolean, p_note text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_from public.tickets;
  v_into public.tickets;
  v_root uuid;
begin
  -- One merge at a time: two of them could otherwise close a circle between them.
  perform pg_advisory_xact_lock(hashtextextended('ticket_merges', 0));
  v_root := public.ticket_root(p_into);
  perform from public.tickets t where t.id in (p_id, v_root) order by t.id for update;
  select * into v_from from public.tickets t where t.id = p_id and t.deleted_at is null;
  select * into v_into from public.tickets t where t.id = v_root;
  if v_from.id is null or not exists (select from public.tickets t where t.id = p_into and t.deleted_at is null) then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('ids', array[p_id, p_into]);
  elsif v_into.id is null or v_root = p_id then
    raise exception 'ticket_merge_circle' using errcode = 'P0409', detail = jsonb_build_object('id', p_id, 'into', p_into);
  elsif v_from.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_from.merged_into);
  elsif not p_confirm and public.customer_root(v_from.customer_id) is distinct from public.customer_root(v_into.customer_id) then
    raise exception 'ticket_customers_differ' using errcode = 'P0409', detail = jsonb_build_object('customer_id', v_from.customer_id, 'into_customer_id', v_into.customer_id);
  end if;
  perform set_config('activity.step', jsonb_build_object('action', 'merge', 'note', p_note)::text, true);
  update public.tickets t set merged_into = v_root, merged_at = now() where t.id = p_id;
  perform set_config('activity.step', '', true);
  perform public.log_activity('merge_in', 'tickets', v_root::text, null, jsonb_build_object('merged_id', p_id, 'merged_number', v_from.number), p_note => p_note);
  if v_into.status in ('resolved', 'closed') and v_from.status not in ('resolved', 'closed') then
    perform set_config('activity.step', jsonb_build_object('action', 'reopen', 'note', v_from.number || ' was merged into it.')::text, true);
    update public.tickets t set status = 'open' where t.id = v_root;
    perform set_config('activity.step', '', true);
  end if;
  perform public.refresh_ticket(v_root);
  return v_root;
end $$;
select public.grant_to_service('merge_tickets');
