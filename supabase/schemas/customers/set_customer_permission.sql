/* What a customer allows on a channel; null leaves a value as it is. Raises customer_not_found. */
create function public.set_customer_permission(
  p_customer_id uuid, p_channel text, p_consent text, p_do_not_contact boolean, p_source text, p_note text, p_by uuid
) returns setof public.customer_permissions
language plpgsql security definer set search_path = '' as $$
declare
  v_root uuid := public.customer_root(p_customer_id);
begin
  if not exists (select from public.customers c where c.id = v_root and c.deleted_at is null) then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  return query
  insert into public.customer_permissions as p (customer_id, channel, consent, do_not_contact, source, note, updated_by)
  values (v_root, p_channel, coalesce(p_consent, 'unknown'), coalesce(p_do_not_contact, false), p_source, coalesce(p_note, ''), p_by)
  on conflict (customer_id, channel) do update set
    consent = coalesce(p_consent, p.consent), do_not_contact = coalesce(p_do_not_contact, p.do_not_contact), source = excluded.source,
    note = coalesce(p_note, p.note), updated_by = p_by, updated_at = now()
  returning *;
end $$;
select public.grant_to_service('set_customer_permission');
