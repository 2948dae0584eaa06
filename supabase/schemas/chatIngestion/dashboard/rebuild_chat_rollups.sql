/* Brings all sums in line with messages and cycles; writes only what differs. */
create function public.rebuild_chat_rollups() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_chat_rollups();
  delete from public.chat_rollup_changes c where c.tx = pg_current_xact_id();
  merge into public.chat_rollups r using public.chat_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.provider_id = f.provider_id and coalesce('t' || r.team, '') = coalesce('t' || f.team, '')
      and coalesce(r.agent_id, '00000000-0000-0000-0000-000000000000') = coalesce(f.agent_id, '00000000-0000-0000-0000-000000000000')
      and r.figure = f.figure and r.code = f.code
  when matched and (r.count, r.seconds) is distinct from (f.count, f.seconds) then update set count = f.count, seconds = f.seconds
  when not matched then
    insert (grain, bucket, provider_id, team, agent_id, figure, code, count, seconds)
    values (f.grain, f.bucket, f.provider_id, f.team, f.agent_id, f.figure, f.code, f.count, f.seconds)
  when not matched by source then delete;
end $$;
select public.grant_to_service('rebuild_chat_rollups');
