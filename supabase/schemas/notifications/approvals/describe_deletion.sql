/* What the deletion of a customer is about: who it is, as he is now. */
create function public.describe_deletion(p_entity_id text, p_payload jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('title', format('Delete customer %s', c.display_name),
    'content', jsonb_build_object('customer_id', c.id, 'version', c.version, 'display_name', c.display_name))
  from public.customers c
  where p_entity_id ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' and c.id = public.customer_root(p_entity_id::uuid) and c.deleted_at is null
$$;
select public.grant_to_service('describe_deletion');

create function public.apply_deletion(p_request public.approval_requests, p_outcome text, p_by uuid, p_note text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if p_outcome = 'approved' then
    perform public.delete_customer(p_request.entity_id::uuid, (p_request.content ->> 'version')::integer);
  end if;
end $$;
select public.grant_to_service('apply_deletion');
