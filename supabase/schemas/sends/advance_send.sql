/*
 * Notes what happened to a send and moves its state on, unless that would be a step back. The same p_dedupe_key a second time
 * changes nothing. Returns the state it has then; null when there is no such send.
 */
create function public.advance_send(
  p_id uuid, p_kind text, p_state text, p_detail jsonb default '{}', p_dedupe_key text default null,
  p_provider_id text default null, p_error_code text default null, p_error_message text default null
) returns text
language plpgsql set search_path = '' as $$
declare
  v_state text;
begin
  select s.state into v_state from public.sends s where s.id = p_id for update;
  if v_state is null then
    return null;
  end if;
  insert into public.send_events (send_id, kind, state, detail, dedupe_key)
  values (p_id, p_kind, p_state, p_detail, p_dedupe_key)
  on conflict (send_id, dedupe_key) where dedupe_key is not null do nothing;
  if not found then
    return v_state;
  end if;
  update public.sends s set
    state = case when public.send_rank(p_state) > public.send_rank(s.state) then p_state else s.state end,
    provider_id = coalesce(s.provider_id, p_provider_id),
    sent_at = case when p_state in ('sent', 'delivered', 'read') then coalesce(s.sent_at, now()) else s.sent_at end,
    -- What settles an uncertain send takes its error away.
    error_code = case when public.send_rank(p_state) > public.send_rank(s.state) then p_error_code else s.error_code end,
    error_message = case when public.send_rank(p_state) > public.send_rank(s.state) then left(p_error_message, 2000) else s.error_message end,
    updated_at = now()
  where s.id = p_id
    and (public.send_rank(p_state) > public.send_rank(s.state) or (s.provider_id is null and p_provider_id is not null))
  returning s.state into v_state;
  return coalesce(v_state, (select s.state from public.sends s where s.id = p_id));
end $$;
select public.grant_to_service('advance_send');
