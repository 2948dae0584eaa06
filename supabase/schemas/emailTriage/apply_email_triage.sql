/*
 * Writes a triage and shows it on its e-mail, in one transaction:
 * p_triage {"request_key", "adapter", "model", "prompt_version", "state", "result", "reason", "error_code", "error_message", "tokens", "ms"}.
 * Never touches a column in human_fields. Team and priority belong to the matter: only the first message of a customer in a thread sets them, on
 * the thread and all its e-mails, unless a person set them on one of these. With a request_key it happens once, and only while the e-mail waits
 * for it; otherwise it returns the newest triage, or nothing when there is none. Raises email_not_found.
 */
create function public.apply_email_triage(p_email_id uuid, p_triage jsonb, p_requested_by uuid default null) returns setof public.email_triages
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread  uuid;
  v_email   public.emails;
  v_result  jsonb := p_triage -> 'result';
  v_id      uuid;
  v_opens   boolean;
  v_matter  text[] := '{}';
  v_own     text[];
  v_before  jsonb;
begin
  -- The thread first, as everybody else who changes both; once more when it was joined to another meanwhile.
  loop
    select e.thread_id into v_thread from public.emails e where e.id = p_email_id;
    perform from public.email_threads t where t.id = v_thread for update;
    select * into v_email from public.emails e where e.id = p_email_id for update;
    exit when v_email.id is null or v_email.thread_id = v_thread;
  end loop;
  if v_email.id is null or v_email.deleted_at is not null then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;

  if p_triage ->> 'request_key' is null or v_email.triage_state = 'pending' then
    insert into public.email_triages (email_id, request_key, adapter, model, prompt_version, state, result, reason, error_code, error_message, tokens, ms, requested_by)
    values (p_email_id, p_triage ->> 'request_key', p_triage ->> 'adapter', coalesce(p_triage ->> 'model', ''), coalesce(p_triage ->> 'prompt_version', ''),
      p_triage ->> 'state', v_result, coalesce(p_triage ->> 'reason', ''), p_triage ->> 'error_code', p_triage ->> 'error_message',
      coalesce((p_triage ->> 'tokens')::integer, 0), coalesce((p_triage ->> 'ms')::integer, 0), p_requested_by)
    on conflict (email_id, request_key) do nothing
    returning id into v_id;
  end if;
  if v_id is null then
    return query select t.* from public.email_triages t where t.email_id = p_email_id order by t.created_at desc, t.id desc limit 1;
    return;
  end if;

  v_opens := not exists (
    select from (select * from public.emails a where a.thread_id = v_email.thread_id offset 0) e
    where e.id <> v_email.id and e.direction = 'inbound' and e.kind = 'message' and e.deleted_at is null
      and (e.received_at, e.id) < (v_email.received_at, v_email.id));
  if v_opens then
    select coalesce(array_agg(f), '{}') into v_matter
    from unnest(array['team', 'priority']) f
    where not exists (select from public.emails e where e.thread_id = v_email.thread_id and f = any (e.human_fields))
      -- Whoever gave the mailbox a team has decided already.
      and not (f = 'team' and exists (select from public.support_emails s where s.id = v_email.support_email_id and s.team is not null));
  end if;
  v_own := array(select f from unnest(array['category', 'sentiment', 'language', 'summary', 'suggested_reply']) f where f <> all (v_email.human_fields));
  v_before := to_jsonb(v_email);

  update public.emails e set
    category = case when 'category' = any (v_own) then v_result ->> 'category' else e.category end,
    sentiment = case when 'sentiment' = any (v_own) then v_result ->> 'sentiment' else e.sentiment end,
    language = case when 'language' = any (v_own) then v_result ->> 'language' else e.language end,
    summary = case when 'summary' = any (v_own) then v_result ->> 'summary' else e.summary end,
    suggested_reply = case when 'suggested_reply' = any (v_own) then v_result ->> 'suggested_reply' else e.suggested_reply end,
    team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
    priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
    triage_state = case p_triage ->> 'state' when 'blocked' then 'blocked' else 'done' end,
    triaged_at = now(), version = e.version + 1, updated_at = now()
  where e.id = p_email_id;

  -- A statement has its triggers work also when it changes nothing.
  if v_matter <> '{}' then
    if exists (select from public.emails e where e.thread_id = v_email.thread_id and e.id <> v_email.id) then
      update public.emails e set
        team = case when 'team' = any (v_matter) then v_result ->> 'team' else e.team end,
        priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else e.priority end,
        version = e.version + 1, updated_at = now()
      where e.thread_id = v_email.thread_id and e.id <> v_email.id
        and (('team' = any (v_matter) and e.team is distinct from v_result ->> 'team')
          or ('priority' = any (v_matter) and e.priority is distinct from v_result ->> 'priority'));
    end if;
    update public.email_threads t set
      team = case when 'team' = any (v_matter) then v_result ->> 'team' else t.team end,
      priority = case when 'priority' = any (v_matter) then v_result ->> 'priority' else t.priority end,
      version = t.version + 1, updated_at = now()
    where t.id = v_email.thread_id
      and (('team' = any (v_matter) and t.team is distinct from v_result ->> 'team')
        or ('priority' = any (v_matter) and t.priority is distinct from v_result ->> 'priority'));
  end if;

  if v_before ->> 'language' is distinct from (select e.language from public.emails e where e.id = p_email_id) then
    perform public.follow_items('email_thread', array[v_email.thread_id]);
  end if;

  -- What happens by itself is told by email_triages; what a person orders is noted.
  if p_requested_by is not null then
    perform public.log_activity('triage', 'emails', p_email_id::text, public.triage_fields(v_before), public.triage_fields((select to_jsonb(e) from public.emails e where e.id = p_email_id)), p_requested_by);
  end if;
  return query update public.email_triages t set applied = v_own || v_matter where t.id = v_id returning t.*;
end $$;
select public.grant_to_service('apply_email_triage');
