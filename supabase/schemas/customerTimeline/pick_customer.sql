/*
 * Says which of the customers who share a number made a call; the last word counts. Raises timeline_entry_not_found, customer_not_found,
 * not_a_candidate (candidates) for a customer who does not share the number.
 */
create function public.pick_customer(p_call_id text, p_customer_id uuid, p_by uuid) returns setof public.timeline_picks
language plpgsql security definer set search_path = '' as $$
declare
  v_number text := (select c.customer_number from public.kaleyra_calls c where c.call_id = p_call_id);
  v_root   uuid := public.live_customer(p_customer_id);
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  elsif v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  perform from public.phone_spellings s
  join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
  where s.written = v_number and i.customer_id = any (public.customer_members(v_root));
  if not found then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', (
      select coalesce(jsonb_agg(distinct public.customer_root(i.customer_id)), '[]') from public.phone_spellings s
      join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
      where s.written = v_number));
  end if;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $$;
select public.grant_to_service('pick_customer');
