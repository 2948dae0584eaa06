/*
 * Says which of the customers who share a number made a call; the last word counts. Raises timeline_entry_not_found, customer_not_found,
 * not_a_candidate (candidates).
 */
create function public.pick_customer(p_call_id text, p_customer_id uuid, p_by uuid) returns setof public.timeline_picks
language plpgsql security definer set search_path = '' as $$
declare
  v_number text := (select c.customer_number from public.kaleyra_calls c where c.call_id = p_call_id);
  v_root   uuid;
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'phone', array(select s.e164 from public.phone_spellings s where s.written = v_number));
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $$;
select public.grant_to_service('pick_customer');
