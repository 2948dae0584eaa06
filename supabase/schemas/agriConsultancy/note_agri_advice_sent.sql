/* That advice is on its way, by the chat message or e-mail with this id; once. */
create function public.note_agri_advice_sent(p_id uuid, p_via text, p_sent_id uuid, p_by uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_consultation uuid;
begin
  update public.agri_advice a set told_via = p_via, told_by = p_by, failed_at = null,
    message_id = case p_via when 'whatsapp' then p_sent_id end, email_id = case p_via when 'email' then p_sent_id end
  where a.id = p_id and coalesce(a.message_id, a.email_id) is distinct from p_sent_id
  returning a.consultation_id into v_consultation;
  if found then
    perform public.log_activity('send_advice', 'agri_consultations', v_consultation::text,
      p_note => case p_via when 'whatsapp' then 'On WhatsApp.' else 'By e-mail.' end);
    -- It may have left already.
    perform public.follow_agri_advice(case p_via when 'whatsapp' then 'message' else 'email' end, array[p_sent_id]);
  end if;
end $$;
select public.grant_to_service('note_agri_advice_sent');

/* Advice that was sent: what has left has told the farmer, what failed has not. p_type is email or message. */
create function public.follow_agri_advice(p_type text, p_ids uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_failed uuid[];
begin
  with states as (
    select e.id, e.send_state = 'sent' as has_left, e.send_state in ('failed', 'cancelled') as has_failed, e.sent_at as at
    from public.emails e where p_type = 'email' and e.id = any (p_ids) and e.direction = 'outbound'
    union all
    select m.id, m.status in ('sent', 'delivered', 'read', 'played'), m.status in ('failed', 'cancelled'), m.at
    from public.messages m where p_type = 'message' and m.id = any (p_ids) and m.direction = 'outbound'
  ), changed as (
    update public.agri_advice a set
      told_at = case when s.has_left then coalesce(s.at, now()) end,
      failed_at = case when s.has_failed then now() end,
      failures = a.failures + s.has_failed::integer
    from states s
    where (p_type = 'email' and a.email_id = s.id or p_type = 'message' and a.message_id = s.id)
      and (s.has_left and a.told_at is null or s.has_failed and a.failed_at is null)
    returning a.consultation_id, s.has_failed
  )
  select array_agg(c.consultation_id) filter (where c.has_failed) into v_failed from changed c;
  perform public.log_activity('advice_not_sent', 'agri_consultations', f::text, p_note => 'It did not reach the farmer.') from unnest(v_failed) f;
end $$;
select public.grant_to_service('follow_agri_advice');
