/* A bulk: how far, what failed (the first 100), and with p_items what became of each. Null: there is none. */
create function public.get_ticket_bulk(p_id uuid, p_items boolean default false) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select to_jsonb(b) - 'steps' || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('ticket_id', f.ticket_id, 'outcome', f.outcome, 'reason', f.reason) order by f.position)
      from (select * from public.ticket_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('ticket_id', i.ticket_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.ticket_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.ticket_bulks b where b.id = p_id
$$;
select public.grant_to_service('get_ticket_bulk');
