/*
 * Hides a customer and gives its addresses up: whoever writes from one of them next is somebody new. They end in the moment in which it is deleted,
 * by which restore_customer finds them. Raises customer_not_found, stale_version.
 */
create function public.delete_customer(p_id uuid, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_root    uuid := public.customer_root(p_id);
  v_version integer;
begin
  select c.version into v_version from public.customers c where c.id = v_root and c.deleted_at is null for update;
  if v_version is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif p_version <> v_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_version);
  end if;
  update public.customer_identities i set ended_at = now(), ended_reason = 'deleted'
  where i.customer_id = any (public.customer_members(v_root)) and i.ended_at is null;
  update public.customers c set deleted_at = now() where c.id = v_root;
  return public.customer_answer(v_root);
end $$;
select public.grant_to_service('delete_customer');
