/* Of comments: their files, and how far a reply of ours got. */
create function public.get_ticket_comment_parts(p_ids uuid[]) returns table (id uuid, send_state text, attachments jsonb)
language sql stable security definer set search_path = '' as $$
  select c.id, coalesce(e.send_state, m.status), coalesce((
    select jsonb_agg(jsonb_build_object('id', a.id, 'filename', a.filename, 'content_type', a.content_type, 'size', a.size) order by a.position)
    from public.ticket_attachments a where a.comment_id = c.id), '[]')
  from public.ticket_comments c
  left join public.emails e on e.id = c.email_id
  left join public.messages m on m.id = c.message_id
  where c.id = any (p_ids)
$$;
select public.grant_to_service('get_ticket_comment_parts');
