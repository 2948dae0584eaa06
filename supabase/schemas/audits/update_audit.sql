/*
 * Changes an audit that is not scored yet; p_answers takes the place of the auditor's draft, null leaves it. No row when there is no such audit.
 * Raises stale_version, audit_is_scored, own_work.
 */
create function public.update_audit(p_id uuid, p_change jsonb, p_answers jsonb, p_version integer, p_by uuid) returns setof public.audits
language plpgsql security definer set search_path = '' as $$
declare
  v_audit public.audits;
begin
  select * into v_audit from public.audits a where a.id = p_id and a.deleted_at is null for update;
  if v_audit.id is null then
    return;
  elsif p_version <> v_audit.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_audit.version);
  elsif v_audit.status not in ('pending', 'in_progress') then
    raise exception 'audit_is_scored' using errcode = 'P0409', detail = jsonb_build_object('status', v_audit.status);
  end if;
  if p_answers is not null then
    insert into public.audit_scores as s (audit_id, kind, answers, scored_by) values (p_id, 'audit', p_answers, p_by)
    on conflict (audit_id, kind) do update set answers = excluded.answers, scored_by = excluded.scored_by;
  end if;
  v_audit := jsonb_populate_record(v_audit, p_change);
  return query
    update public.audits a set auditor_id = v_audit.auditor_id, due_on = v_audit.due_on, summary = v_audit.summary where a.id = p_id returning a.*;
end $$;
select public.grant_to_service('update_audit');
