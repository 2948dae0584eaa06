/*
 * Takes back an e-mail that is not under way: its thread gets the status it had, and its draft can be written on, under a version of its own, so that
 * a request to send it that comes late sends nothing. Raises email_not_found, email_not_outbound, send_not_cancellable.
 */
create function public.cancel_email(p_email_id uuid, p_actor_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_email public.emails;
  v_plan  jsonb;
begin
  select * into v_email from public.emails e where e.id = p_email_id and e.deleted_at is null;
  if v_email.id is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_id is null then
    raise exception 'email_not_outbound' using errcode = 'P0422';
  end if;
  -- Whoever sends a draft locks it first.
  perform from public.email_drafts d where d.sent_email_id = p_email_id for update;
  -- In this order: what happens to the send is written on the e-mail, and whoever changes e-mails has locked their thread.
  perform from public.sends s where s.id = v_email.send_id for update;
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_email_id) for update;
  perform public.cancel_send(v_email.send_id);
  select e.* into v_email from public.emails e where e.id = p_email_id;
  select s.payload into v_plan from public.sends s where s.id = v_email.send_id;
  update public.email_threads t set status = v_plan ->> 'status_before', version = t.version + 1, updated_at = now()
  where t.id = v_email.thread_id and t.status = v_plan ->> 'status_after' and t.status <> v_plan ->> 'status_before';
  if found then
    update public.emails e set status = v_plan ->> 'status_before', version = e.version + 1, updated_at = now() where e.thread_id = v_email.thread_id;
  end if;
  update public.email_drafts d set sent_email_id = null, sent_at = null, version = d.version + 1, updated_at = now() where d.sent_email_id = p_email_id;
  perform public.log_activity('cancel', 'emails', p_email_id::text, null, null, p_actor_id);
end $$;
select public.grant_to_service('cancel_email');
