/*
 * What a survey about a matter has to know: {"customer_id", "agent_id", "team", "is_done", "is_spam", "is_auto" (no person resolved it), "email_id",
 * "conversation_id" (where the customer wrote)}. Null: there is no such thing, or nobody asks about things of its kind.
 */
create function public.get_survey_subject(p_type text, p_id text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select case p_type
    when 'ticket' then (
      select jsonb_build_object('customer_id', t.customer_id, 'agent_id', t.assignee_id, 'team', t.team, 'is_done', t.status in ('resolved', 'closed'),
        'is_auto', t.status in ('resolved', 'closed') and y.resolved_by is null,
        'is_spam', exists (
          select from public.ticket_links l join public.email_threads e on e.id::text = l.entity_id
          where l.ticket_id = t.id and l.entity_type = 'email_thread' and l.kind = 'source' and e.status = 'spam'),
        'email_id', g.email_id, 'conversation_id', g.conversation_id)
      from public.tickets t
      left join public.ticket_cycles y on y.ticket_id = t.id and y.cycle = t.cycle
      cross join lateral public.ticket_reply_target(t.id, null) g
      where t.id::text = p_id and t.hidden_at is null)
    when 'conversation' then (
      select jsonb_build_object('customer_id', c.customer_id, 'agent_id', c.assignee_id, 'team', c.team, 'is_done', c.status = 'resolved',
        'is_auto', c.status = 'resolved' and y.resolved_by is null, 'is_spam', false, 'email_id', null, 'conversation_id', c.id)
      from public.conversations c
      left join public.conversation_cycles y on y.conversation_id = c.id and y.cycle = c.cycle
      where c.id::text = p_id and c.merged_into is null)
    when 'email_thread' then (
      select jsonb_build_object('customer_id', t.customer_id, 'agent_id', t.assignee_id, 'team', t.team, 'is_done', t.status in ('resolved', 'closed'),
        -- Nobody notes who resolved a thread; an answer of a person may do so without a word of its own.
        'is_auto', t.status in ('resolved', 'closed') and a.actor_kind = 'system' and not exists (
          select from public.emails o join auth.users u on u.id = o.created_by
          where o.thread_id = t.id and o.direction = 'outbound' and o.created_at > a.at),
        'is_spam', t.status = 'spam', 'conversation_id', null, 'email_id', (
          select e.id from public.emails e where e.thread_id = t.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
          order by e.received_at desc, e.id desc limit 1))
      from public.email_threads t
      left join lateral (
        select l.actor_kind, l.at from public.activity_log l
        where l.entity_type = 'email_threads' and l.entity_id = t.id::text and l.after ->> 'status' in ('resolved', 'closed') order by l.id desc limit 1) a on true
      where t.id::text = p_id and t.message_count > 0)
  end
$$;
select public.grant_to_service('get_survey_subject');
