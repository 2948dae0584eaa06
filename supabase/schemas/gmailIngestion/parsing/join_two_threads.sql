/* Makes one thread of two. What the one that stays has not, it takes from the other. Both are locked. */
create function public.join_two_threads(p_keep uuid, p_drop uuid, p_status text, p_priority text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_keep public.email_threads;
  v_drop public.email_threads;
begin
  select * into v_drop from public.email_threads t where t.id = p_drop;
  update public.email_threads t set
    -- The matter is called what its first message called it.
    subject = case when v_drop.first_message_at < t.first_message_at then v_drop.subject else t.subject end,
    customer_id = coalesce(t.customer_id, v_drop.customer_id), gmail_thread_id = coalesce(t.gmail_thread_id, v_drop.gmail_thread_id),
    participants = array(select distinct p from unnest(t.participants || v_drop.participants) p order by p),
    status = p_status, priority = p_priority, team = coalesce(t.team, v_drop.team), assignee_id = coalesce(t.assignee_id, v_drop.assignee_id),
    possible_duplicate_of = nullif(coalesce(nullif(t.possible_duplicate_of, v_drop.id), v_drop.possible_duplicate_of), t.id),
    possible_duplicate_reason = case
      when t.possible_duplicate_of <> v_drop.id then t.possible_duplicate_reason
      when v_drop.possible_duplicate_of <> t.id then v_drop.possible_duplicate_reason
    end,
    version = t.version + 1, updated_at = now()
  where t.id = p_keep returning * into v_keep;
  update public.emails e set
    thread_id = v_keep.id, thread_reason = case when e.thread_id = v_keep.id then e.thread_reason else 'joined' end,
    status = v_keep.status, priority = v_keep.priority, team = v_keep.team, assignee_id = v_keep.assignee_id, version = e.version + 1, updated_at = now()
  where e.thread_id = v_drop.id
    or (e.thread_id = v_keep.id and (e.status, e.priority, e.team, e.assignee_id) is distinct from (v_keep.status, v_keep.priority, v_keep.team, v_keep.assignee_id));
  update public.email_threads t set possible_duplicate_of = v_keep.id where t.possible_duplicate_of = v_drop.id;
  delete from public.email_threads t where t.id = v_drop.id;
end $$;
select public.grant_to_service('join_two_threads');
