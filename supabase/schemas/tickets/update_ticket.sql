/*
 * Changes a ticket as a person does. p_change: columns to set, custom_fields with the values that change (null takes one away), and add_tags, remove_tags,
 * add_watchers, remove_watchers. p_action or p_to is a step of p_steps. Returns the ticket. Raises ticket_not_found, ticket_merged, stale_version
 * (with the ticket as it is and what was changed since), step_not_allowed, assignee_not_found, ticket_not_ready (missing), ticket_snooze_invalid.
 */
create function public.update_ticket(
  p_id uuid, p_change jsonb, p_steps jsonb, p_action text default null, p_to text default null, p_note text default '', p_version integer default null
) returns setof public.tickets
language plpgsql security definer set search_path = '' as $$
declare
  v_row    public.tickets;
  v_new    public.tickets;
  v_set    jsonb := p_change - array['add_tags', 'remove_tags', 'add_watchers', 'remove_watchers'];
  v_next   text;
  v_faults jsonb;
begin
  select * into v_row from public.tickets t where t.id = p_id and t.deleted_at is null for update;
  if not found then
    raise exception 'ticket_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_row.merged_into is not null then
    raise exception 'ticket_merged' using errcode = 'P0409', detail = jsonb_build_object('merged_into', v_row.merged_into);
  elsif p_version <> v_row.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_row.version, 'current', to_jsonb(v_row), 'changes', coalesce((
      select jsonb_agg(jsonb_build_object('field', f.key, 'before', a.before -> f.key, 'after', f.value, 'actor_id', a.actor_id, 'at', a.at) order by a.id, f.key)
      from public.activity_log a cross join lateral jsonb_each(a.after) f
      where a.entity_type = 'tickets' and a.entity_id = p_id::text and a.before is not null and (a.after ->> 'version')::integer > p_version
        and f.key not in ('version', 'updated_at') and f.value is distinct from a.before -> f.key), '[]'));
  end if;
  perform public.check_assignee(p_change);
  if p_change ? 'custom_fields' then
    v_set := v_set || jsonb_build_object('custom_fields', jsonb_strip_nulls(v_row.custom_fields || (p_change -> 'custom_fields')));
  end if;
  if p_change ?| array['tags', 'add_tags', 'remove_tags'] then
    v_set := v_set || jsonb_build_object('tags', array(
      select distinct u.tag collate "C" from (
        select jsonb_array_elements_text(coalesce(p_change -> 'tags', to_jsonb(v_row.tags)))
        union select jsonb_array_elements_text(coalesce(p_change -> 'add_tags', '[]'))) u (tag)
      where not coalesce(p_change -> 'remove_tags', '[]') ? u.tag order by 1));
  end if;
  if p_change ?| array['add_watchers', 'remove_watchers'] then
    v_set := v_set || jsonb_build_object('watcher_ids', array(
      select distinct u.id from (
        select unnest(v_row.watcher_ids)::text union select jsonb_array_elements_text(coalesce(p_change -> 'add_watchers', '[]'))) u (id)
      where not coalesce(p_change -> 'remove_watchers', '[]') ? u.id order by 1));
  end if;

  v_next := case when p_action is not null then p_steps -> v_row.status ->> p_action else coalesce(p_to, v_row.status) end;
  if v_next = 'snoozed' and (v_set ->> 'snoozed_until')::timestamptz <= now() or v_next <> 'snoozed' and v_set ->> 'snoozed_until' is not null then
    raise exception 'ticket_snooze_invalid' using errcode = 'P0422';
  end if;
  if v_next in ('resolved', 'closed') and v_row.status not in ('resolved', 'closed') then
    v_new := jsonb_populate_record(v_row, v_set);
    v_faults := public.ticket_close_faults(v_new.category, v_new.custom_fields, v_new.checklist);
    if v_faults <> '[]' then
      raise exception 'ticket_not_ready' using errcode = 'P0422', detail = jsonb_build_object('missing', v_faults);
    end if;
  end if;
  if p_action is null and v_next = v_row.status and v_set = '{}' then
    return next v_row;
    return;
  end if;
  perform public.act_on('public.tickets', p_steps, p_id, p_action, case when p_action is null then v_next end, p_note, null, v_set);
  return query select * from public.tickets t where t.id = p_id;
end $$;
select public.grant_to_service('update_ticket');
