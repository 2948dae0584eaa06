-- E-mails that are stored together are triaged together: one job, one transaction. One by one each cost three commits, and waited for those of the others.

/*
 * Writes triages of several e-mails, all or none: [{"email_id", …}], otherwise as apply_email_triage, which see. E-mails that are not there any more
 * are passed over.
 */
create function public.apply_email_triages(p_triages jsonb) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_triage jsonb;
begin
  -- In one order, so that nobody waits in a circle.
  perform from public.email_threads t
  where t.id = any (array(select e.thread_id from jsonb_array_elements(p_triages) a join public.emails e on e.id = (a ->> 'email_id')::uuid))
  order by t.id for update;
  for v_triage in
    select a.value from jsonb_array_elements(p_triages) a
    where exists (select from public.emails e where e.id = (a.value ->> 'email_id')::uuid and e.deleted_at is null)
  loop
    perform public.apply_email_triage((v_triage ->> 'email_id')::uuid, v_triage);
  end loop;
end $$;
select public.grant_to_service('apply_email_triages');
