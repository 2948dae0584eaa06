/* Tells people something once: a second notice with the same key is none. Null: it was known, or nobody but the one who acts was to be told. */
create function public.notify_once(
  p_user_id uuid, p_module text, p_type text, p_title text, p_body text, p_entity_type text, p_entity_id text, p_dedupe_key text
) returns uuid
language plpgsql security definer set search_path = '' as $$
begin
  return public.notify(jsonb_build_object('user_id', p_user_id, 'module', p_module, 'type', p_type, 'title', p_title, 'body', p_body,
    'entity_type', p_entity_type, 'entity_id', p_entity_id, 'dedupe_key', p_dedupe_key));
end $$;
select public.grant_to_service('notify_once');
