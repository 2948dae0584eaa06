/*
 * One call: what it is as a whole, whose it was at that time (or who shares the number), its legs in their order with links to recordings as
 * recording_link makes them, and the attempts of ours that led to it. Null when there is none.
 */
create function public.get_kaleyra_call(p_id text, p_link_base text, p_link_user text, p_link_key text, p_link_expires bigint) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select jsonb_build_object(
    'id', c.call_id, 'start_time', c.start_time, 'service', c.service, 'outcome', c.outcome, 'customer_number', c.customer_number,
    'talk_seconds', c.talk_seconds, 'agent_numbers', c.agent_numbers, 'answered_agent_numbers', c.answered_agent_numbers,
    'customer', (
      select jsonb_build_object('id', r.id, 'display_name', r.display_name) from public.customers r
      where r.deleted_at is null and r.id = public.customer_root(coalesce(
        (select p.customer_id from public.timeline_picks p where p.kind = 'call' and p.entry_id = c.call_id),
        (select i.customer_id from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164
         where s.written = c.customer_number and not i.is_shared and i.ended_reason <> 'removed'
           and c.start_time >= coalesce(i.begins_at, '-infinity') and c.start_time < coalesce(i.ended_at, 'infinity')
         order by i.begins_at desc nulls last, i.id limit 1)))),
    'candidates', (
      select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'display_name', f.display_name) order by f.display_name, f.id), '[]')
      from (
        select distinct r.id, r.display_name
        from public.phone_spellings s join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
        join public.customers r on r.id = public.customer_root(i.customer_id) and r.deleted_at is null
        where s.written = c.customer_number
      ) f),
    'legs', (
      select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('recording_url',
        case when l.has_recording then public.recording_link(l.id, p_link_base, p_link_user, p_link_key, p_link_expires) end) order by l.start_time, l.id <> l.call_id, l.id), '[]')
      from public.kaleyra_leg_rows l where l.call_id = c.call_id),
    'attempts', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.created_at, a.id), '[]')
      from public.call_attempts a where a.id in (
        select l.custom::uuid from public.kaleyra_call_logs l
        where l.call_id = c.call_id and l.custom ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$')))
  from public.kaleyra_calls c where c.call_id = p_id
$$;
select public.grant_to_service('get_kaleyra_call');
