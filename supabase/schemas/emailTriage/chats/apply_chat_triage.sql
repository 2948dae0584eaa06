/*
 * Writes a triage of a conversation: p_triage {"message_id", "request_key", "adapter", "model", "prompt_version", "state", "result", "reason",
 * "error_code", "error_message", "tokens", "ms"}. Team and priority are set while nobody else has: a value that neither is the default nor came from an
 * earlier triage stays, and so does what is resolved. With a request_key it happens once for a message; then nothing is returned. Raises conversation_not_found.
 */
create function public.apply_chat_triage(p_conversation_id uuid, p_triage jsonb, p_requested_by uuid default null) returns setof public.chat_triages
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_conversation public.conversations;
  v_result       jsonb := p_triage -> 'result';
  v_given        jsonb;
  v_applied      text[] := '{}';
  v_id           uuid;
begin
  select * into v_conversation from public.conversations c where c.id = p_conversation_id for no key update;
  if v_conversation.id is null then
    raise exception 'conversation_not_found' using errcode = 'P0404';
  end if;
  -- What earlier triages set last.
  select jsonb_object_agg(g.field, g.value) into v_given from (
    select distinct on (f) f as field, t.result -> f as value
    from public.chat_triages t cross join unnest(t.applied) f where t.conversation_id = p_conversation_id order by f, t.created_at desc, t.id desc
  ) g;
  if v_conversation.status <> 'resolved' and (v_conversation.team is null or to_jsonb(v_conversation.team) = v_given -> 'team') then
    v_applied := v_applied || 'team'::text;
  end if;
  if v_conversation.status <> 'resolved' and to_jsonb(v_conversation.priority) = coalesce(v_given -> 'priority', '"normal"') then
    v_applied := v_applied || 'priority'::text;
  end if;
  insert into public.chat_triages (
    conversation_id, message_id, request_key, adapter, model, prompt_version, state, result, applied, reason, error_code, error_message, tokens, ms, requested_by)
  values (p_conversation_id, (p_triage ->> 'message_id')::uuid, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''),
    coalesce(p_triage ->> 'prompt_version', ''), p_triage ->> 'state', v_result, v_applied, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code',
    p_triage ->> 'error_message', coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
  on conflict (conversation_id, message_id, request_key) do nothing
  returning id into v_id;
  if v_id is null then
    return;
  end if;
  update public.conversations c set
    team = case when 'team' = any (v_applied) then v_result ->> 'team' else c.team end,
    priority = case when 'priority' = any (v_applied) then v_result ->> 'priority' else c.priority end
  where c.id = p_conversation_id and (('team' = any (v_applied) and c.team is distinct from v_result ->> 'team')
    or ('priority' = any (v_applied) and c.priority <> v_result ->> 'priority'));
  -- What happens by itself is told by chat_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'conversations', p_conversation_id::text, null, jsonb_build_object('triage_id', v_id, 'applied', v_applied));
  end if;
  return query select t.* from public.chat_triages t where t.id = v_id;
end $$;
select public.grant_to_service('apply_chat_triage');
