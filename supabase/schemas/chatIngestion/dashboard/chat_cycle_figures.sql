/*
 * What a cycle of a conversation counts as, by its first message of the customer: started when there is none, because we wrote first; unanswered while no
 * person has answered; else answered_5m and so on, by how long the first response took, with its seconds. And resolved, with the seconds from its
 * beginning, of whoever resolved it. No "set search_path": it is inlined.
 */
create function public.chat_cycle_figures(
  p_opened_at timestamptz, p_first_message_at timestamptz, p_first_response_at timestamptz, p_resolved_at timestamptz, p_resolved_by uuid
) returns table (figure text, seconds bigint, agent_id uuid)
language sql immutable as $$
  select
    case
      when p_first_message_at is null then 'started'
      when p_first_response_at is null then 'unanswered'
      when p_first_response_at <= p_first_message_at + interval '5 minutes' then 'answered_5m'
      when p_first_response_at <= p_first_message_at + interval '15 minutes' then 'answered_15m'
      when p_first_response_at <= p_first_message_at + interval '1 hour' then 'answered_1h'
      when p_first_response_at <= p_first_message_at + interval '4 hours' then 'answered_4h'
      when p_first_response_at <= p_first_message_at + interval '24 hours' then 'answered_24h'
      else 'answered_later'
    end,
    greatest(0, coalesce(floor(extract(epoch from p_first_response_at - p_first_message_at)), 0))::bigint, null::uuid
  union all
  select 'resolved', greatest(0, floor(extract(epoch from p_resolved_at - coalesce(p_first_message_at, p_opened_at))))::bigint, p_resolved_by
  where p_resolved_at is not null
$$;
select public.grant_to_service('chat_cycle_figures');
