/* What belongs to each of these messages: its files, and the message that it quotes. */
create function public.message_parts(p_ids uuid[]) returns table (message_id uuid, media jsonb, quoted jsonb)
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  select m.id,
    case when m.media_count > 0 then (
      select jsonb_agg(jsonb_build_object('id', f.id, 'position', f.position, 'state', f.state, 'reason', f.reason, 'mime', f.mime, 'file_name', f.file_name,
        'is_voice', f.is_voice, 'size', f.size, 'tries', f.tries, 'expires_at', f.expires_at) order by f.position)
      from public.message_media f where f.message_id = m.id) else '[]' end,
    (select jsonb_build_object('id', q.id, 'direction', q.direction, 'type', q.type, 'preview', q.preview, 'at', q.at)
      from public.messages q where q.id = m.reply_to_id)
  from unnest(p_ids) i cross join lateral (select * from public.messages m where m.id = i offset 0) m
$$;
select public.grant_to_service('message_parts');
