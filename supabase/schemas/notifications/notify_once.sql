/* Tells people something once: a second notice with the same key is none. */
create function public.notify_once(
  p_user_id uuid, p_module text, p_type text, p_title text, p_body text, p_entity_type text, p_entity_id text, p_dedupe_key text
) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.notifications;
begin
  insert into public.notifications (user_id, module, type, title, body, entity_type, entity_id, dedupe_key)
  values (p_user_id, p_module, p_type, p_title, p_body, p_entity_type, p_entity_id, p_dedupe_key)
  on conflict (dedupe_key) do nothing
  returning * into v_row;
  if v_row.id is null then
    return null;
  end if;
  perform public.announce_change(
    'notifications', 'notification:created', v_row.id::text, p_module,
    jsonb_build_object(
      'module', v_row.module, 'type', v_row.type, 'title', v_row.title, 'body', v_row.body,
      'entity_type', v_row.entity_type, 'entity_id', v_row.entity_id, 'created_at', v_row.created_at),
    p_user_id);
  return v_row.id;
end $$;
select public.grant_to_service('notify_once');
