/*
 * Adds an interval of work (p_id null), moves its ends (null: as they are), or removes it (p_remove); the reason stays with it and in the activity
 * log. An end that is set on the open interval clocks the agent out. Returns the interval as it is, or was. Raises agent_not_found,
 * work_interval_not_found, stale_version, work_interval_reversed, work_interval_in_future, work_intervals_overlap.
 */
create function public.correct_work_interval(
  p_agent_id uuid, p_id uuid, p_started_at timestamptz, p_ended_at timestamptz, p_reason text, p_version integer default null,
  p_remove boolean default false
) returns setof public.work_intervals
language plpgsql security definer set search_path = '' as $$
declare
  v_agent public.agents := public.lock_agent(p_agent_id);
  v_old   public.work_intervals;
  v_new   public.work_intervals;
begin
  if p_id is not null then
    select * into v_old from public.work_intervals where id = p_id and agent_id = p_agent_id;
    if v_old.id is null then
      raise exception 'work_interval_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
    elsif p_version <> v_old.version then
      raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
    end if;
  end if;
  v_new := v_old;
  v_new.started_at := coalesce(p_started_at, v_old.started_at);
  v_new.ended_at := coalesce(p_ended_at, v_old.ended_at);
  if v_new.ended_at < v_new.started_at then
    raise exception 'work_interval_reversed' using errcode = 'P0422';
  elsif v_new.started_at > now() or v_new.ended_at > now() then
    raise exception 'work_interval_in_future' using errcode = 'P0422';
  elsif not p_remove and exists (
      select from public.work_intervals w
      where w.agent_id = p_agent_id and w.id is distinct from p_id
        and w.started_at < coalesce(v_new.ended_at, 'infinity') and coalesce(w.ended_at, 'infinity') > v_new.started_at) then
    raise exception 'work_intervals_overlap' using errcode = 'P0409';
  end if;

  if p_remove then
    delete from public.work_intervals where id = p_id;
  elsif p_id is null then
    insert into public.work_intervals (agent_id, started_at, ended_at, ended_by, correction)
    values (p_agent_id, v_new.started_at, v_new.ended_at, 'person', p_reason) returning * into v_new;
  else
    update public.work_intervals set started_at = v_new.started_at, ended_at = v_new.ended_at,
      ended_by = coalesce(ended_by, case when v_new.ended_at is not null then 'person' end), correction = p_reason
    where id = p_id returning * into v_new;
  end if;
  perform public.log_activity(case when p_remove then 'remove' when p_id is null then 'add' else 'correct' end, 'work_intervals', v_new.id::text,
    case when p_id is not null then to_jsonb(v_old) end, case when not p_remove then to_jsonb(v_new) end, p_note => p_reason);
  if p_id is not null and v_old.ended_at is null then
    update public.agents set clocked_in_at = case when p_remove or v_new.ended_at is not null then null else v_new.started_at end where id = p_agent_id;
    if p_remove or v_new.ended_at is not null then
      perform public.set_agent_status(p_agent_id, public.agent_status_of('offline'), '', 'system', coalesce(v_new.ended_at, now()));
    end if;
  end if;
  return next v_new;
end $$;
select public.grant_to_service('correct_work_interval');
