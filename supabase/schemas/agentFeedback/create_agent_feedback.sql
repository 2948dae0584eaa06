/* Feedback about an agent. Of one that is anonymous nobody keeps who wrote it, the activity log included. Raises agent_not_found. */
create function public.create_agent_feedback(p_feedback jsonb, p_by uuid) returns setof public.agent_feedback
language plpgsql security definer set search_path = '' as $$
declare
  v_new       public.agent_feedback := jsonb_populate_record(null::public.agent_feedback, p_feedback);
  v_anonymous boolean := coalesce(v_new.is_anonymous, false);
begin
  if not exists (select from public.agents a where a.id = v_new.agent_id and a.deleted_at is null) then
    raise exception 'agent_not_found' using errcode = 'P0404';
  end if;
  perform set_config('activity.anonymous', case when v_anonymous then 'on' else '' end, true);
  return query
    insert into public.agent_feedback (kind, visibility, topic, rating, comment, is_anonymous, agent_id, created_by)
    values (v_new.kind, coalesce(v_new.visibility, 'agent'), v_new.topic, v_new.rating, v_new.comment, v_anonymous, v_new.agent_id,
      case when not v_anonymous then p_by end)
    returning *;
  perform set_config('activity.anonymous', '', true);
end $$;
select public.grant_to_service('create_agent_feedback');
