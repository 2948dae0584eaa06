/*
 * Before an audit is written: its week, and that nobody judges his own work. Raises own_work, audit_reviewer_not_independent.
 */
create function public.keep_audit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_user uuid;
begin
  if tg_op = 'INSERT' or new.work_at <> old.work_at then
    new.week := date_trunc('week', new.work_at at time zone public.business_zone())::date;
  end if;
  if tg_op = 'UPDATE' and (new.auditor_id, new.reviewer_id, new.agent_id) is not distinct from (old.auditor_id, old.reviewer_id, old.agent_id) then
    return new;
  end if;
  select a.user_id into v_user from public.agents a where a.id = new.agent_id;
  if new.auditor_id = v_user and (tg_op = 'INSERT' or new.auditor_id is distinct from old.auditor_id) then
    raise exception 'own_work' using errcode = 'P0422', detail = jsonb_build_object('agent_id', new.agent_id);
  elsif new.reviewer_id in (v_user, new.auditor_id) then
    raise exception 'audit_reviewer_not_independent' using errcode = 'P0422';
  end if;
  return new;
end $$;
revoke execute on function public.keep_audit() from public, anon, authenticated;
