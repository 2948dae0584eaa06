/*
 * Changes the policies of tiers, all or none: [{"tier", "version", …}], version being the one that was seen. Raises stale_version.
 */
create function public.update_sla_tiers(p_changes jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_change jsonb;
begin
  for v_change in select c.value from jsonb_array_elements(p_changes) c order by c.value ->> 'tier' loop
    update public.sla_policies p set
      first_response_minutes = n.first_response_minutes, next_response_minutes = n.next_response_minutes, resolution_minutes = n.resolution_minutes,
      calendar_id = n.calendar_id, warn_percent = n.warn_percent, pause_statuses = n.pause_statuses, pause_waiting = n.pause_waiting,
      pause_metrics = n.pause_metrics, reply_must_arrive = n.reply_must_arrive
    from public.sla_policies o cross join lateral jsonb_populate_record(o, v_change - 'version') n
    where o.tier = v_change ->> 'tier' and p.id = o.id and p.version = (v_change ->> 'version')::integer;
    if not found then
      raise exception 'stale_version' using errcode = 'P0409',
        detail = jsonb_build_object('tier', v_change -> 'tier', 'version', (select p.version from public.sla_policies p where p.tier = v_change ->> 'tier'));
    end if;
  end loop;
end $$;
select public.grant_to_service('update_sla_tiers');
