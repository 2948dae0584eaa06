/*
 * Changes a video call, or takes a step of p_steps; p_remind are the seconds before it at which the customer is reminded. What a call comes to, its lead shows:
 * it was contacted, is won, or has a next action. Raises video_call_lead_not_found, what act_on raises, assignee_not_found, video_call_slot_taken.
 */
create function public.change_video_call(
  p_id uuid, p_steps jsonb, p_action text, p_to text, p_change jsonb, p_note text, p_version integer, p_remind integer[]
) returns setof public.video_call_leads
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.video_call_leads;
  v_new public.video_call_leads;
begin
  -- The same order as whoever gives its lead another team: first the lead, then the call.
  perform from public.leads l where l.id = (select c.lead_id from public.video_call_leads c where c.id = p_id) for update;
  select * into v_old from public.video_call_leads c where c.id = p_id and c.deleted_at is null for update;
  if not found then
    raise exception 'video_call_lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  end if;
  perform public.check_assignee(p_change);
  begin
    perform public.act_on('public.video_call_leads', p_steps, p_id, p_action, case when p_action is null then coalesce(p_to, v_old.status) end, p_note, p_version, p_change);
  exception when exclusion_violation then
    raise exception 'video_call_slot_taken' using errcode = 'P0409', detail = jsonb_build_object('assignee_id', coalesce(p_change ->> 'assignee_id', v_old.assignee_id::text));
  end;
  select * into v_new from public.video_call_leads c where c.id = p_id;
  if v_new.status = 'booked' and (v_old.status <> 'booked' or v_old.starts_at is distinct from v_new.starts_at) then
    perform graphile_worker.add_job('video_call_leads.remind', json_build_object('id', p_id, 'starts_at', v_new.starts_at, 'before_seconds', s),
      run_at => v_new.starts_at - s * interval '1 second', job_key => format('video_call:%s:%s', p_id, s))
    from unnest(p_remind) s where v_new.starts_at - s * interval '1 second' > now();
  end if;
  if v_new.status = 'completed' and v_old.status <> 'completed' then
    insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, created_by)
    values (v_new.lead_id, 'outbound', 'video_call', 'video_call_lead', p_id::text, public.current_actor())
    on conflict do nothing;
  end if;
  if v_new.outcome = 'bought' and v_old.outcome is distinct from 'bought' then
    perform public.act_on('public.leads', '{"new": {"win": "won"}, "contacted": {"win": "won"}, "qualified": {"win": "won"}, "proposal": {"win": "won"}}', l.id, 'win',
      p_note => 'Bought after a video call.', p_set => jsonb_build_object('value_minor', v_new.value_minor, 'currency', v_new.currency))
    from public.leads l where l.id = v_new.lead_id and l.status not in ('won', 'lost') and l.deleted_at is null;
  end if;
  if v_new.follow_up_at is distinct from v_old.follow_up_at and v_new.follow_up_at is not null then
    update public.leads l set next_action = 'Follow up the video call', next_action_at = v_new.follow_up_at
    where l.id = v_new.lead_id and l.status not in ('won', 'lost') and l.deleted_at is null;
  end if;
  return next v_new;
end $$;
select public.grant_to_service('change_video_call');
