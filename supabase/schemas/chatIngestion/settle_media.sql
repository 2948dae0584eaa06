/*
 * A try to fetch a file ended: it is stored under its hash, or another try is due at p_next_try_at, or it is missing. Answers its state; null when nobody
 * wants it any more.
 */
create function public.settle_media(
  p_id uuid, p_state text, p_reason text default null, p_sha256 text default null, p_size bigint default null, p_mime text default null,
  p_next_try_at timestamptz default null
) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_state text;
begin
  if p_state = 'stored' then
    insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  end if;
  update public.message_media m set state = p_state, reason = p_reason, sha256 = p_sha256, size = p_size, mime = coalesce(p_mime, m.mime), tries = m.tries + 1,
    next_try_at = p_next_try_at, updated_at = now()
  where m.id = p_id and m.state = 'wanted' returning m.state into v_state;
  if v_state = 'wanted' then
    perform graphile_worker.add_job('chats.fetch_media', json_build_object('media_id', p_id), run_at => p_next_try_at, job_key => 'chat_media:' || p_id);
  elsif v_state = 'stored' then
    -- Nobody needs its address any more.
    delete from public.message_media_sources s where s.media_id = p_id;
  end if;
  return v_state;
end $$;
select public.grant_to_service('settle_media');
