/* Counts that a template was sent. Called where the message is queued, so that a request that comes twice counts once; null counts nothing. */
create function public.use_chat_template(p_id uuid) returns void
language sql set search_path = '' as $$
  update public.chat_templates t set usage_count = t.usage_count + 1, last_used_at = now() where t.id = p_id
$$;
select public.grant_to_service('use_chat_template');
