/*
 * What the send learns, its e-mail shows. What left needs a copy in Sent; what is uncertain is looked for there. Both are jobs of
 * their own, so that neither can send anything again. What failed, or cannot leave for hours, is told to people.
 */
create function public.mirror_send_to_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.state = 'failed' and old.state <> 'failed' then
    perform public.reopen_unanswered_thread(new.id);
  end if;
  if (new.state = 'sent') <> (old.state = 'sent') then
    -- Its thread is counted anew: whoever changes e-mails locks their thread first.
    perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.send_id = new.id) for no key update;
  end if;
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, sent_at = new.sent_at,
    updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  elsif new.state = 'failed' and old.state <> 'failed' and new.error_code = 'bounced' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail came back', new.error_message, true);
  elsif new.state = 'failed' and old.state <> 'failed' then
    perform public.notify_of_email(new.id, 'email_failed', 'An e-mail could not be sent', new.error_message, true);
  elsif new.state = 'queued' and old.state = 'sending' and new.first_tried_at < now() - interval '4 hours' then
    perform public.notify_of_email(new.id, 'email_delayed', 'An e-mail has not been sent yet',
      'It is tried again. ' || coalesce(new.error_message, ''), false);
  end if;
  return null;
end $$;
select public.grant_to_service('mirror_send_to_email');
