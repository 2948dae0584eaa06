-- Another time for what is queued; and uploads that a signature shows stay.

/*
 * Gives what is not under way another time, and merges p_payload into what the worker will need then. Whoever holds the row's lock first decides: the
 * worker takes it before it sends. Raises send_not_found, send_not_reschedulable.
 */
create function public.reschedule_send(p_id uuid, p_send_after timestamptz, p_payload jsonb default '{}') returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_send public.sends;
begin
  select * into v_send from public.sends s where s.id = p_id for update;
  if v_send.id is null then
    raise exception 'send_not_found' using errcode = 'P0404';
  elsif v_send.state <> 'queued' then
    raise exception 'send_not_reschedulable' using errcode = 'P0409', detail = 'It is ' || v_send.state || '.';
  end if;
  update public.sends s set send_after = p_send_after, payload = s.payload || p_payload, updated_at = now() where s.id = p_id;
  insert into public.send_events (send_id, kind, state, detail)
  values (p_id, 'rescheduled', 'queued', jsonb_build_object('from', v_send.send_after, 'to', p_send_after));
  -- A job that runs already, and waits for the lock, finds that it is not due.
  perform graphile_worker.remove_job('send:' || p_id || ':again');
  perform graphile_worker.add_job('sends.perform', json_build_object('send_id', p_id), run_at => p_send_after, job_key => 'send:' || p_id);
end $$;

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
  update public.emails e set sent_at = p_send_after, size = p_size, version = e.version + 1, updated_at = now() where e.id = p_email_id;
  perform public.log_activity('reschedule', 'emails', p_email_id::text,
    jsonb_build_object('send_after', v_email.send_after), jsonb_build_object('send_after', p_send_after), p_actor_id);
end $$;

/* Uploads that nobody used for seven days, and drafts that were sent as long ago. */
create or replace function public.clean_email_leftovers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_drafts d where d.sent_at < now() - interval '7 days';
  delete from public.email_uploads u
  where coalesce(u.used_at, u.created_at) < now() - interval '7 days'
    and not exists (select from public.email_drafts d where u.id = any (d.attachment_ids) or d.body_html like '%cid:' || u.id || '%')
    and not exists (select from public.support_emails s where s.deleted_at is null and s.signature_html like '%cid:' || u.id || '%');
end $$;

revoke execute on function
  public.reschedule_send(uuid, timestamptz, jsonb), public.reschedule_email(uuid, timestamptz, text, integer, uuid)
from public, anon, authenticated;
grant execute on function
  public.reschedule_send(uuid, timestamptz, jsonb), public.reschedule_email(uuid, timestamptz, text, integer, uuid)
to service_role;
