/* The attachment behind a link that was checked, with who opens it noted. Null: there is none, or its e-mail is deleted. */
create function public.open_email_attachment(p_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_attachment jsonb := (
    select jsonb_build_object('sha256', a.sha256, 'filename', a.filename, 'content_type', a.content_type, 'size', a.size, 'state', a.state, 'note', a.note)
    from public.email_attachments a join public.emails e on e.id = a.email_id
    where a.id = p_id and e.deleted_at is null);
begin
  if v_attachment ->> 'sha256' is not null then
    perform public.log_activity('access', 'email_attachments', p_id::text, p_actor_id => p_user_id);
  end if;
  return v_attachment;
end $$;
select public.grant_to_service('open_email_attachment');
