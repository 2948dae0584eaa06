/* Tells the writer of an e-mail, and with p_everybody all who see e-mails, what became of it; once for each kind of news. */
create function public.notify_of_email(p_send_id uuid, p_type text, p_title text, p_words text, p_everybody boolean) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email  public.emails;
  v_writer uuid;
  v_body   text;
begin
  select * into v_email from public.emails e where e.send_id = p_send_id and e.deleted_at is null;
  if v_email.id is null then
    return;
  end if;
  -- What an API key wrote has no person as its writer.
  select u.id into v_writer from auth.users u where u.id = v_email.created_by;
  v_body := left(format('"%s" to %s%s: %s', v_email.subject,
    coalesce((select string_agg(r ->> 'email', ', ') from jsonb_array_elements(v_email.to_recipients || v_email.cc_recipients || v_email.bcc_recipients) r), 'nobody'),
    coalesce(' (team ' || v_email.team || ')', ''), p_words), 2000);
  if v_writer is not null then
    perform public.notify_once(v_writer, 'emails', p_type, p_title, v_body, 'emails', v_email.id::text, p_type || ':' || v_email.id || ':writer');
  end if;
  if p_everybody or v_writer is null then
    perform public.notify_once(null, 'emails', p_type, p_title, v_body, 'emails', v_email.id::text, p_type || ':' || v_email.id);
  end if;
end $$;
select public.grant_to_service('notify_of_email');
