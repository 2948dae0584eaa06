/* A word to whoever watches a ticket or has it, but not to whoever did it: once for each comment. */
create function public.tell_ticket_watchers(p_id uuid, p_comment_id uuid, p_title text, p_by uuid default null) returns void
language sql security definer set search_path = '' as $$
  select public.notify_once(w.user_id, 'tickets', 'ticket_comment', p_title || ' on ' || t.number, t.subject, 'ticket', t.id::text,
    'ticket_comment:' || p_comment_id || ':' || w.user_id)
  from public.tickets t
  cross join lateral (
    select unnest(t.watcher_ids) union select a.user_id from public.agents a where a.id = t.assignee_id and a.user_id is not null) w (user_id)
  where t.id = p_id and w.user_id is distinct from p_by and exists (select from auth.users u where u.id = w.user_id)
$$;
select public.grant_to_service('tell_ticket_watchers');
