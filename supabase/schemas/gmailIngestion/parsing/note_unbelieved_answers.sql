/* What answers an e-mail of a thread and was not believed, points to it. */
create function public.note_unbelieved_answers(p_thread_id uuid, p_message_id text, p_reason text) returns void
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update public.email_threads t set possible_duplicate_of = p_thread_id, possible_duplicate_reason = p_reason
  from (select * from public.emails a where a.reference_ids @> array[p_message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
  where e.support_email_id = (select k.support_email_id from public.email_threads k where k.id = p_thread_id)
    and e.thread_id = t.id and t.id <> p_thread_id and t.possible_duplicate_of is null;
end $$;
select public.grant_to_service('note_unbelieved_answers');
