/* Everything about an e-mail; null when there is none, or it is deleted. */
create function public.get_email(p_id uuid) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select (to_jsonb(e) - 'deleted_at') || (select to_jsonb(r) from public.email_list_rows r where r.id = e.id) || jsonb_build_object(
    'attachments', public.get_email_attachments(e.id),
    'customer', (
      select jsonb_build_object('id', c.id, 'name', c.name, 'identities', coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.value)
        from public.customer_identities i where i.customer_id = any (a.ids) and i.ended_at is null), '[]'))
      from public.customers c cross join lateral (select public.customer_members(c.id) as ids offset 0) a
      where c.id = public.customer_root(e.customer_id)),
    'thread', (select to_jsonb(t) from public.email_thread_rows t where t.id = e.thread_id),
    'also_received_in', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', o.id, 'support_email_id', o.support_email_id, 'email_address', m.email_address, 'thread_id', o.thread_id)
        order by m.email_address, o.id)
      from public.emails o join public.support_emails m on m.id = o.support_email_id
      where o.message_id = e.message_id and o.message_id <> '' and o.id <> e.id and o.support_email_id <> e.support_email_id and o.deleted_at is null), '[]'),
    'send', (
      select jsonb_build_object('id', s.id, 'state', s.state, 'send_after', s.send_after, 'attempts', s.attempts, 'first_tried_at', s.first_tried_at, 'error_code', s.error_code,
        'error_message', s.error_message, 'sent_at', s.sent_at, 'events', coalesce((
          select jsonb_agg(jsonb_build_object('kind', v.kind, 'state', v.state, 'detail', v.detail, 'at', v.at) order by v.id)
          from public.send_events v where v.send_id = s.id), '[]'))
      from public.sends s where s.id = e.send_id))
  from public.emails e
  where e.id = p_id and e.deleted_at is null
$$;
select public.grant_to_service('get_email');
