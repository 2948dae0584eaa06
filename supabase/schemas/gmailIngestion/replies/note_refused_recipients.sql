/* Recipients that the server refused among accepted ones are said on the e-mail, and to its writer. */
create function public.note_refused_recipients() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    notes = e.notes || (
      select jsonb_agg(jsonb_build_object('code', 'recipient_refused', 'message', (r ->> 'email') || ': ' || left(r ->> 'response', 500)))
      from jsonb_array_elements(new.detail -> 'rejected') r),
    updated_at = now()
  where e.send_id = new.send_id;
  perform public.notify_of_email(new.send_id, 'email_recipient_refused', 'An e-mail did not reach everybody',
    'the mail server refused ' || (select string_agg(r ->> 'email', ', ') from jsonb_array_elements(new.detail -> 'rejected') r) || '.', false);
  return null;
end $$;
select public.grant_to_service('note_refused_recipients');
