/*
 * Takes the place of a request: `begun` for whoever may do it, `done` with the stored answer, `in_progress` while
 * somebody else does it, `reused` when the key stood for another request. A place whose holder was silent for
 * p_silence_seconds is taken over.
 */
create function public.begin_idempotent_request(
  p_caller_id uuid, p_method text, p_path text, p_key text, p_fingerprint text, p_silence_seconds integer
) returns table (outcome text, attempt integer, status integer, headers jsonb, body text, content_sha256 text)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
  v_row public.idempotency_keys;
begin
  loop
    insert into public.idempotency_keys (caller_id, method, path, idempotency_key, fingerprint)
    values (p_caller_id, p_method, p_path, p_key, p_fingerprint)
    on conflict do nothing;
    if found then
      return query select 'begun', 1, null::integer, null::jsonb, null::text, null::text;
      return;
    end if;
    select * into v_row from public.idempotency_keys k
    where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
    for update;
    -- It may just have been given up.
    exit when found;
  end loop;
  if v_row.fingerprint <> p_fingerprint then
    return query select 'reused', v_row.attempt, null::integer, null::jsonb, null::text, null::text;
  elsif v_row.state = 'done' then
    return query select 'done', v_row.attempt, v_row.status, v_row.headers, v_row.body, v_row.content_sha256;
  elsif v_row.alive_at > now() - p_silence_seconds * interval '1 second' then
    return query select 'in_progress', v_row.attempt, null::integer, null::jsonb, null::text, null::text;
  else
    return query
      update public.idempotency_keys k set attempt = k.attempt + 1, alive_at = now()
      where k.caller_id = p_caller_id and k.method = p_method and k.path = p_path and k.idempotency_key = p_key
      returning 'begun', k.attempt, null::integer, null::jsonb, null::text, null::text;
  end if;
end $$;
select public.grant_to_service('begin_idempotent_request');
