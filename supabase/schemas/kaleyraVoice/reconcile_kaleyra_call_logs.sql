/*
 * Compares the staged rows of a run with ours of these days and, when asked to heal, makes ours equal. A row that only we have
 * is taken out, its last state kept in the activity log; one that was written after p_asked_at is younger than the question
 * and not judged. Rows are taken out only on good evidence: every row of the provider could be read (p_trusted), and it
 * listed at least as many as it lacks; an empty answer for a full day is more likely a fault of the provider.
 * Lists at most 1,000 ids of each kind. Healing is logged, with its counts.
 */
create function public.reconcile_kaleyra_call_logs(
  p_run_id uuid, p_from date, p_to date, p_asked_at timestamptz, p_heal boolean, p_trusted boolean
)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_missing text[];
  v_changed text[];
  v_extra   text[];
  v_remove  boolean;
  v_counts  jsonb;
  v_staged  integer := (select count(*) from public.kaleyra_reconcile_rows where run_id = p_run_id);
  v_stored  integer := (
    select count(*) from public.kaleyra_call_logs
    where start_time >= p_from::timestamp at time zone 'Asia/Kolkata' and start_time < (p_to + 1)::timestamp at time zone 'Asia/Kolkata');
begin
  select
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'missing'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'changed'), '{}'),
    coalesce(array_agg(d.id order by d.id) filter (where d.difference = 'extra' and l.synced_at < p_asked_at), '{}')
  into v_missing, v_changed, v_extra
  from public.diff_kaleyra_call_logs(p_run_id, p_from, p_to) d
  left join public.kaleyra_call_logs l on l.id = d.id;

  v_remove := p_heal and p_trusted and cardinality(v_extra) <= v_staged;
  v_counts := jsonb_build_object(
    'provider_rows', v_staged, 'stored_rows', v_stored,
    'missing_count', cardinality(v_missing), 'extra_count', cardinality(v_extra),
    'extra_kept_count', case when v_remove then 0 else cardinality(v_extra) end, 'changed_count', cardinality(v_changed));
  if v_remove then
    perform public.log_activity('reconcile_remove', 'kaleyra_call_logs', l.id, to_jsonb(l))
    from public.kaleyra_call_logs l where l.id = any (v_extra);
    delete from public.kaleyra_call_logs where id = any (v_extra);
  end if;
  if p_heal then
    perform public.heal_kaleyra_call_logs(p_run_id);
    perform public.log_activity('reconcile', 'kaleyra_call_logs', p_from || case when p_to > p_from then '..' || p_to else '' end, null, v_counts);
  else
    delete from public.kaleyra_reconcile_rows where run_id = p_run_id;
  end if;
  return v_counts || jsonb_build_object(
    'missing', to_jsonb(v_missing[:1000]), 'extra', to_jsonb(v_extra[:1000]), 'changed', to_jsonb(v_changed[:1000]));
end $$;
select public.grant_to_service('reconcile_kaleyra_call_logs');
