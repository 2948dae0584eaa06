/*
 * One step of an audit, as act_on does it, with what was answered: p_kind says by whom, p_score is
 * {"answers", "sections", "raw_score", "score", "is_auto_failed"}. Null when there is no such audit. Raises stale_version, step_not_allowed, own_work,
 * audit_reviewer_not_independent.
 */
create function public.act_on_audit(
  p_id uuid, p_steps jsonb, p_action text, p_note text, p_version integer, p_set jsonb, p_kind text, p_score jsonb, p_by uuid
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_row jsonb;
begin
  perform from public.audits a where a.id = p_id and a.deleted_at is null for update;
  if not found then
    return null;
  end if;
  v_row := public.act_on('public.audits', p_steps, p_id, p_action, null, p_note, p_version, p_set);
  if p_score is not null then
    insert into public.audit_scores as s (audit_id, kind, answers, sections, raw_score, score, is_auto_failed, scored_by, scored_at)
    values (p_id, p_kind, p_score -> 'answers', p_score -> 'sections', (p_score ->> 'raw_score')::numeric, (p_score ->> 'score')::numeric,
      (p_score ->> 'is_auto_failed')::boolean, p_by, now())
    on conflict (audit_id, kind) do update set answers = excluded.answers, sections = excluded.sections, raw_score = excluded.raw_score, score = excluded.score,
      is_auto_failed = excluded.is_auto_failed, scored_by = excluded.scored_by, scored_at = excluded.scored_at;
  elsif p_action = 'reopen' then
    update public.audit_scores s set scored_at = null, raw_score = null, score = null, is_auto_failed = false, sections = '[]' where s.audit_id = p_id;
  end if;
  return v_row;
end $$;
select public.grant_to_service('act_on_audit');
