/*
 * Gives an e-mail that is not under way another time, with the message that says so in its Date. Raises email_not_found, email_not_outbound,
 * send_not_reschedulable.
 */
create function public.reschedule_email(p_email_id uuid, p_send_after timestamptz, p_raw_sha256 text, p_size integer, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  select * into v_email from public.emails e where e.id = p_email_id;
  insert into public.stored_files (sha256, size) values (p_raw_sha256, p_size) on conflict (sha256) do nothing;
  perform public.reschedule_send(v_email.send_id, p_send_after, jsonb_build_object('raw_sha256', p_raw_sha256));
  update public.emails e set size = p_size, version = e.version + 1, updated_at = now() where e.id = p_email_id;
  perform public.log_activity('reschedule', 'emails', p_email_id::text,
    jsonb_build_object('send_after', v_email.send_after), jsonb_build_object('send_after', p_send_after), p_actor_id);
end $$;
select public.grant_to_service('reschedule_email');
