/* An e-mail's attachments, in order. */
create function public.get_email_attachments(p_email_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'email_id', a.email_id, 'position', a.position, 'filename', a.filename,
    'content_type', a.content_type, 'size', a.size, 'content_id', a.content_id, 'is_inline', a.is_inline, 'state', a.state, 'note', a.note)
    order by a.position, a.id), '[]')
  from public.email_attachments a where a.email_id = p_email_id
$$;
select public.grant_to_service('get_email_attachments');
