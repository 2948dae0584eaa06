/*
 * The statement trigger of new touches: the lead knows how often the customer came, and whether he waits. Whom somebody contacts is contacted. Who
 * comes from a file has not asked for anything.
 */
create function public.count_lead_touches() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.leads l set
    touches = l.touches + n.came,
    last_touch_at = greatest(l.last_touch_at, n.came_at),
    last_response_at = greatest(l.last_response_at, n.answered_at),
    waiting_since = case
      when l.status in ('won', 'lost') then null
      when n.answered_at >= coalesce(n.came_at, l.last_touch_at, '-infinity') then null
      when n.answered_at is not null then n.asked_at
      else coalesce(l.waiting_since, n.asked_at) end
  from (
    select lead_id, count(*) filter (where direction = 'inbound') as came, max(at) filter (where direction = 'inbound') as came_at,
      min(at) filter (where direction = 'inbound' and source <> 'import') as asked_at, max(at) filter (where direction = 'outbound') as answered_at
    from new_rows group by lead_id
  ) n
  where l.id = n.lead_id;
  perform set_config('activity.step', '{"action": "contact", "note": ""}', true);
  update public.leads l set status = 'contacted'
  where l.status = 'new' and l.id in (select n.lead_id from new_rows n where n.direction = 'outbound');
  perform set_config('activity.step', '', true);
  return null;
end $$;
select public.grant_to_service('count_lead_touches');
