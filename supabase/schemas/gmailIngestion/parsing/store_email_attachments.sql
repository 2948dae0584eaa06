create function public.store_email_attachments(p_email_id uuid, p_attachments jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_attachments a where a.email_id = p_email_id and a.position >= jsonb_array_length(p_attachments);
  insert into public.email_attachments (email_id, position, sha256, filename, content_type, size, content_id, is_inline, state, note)
  select p_email_id, (a.n - 1)::integer, a.value ->> 'sha256', a.value ->> 'filename', a.value ->> 'content_type', (a.value ->> 'size')::bigint,
    a.value ->> 'content_id', (a.value ->> 'is_inline')::boolean, a.value ->> 'state', a.value ->> 'note'
  from jsonb_array_elements(p_attachments) with ordinality a (value, n)
  on conflict (email_id, position) do update set
    sha256 = excluded.sha256, filename = excluded.filename, content_type = excluded.content_type, size = excluded.size, content_id = excluded.content_id,
    is_inline = excluded.is_inline, state = excluded.state, note = excluded.note;
end $$;
select public.grant_to_service('store_email_attachments');
