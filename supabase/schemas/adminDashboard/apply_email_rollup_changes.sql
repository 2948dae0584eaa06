/* What this transaction changed so far goes into the sums. */
create function public.apply_email_rollup_changes() returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_anew  boolean;
  v_facts public.email_fact[];
begin
  if not exists (select from public.email_rollup_changes c where c.tx = pg_current_xact_id()) then
    return;
  end if;
  perform public.lock_email_rollups();
  -- From here on this transaction sees what every writer before it committed; so it does the zone in force.
  with gone as (
    delete from public.email_rollup_changes c where c.tx = pg_current_xact_id() returning c.zone, c.facts
  ), fact as (
    select f.quarter_hour, f.day, f.support_email_id, f.team, f.direction, f.kind, f.status, f.unread, f.sender, sum(f.emails) as emails
    from gone cross join unnest(gone.facts) f
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  )
  select (select bool_or(g.facts is null or g.zone <> public.business_zone()) from gone g),
    (select array_agg(row(f.*)::public.email_fact) from fact f where f.emails <> 0)
  into v_anew, v_facts;
  if v_anew then
    perform public.rebuild_email_rollups();
  elsif v_facts is not null then
    perform public.apply_email_facts(v_facts);
  end if;
end $$;
select public.grant_to_service('apply_email_rollup_changes');
