/* The file behind a link that was checked, with who opens it noted. Null: there is none. */
create function public.open_message_media(p_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_media jsonb := (
    select jsonb_build_object('sha256', m.sha256, 'file_name', m.file_name, 'mime', m.mime, 'size', m.size, 'state', m.state, 'reason', m.reason)
    from public.message_media m where m.id = p_id);
begin
  if v_media ->> 'sha256' is not null then
    perform public.log_activity('access', 'message_media', p_id::text, p_actor_id => p_user_id);
  end if;
  return v_media;
end $$;
select public.grant_to_service('open_message_media');
