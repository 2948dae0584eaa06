/* A person has a missing file fetched once more, now. Raises message_media_not_found, media_not_missing, media_has_no_source. */
create function public.retry_media(p_message_id uuid, p_media_id uuid) returns setof public.message_media
language plpgsql security definer set search_path = '' as $$
declare
  v_media public.message_media;
begin
  select * into v_media from public.message_media m where m.id = p_media_id and m.message_id = p_message_id for update;
  if not found then
    raise exception 'message_media_not_found' using errcode = 'P0404';
  elsif v_media.state <> 'missing' then
    raise exception 'media_not_missing' using errcode = 'P0409', detail = 'It is ' || v_media.state || '.';
  elsif not exists (select from public.message_media_sources s where s.media_id = p_media_id) then
    raise exception 'media_has_no_source' using errcode = 'P0422';
  end if;
  update public.message_media m set state = 'wanted', reason = null, next_try_at = now(), updated_at = now() where m.id = p_media_id;
  perform public.log_activity('retry', 'message_media', p_media_id::text);
  perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', p_media_id), job_key => 'chat_media:' || p_media_id);
  return query select * from public.message_media m where m.id = p_media_id;
end $$;
select public.grant_to_service('retry_media');
