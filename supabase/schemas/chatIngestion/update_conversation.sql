/*
 * Changes a conversation as a person does: status (a step of p_steps), priority, team, assignee_id, labels, snoozed_until, read. p_version is the one that
 * was seen; what was changed since is said with the refusal. Returns its id. Raises conversation_not_found, conversation_merged, stale_version,
 * step_not_allowed, assignee_not_found, snooze_needs_time, conversation_already_open.
 */
create function public.update_conversation(p_id uuid, p_change jsonb, p_steps jsonb, p_version integer default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_row  public.conversations;
  v_set  jsonb := p_change - 'status' - 'read';
  v_to   text;
  v_open uuid;
begin
  perform from public.chat_contacts k where k.id = (select c.contact_id from public.conversations c where c.id = p_id) for no key update;
  select * into v_row from public.conversations c where c.id = p_id for update;
  if not found then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  elsif v_row.merged_into is not null then
    raise exception 'conversation_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_row.merged_into);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version, 'changes', coalesce((
      select jsonb_agg(jsonb_build_object('field', f.key, 'before', a.before -> f.key, 'after', f.value, 'actor_id', a.actor_id, 'at', a.at) order by a.id, f.key)
      from public.activity_log a cross join lateral jsonb_each(a.after) f
      where a.entity_type = 'conversations' and a.entity_id = p_id::text and (a.after ->> 'version')::integer > p_version
        and f.key in ('status', 'priority', 'team', 'assignee_id', 'labels', 'snoozed_until') and f.value is distinct from a.before -> f.key), '[]'));
  end if;
  perform public.check_assignee(p_change);
  v_to := coalesce(p_change ->> 'status', v_row.status);
  if v_to = 'snoozed' and coalesce((p_change ->> 'snoozed_until')::timestamptz, v_row.snoozed_until, '-infinity') <= now()
    or v_to <> 'snoozed' and p_change ->> 'snoozed_until' is not null
  then
    raise exception 'snooze_needs_time' using errcode = 'P0422';
  end if;
  if v_row.status = 'resolved' and v_to <> 'resolved' then
    select c.id into v_open from public.conversations c where c.contact_id = v_row.contact_id and c.status <> 'resolved';
    if found then
      raise exception 'conversation_already_open' using errcode = 'P0409', detail = jsonb_build_object('conversation_id', v_open);
    end if;
  end if;
  if p_change ? 'labels' then
    v_set := v_set || jsonb_build_object('labels', array(select distinct l from jsonb_array_elements_text(p_change -> 'labels') l order by l));
  end if;
  if v_set <> '{}' or v_to <> v_row.status then
    perform public.act_on('public.conversations', p_steps, p_id, p_to => v_to, p_set => v_set);
  end if;
  if p_change ? 'read' and (p_change ->> 'read')::boolean = v_row.is_unread then
    update public.conversations c set unread_count = case when (p_change ->> 'read')::boolean then 0 else 1 end where c.id = p_id;
    perform public.log_activity(case when (p_change ->> 'read')::boolean then 'mark_read' else 'mark_unread' end, 'conversations', p_id::text);
  end if;
  return p_id;
end $$;
select public.grant_to_service('update_conversation');
