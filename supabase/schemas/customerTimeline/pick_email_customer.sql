/*
 * Says which of the customers who share an address an e-mail came from or went to; the last word counts. The e-mail carries that customer from now
 * on. Raises timeline_entry_not_found, customer_not_found, not_a_candidate (candidates).
 */
create function public.pick_email_customer(p_email_id uuid, p_customer_id uuid, p_by uuid) returns setof public.timeline_picks
language plpgsql security definer set search_path = '' as $$
declare
  v_address text;
  v_root    uuid;
begin
  select case e.direction when 'inbound' then e.from_email else e.to_recipients -> 0 ->> 'email' end into v_address
  from public.emails e where e.id = p_email_id and e.deleted_at is null for update;
  if not found then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  end if;
  v_root := public.expect_candidate(p_customer_id, 'email', array[v_address]);
  update public.emails e set customer_id = v_root, version = e.version + 1, updated_at = now()
  where e.id = p_email_id and e.customer_id is distinct from v_root;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('email', p_email_id::text, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $$;
select public.grant_to_service('pick_email_customer');
