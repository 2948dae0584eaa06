/*
 * Works on stored events once more, in the order in which they came: those that the filters leave (all null: every one).
 * Returns how many; p_dry_run counts only.
 */
create function public.replay_webhook_events(
  p_id bigint, p_source text, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  if p_dry_run then
    return (
      select count(*) from public.webhook_events w
      where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
        and (p_error_code is null or w.error_code = p_error_code)
        and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to));
  end if;
  with replayed as (
    update public.webhook_events w
    set state = 'received', attempts = 0, replays = w.replays + 1, next_attempt_at = null, error_code = null, error_message = null
    where (p_id is null or w.id = p_id) and (p_source is null or w.source = p_source) and (p_state is null or w.state = p_state)
      and (p_error_code is null or w.error_code = p_error_code)
      and (p_from is null or w.received_at >= p_from) and (p_to is null or w.received_at < p_to)
    returning w.id, w.source
  ), numbered as (
    select r.source, r.id, (row_number() over (partition by r.source order by r.id) - 1) / 500 as batch from replayed r
  ), batches as (
    select n.source, array_agg(n.id order by n.id) as ids from numbered n group by n.source, n.batch
  )
  select coalesce(sum(cardinality(b.ids)), 0) into v_count
  from batches b cross join lateral (select public.add_webhook_job(b.source, b.ids)) job;
  perform public.log_activity('replay', 'webhook_events', coalesce(p_id::text, 'by filter'), null,
    jsonb_strip_nulls(jsonb_build_object('source', p_source, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'events', v_count)));
  return v_count;
end $$;
select public.grant_to_service('replay_webhook_events');
