/*
 * Takes down what of a part is out, and forgets what is not out any more. Whoever may view the module is told once of an outage, when it was found
 * p_patience times in a row: what was only late after a stop of the product has come back by then.
 */
create function public.note_outages(p_part text, p_module text, p_title text, p_body text, p_affected text[], p_patience integer) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_outage public.health_outages;
begin
  delete from public.health_outages o where o.part = p_part and o.affected <> all (p_affected);
  insert into public.health_outages as o (part, affected) select p_part, a from unnest(p_affected) a
  on conflict (part, affected) do update set looks = o.looks + 1;
  for v_outage in
    update public.health_outages o set notified_at = now()
    where o.part = p_part and o.notified_at is null and o.looks >= p_patience
    returning *
  loop
    perform public.notify_once(
      null, p_module, 'part_degraded', p_title || case when v_outage.affected = '' then '' else ': ' || v_outage.affected end, p_body,
      'health', p_part, format('part_degraded:%s:%s:%s', p_part, v_outage.affected, v_outage.since));
  end loop;
end $$;
select public.grant_to_service('note_outages');
