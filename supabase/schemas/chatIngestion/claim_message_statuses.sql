/* What was said about these messages before we knew them by that name. */
create function public.claim_message_statuses(p_ids uuid[]) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off as $$
declare
  v_claimed bigint[];
begin
  with names as materialized (
    select m.id, m.key as name from public.messages m where m.id = any (p_ids) and m.key is not null
    union
    select a.message_id, a.key from public.message_aliases a where a.message_id = any (p_ids)
  ), meant as materialized (
    select n.id, e.id as event_id from names n cross join lateral (
      select e.id from public.message_status_events e where e.key = n.name and e.message_id is null
      union
      select e.id from public.message_status_events e where e.other_keys @> array[n.name] and e.message_id is null and e.other_keys <> '{}'
    ) e
    union
    select i, e.event_id from unnest(p_ids) i cross join lateral (
      select e.id as event_id from public.message_status_events e
      where e.callback_data = i::text and e.callback_data is not null and e.message_id is null
    ) e
  ), claimed as (
    update public.message_status_events e set message_id = m.id from meant m where e.id = m.event_id returning e.id
  )
  select array_agg(c.id) into v_claimed from claimed c;
  if v_claimed is not null then
    perform public.apply_message_statuses(v_claimed);
  end if;
end $$;
select public.grant_to_service('claim_message_statuses');
