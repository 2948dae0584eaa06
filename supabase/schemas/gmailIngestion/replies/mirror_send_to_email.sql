/*
 * What the send learns, its e-mail shows. What left needs a copy in Sent; what is uncertain is looked for there. Both are jobs of
 * their own, so that neither can send anything again.
 */
create function public.mirror_send_to_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.emails e set
    send_state = new.state, send_after = new.send_after, send_error_code = new.error_code, send_error_message = new.error_message, updated_at = now()
  where e.send_id = new.id;
  if new.state = 'unknown' and old.state <> 'unknown' then
    perform graphile_worker.add_job('emails.settle_send', json_build_object('send_id', new.id, 'look', 1),
      run_at => now() + interval '20 seconds', job_key => 'email_settle:' || new.id);
  elsif new.state = 'sent' and old.state <> 'sent' then
    perform graphile_worker.add_job('emails.file_sent_copy', json_build_object('send_id', new.id, 'look', 1), job_key => 'email_copy:' || new.id);
  end if;
  return null;
end $$;
select public.grant_to_service('mirror_send_to_email');
