/* A notice about an approval request; p_notice says what is particular to it. */
create function public.notify_of_approval(p_row public.approval_requests, p_notice jsonb) returns uuid
language sql security definer set search_path = '' as $$
  select public.notify(jsonb_build_object('module', 'approvals', 'entity_type', 'approval_request', 'entity_id', p_row.id, 'priority', p_row.priority,
    'approval_request_id', p_row.id) || p_notice)
$$;
select public.grant_to_service('notify_of_approval');
