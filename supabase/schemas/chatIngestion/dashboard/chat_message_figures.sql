/*
 * What a message counts as: inbound; or agent, external_app or automatic by its source, and once more by how far it came: pending (queued, being sent or
 * uncertain), sent, delivered, read, failed with its code, cancelled. What is not written by anybody (a changed number) counts as nothing.
 * No "set search_path": it is inlined.
 */
create function public.chat_message_figures(p_source text, p_type text, p_status text, p_error_code text, p_created_by uuid)
returns table (figure text, code text, agent_id uuid)
language sql immutable as $$
  select case p_source when 'customer' then 'inbound' else p_source end, '', case when p_source = 'agent' then p_created_by end
  where p_source <> 'customer' or p_type <> 'system'
  union all
  select case when p_status in ('sent', 'delivered', 'read', 'failed', 'cancelled') then p_status when p_status = 'played' then 'read' else 'pending' end,
    case when p_status = 'failed' then coalesce(p_error_code, '') else '' end, case when p_source = 'agent' then p_created_by end
  where p_source <> 'customer'
$$;
select public.grant_to_service('chat_message_figures');
