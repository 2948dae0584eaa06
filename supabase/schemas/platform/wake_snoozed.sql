/*
 * Rows of a table with status and snoozed_until whose snooze is over are open again, up to 1,000 of them; how many. Their history has it as p_action.
 */
create function public.wake_snoozed(p_table text, p_action text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  perform set_config('activity.step', jsonb_build_object('action', p_action, 'note', 'The snooze is over.')::text, true);
  execute format(
    $sql$update %1$s t set status = 'open' where t.id in (
      select s.id from %1$s s where s.status = 'snoozed' and s.snoozed_until <= now() order by s.snoozed_until limit 1000 for update skip locked)$sql$, p_table::regclass);
  get diagnostics v_count = row_count;
  perform set_config('activity.step', '', true);
  return v_count;
end $$;
select public.grant_to_service('wake_snoozed');
