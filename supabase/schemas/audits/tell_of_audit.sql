/* Tells the agent that work of his was scored or a dispute decided, and auditors what they have to do. A sample tells its auditors by itself. */
create function public.tell_of_audit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_agent uuid;
  v_title text;
  v_body  text := '';
  v_user  uuid;
begin
  if tg_op = 'INSERT' and new.sample_id is null or tg_op = 'UPDATE' and new.auditor_id is distinct from old.auditor_id and new.status = 'pending' then
    perform public.notify(jsonb_build_object('user_id', u.id, 'module', 'audits', 'type', 'audit_assigned', 'title', 'Audit ' || new.number || ' is yours to score',
      'entity_type', 'audit', 'entity_id', new.id, 'dedupe_key', format('audit_assigned:%s:%s', new.id, new.version)))
    from auth.users u where u.id = new.auditor_id;
  end if;
  if tg_op = 'INSERT' or new.status = old.status then
    return null;
  end if;
  select a.user_id into v_agent from public.agents a where a.id = new.agent_id;
  if new.status = 'scored' then
    v_user := v_agent;
    v_title := 'Work of yours was scored: ' || new.number;
    v_body := 'Acknowledge the score, or dispute it and say why.';
  elsif new.status = 'disputed' then
    v_user := new.auditor_id;
    v_title := 'Audit ' || new.number || ' is disputed';
    v_body := new.dispute_reason;
  elsif new.status = 'resolved' then
    v_user := v_agent;
    v_title := 'The dispute of audit ' || new.number || ' is decided';
    v_body := case new.outcome when 'overturned' then 'The reviewer''s score counts.' else 'The first score counts.' end;
  end if;
  if v_user is not null then
    perform public.notify(jsonb_build_object('user_id', v_user, 'module', 'audits', 'type', 'audit_' || new.status, 'title', v_title, 'body', v_body,
      'entity_type', 'audit', 'entity_id', new.id, 'dedupe_key', format('audit_%s:%s:%s', new.status, new.id, new.version)));
  end if;
  return null;
end $$;
revoke execute on function public.tell_of_audit() from public, anon, authenticated;
