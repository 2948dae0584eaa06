/*
 * A reminder of a video call, and its send where there is a channel, as one; false when it was there before, or the call is not at this time any more. The decision
 * says why it went, or did not.
 */
create function public.note_video_call_reminder(
  p_id uuid, p_starts_at timestamptz, p_before integer, p_channel text, p_reason text, p_payload jsonb, p_inputs jsonb
) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_reminder uuid;
begin
  perform from public.video_call_leads c
  where c.id = p_id and c.status = 'booked' and c.starts_at = p_starts_at and c.deleted_at is null for update;
  if not found then
    return false;
  end if;
  insert into public.video_call_reminders (video_call_lead_id, starts_at, before_seconds, channel, reason)
  values (p_id, p_starts_at, p_before, p_channel, p_reason) on conflict do nothing returning id into v_reminder;
  if v_reminder is null then
    return false;
  end if;
  if p_channel is not null then
    update public.video_call_reminders r set send_id = public.queue_send('video_call.' || p_channel, p_payload, null, null) where r.id = v_reminder;
  end if;
  perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'video_call.remind', 'entity_type', 'video_call_lead', 'entity_id', p_id,
    'module', 'video_call_leads', 'chosen', jsonb_build_object('channel', p_channel), 'reason', p_reason, 'rule', 'may_contact', 'rule_version', '1', 'inputs', p_inputs)));
  return true;
end $$;
select public.grant_to_service('note_video_call_reminder');
