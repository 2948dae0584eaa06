/*
 * Carries stored status events, whose messages are known, into these messages and their sends: the highest status counts, whatever the order; reading
 * implies delivery; a failure is shown only while nothing says that the message arrived.
 */
create function public.apply_message_statuses(p_events bigint[]) returns void
language plpgsql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_send record;
begin
  -- In one order, so that nobody waits in a circle: whoever stores messages locks contacts before conversations.
  perform from public.chat_contacts k
  where k.id in (
    select m.contact_id from public.message_status_events e join public.messages m on m.id = e.message_id
    where e.id = any (p_events) and (e.status = 'failed' or m.status = 'failed'))
  order by k.id for no key update;
  perform from public.messages m
  where m.id in (select e.message_id from public.message_status_events e where e.id = any (p_events)) order by m.id for no key update;

  with said as materialized (
    select e.message_id,
      max(public.chat_status_rank(e.status)) as rank,
      min(e.at) filter (where e.status = 'sent') as sent_at,
      min(e.at) filter (where e.status = 'delivered') as delivered_at,
      min(e.at) filter (where e.status = 'read') as read_at,
      min(e.at) filter (where e.status = 'played') as played_at,
      min(e.at) filter (where e.status = 'failed') as failed_at,
      (array_agg(e.error_code order by e.at desc) filter (where e.status = 'failed'))[1] as error_code,
      (array_agg(e.error_message order by e.at desc) filter (where e.status = 'failed'))[1] as error_message,
      (array_agg(e.is_retryable order by e.at desc) filter (where e.status = 'failed'))[1] as is_retryable,
      (array_agg(e.cost order by e.at desc) filter (where e.cost is not null))[1] as cost,
      array_agg(distinct e.key) as keys
    from public.message_status_events e
    where e.id = any (p_events) and e.message_id is not null
    group by e.message_id
  )
  update public.messages m set
    status = w.status,
    sent_at = coalesce(m.sent_at, s.sent_at),
    -- A report of the delivery is worth more than what follows from the reading.
    delivered_at = case
      when m.delivered_at is not null and not m.delivered_derived then m.delivered_at
      else coalesce(s.delivered_at, m.delivered_at, s.read_at, s.played_at) end,
    delivered_derived = case
      when m.delivered_at is not null and not m.delivered_derived then false
      when s.delivered_at is not null then false
      else m.delivered_derived or coalesce(s.read_at, s.played_at) is not null end,
    read_at = coalesce(m.read_at, s.read_at, s.played_at),
    played_at = coalesce(m.played_at, s.played_at),
    failed_at = coalesce(m.failed_at, s.failed_at),
    error_code = case when w.status = 'failed' then coalesce(s.error_code, m.error_code) end,
    error_message = case when w.status = 'failed' then coalesce(s.error_message, m.error_message) end,
    is_retryable = case when w.status = 'failed' then coalesce(s.is_retryable, m.is_retryable) end,
    cost = coalesce(s.cost, m.cost)
  from said s
  cross join lateral (
    select case when s.rank > public.chat_status_rank(o.status) then
      case s.rank when 0 then 'queued' when 3 then 'sent' when 4 then 'failed' when 5 then 'delivered' when 6 then 'read' when 7 then 'played' else o.status end
      else o.status end as status
    from public.messages o where o.id = s.message_id
  ) w
  where m.id = s.message_id and m.direction = 'outbound';

  -- A status settles a send whose outcome nobody knew, and names it.
  for v_send in
    select m.send_id, case m.status when 'played' then 'read' else m.status end as state, min(e.key) as key, m.error_code, m.error_message
    from public.message_status_events e join public.messages m on m.id = e.message_id join public.sends s on s.id = m.send_id
    where e.id = any (p_events)
      and (public.send_rank(case m.status when 'played' then 'read' else m.status end) > public.send_rank(s.state) or s.provider_id is null)
    group by m.id
  loop
    perform public.advance_send(v_send.send_id, 'reported', v_send.state, jsonb_build_object('key', v_send.key), 'status:' || v_send.state,
      v_send.key, v_send.error_code, v_send.error_message);
  end loop;

  -- Nobody can be reached there, until something arrives.
  update public.chat_contacts k set unreachable_at = e.at, updated_at = now()
  from public.message_status_events e join public.messages m on m.id = e.message_id
  where e.id = any (p_events) and e.status = 'failed' and e.error_code = '131026' and k.id = m.contact_id and k.unreachable_at is null
    and public.chat_status_rank(m.status) <= 4;
  update public.chat_contacts k set unreachable_at = null, updated_at = now()
  from public.message_status_events e join public.messages m on m.id = e.message_id
  where e.id = any (p_events) and e.status in ('delivered', 'read') and k.id = m.contact_id and k.unreachable_at < e.at;
end $$;
select public.grant_to_service('apply_message_statuses');
