/*
 * What ties a thread to others, now that it has more people or messages than before: {"links": [{"email", "clue"}], "threads"}, as find_thread_clues,
 * with the thread itself among the threads. The evidence grows with both, so that the outcome does not depend on the order in which messages came.
 */
create function public.find_thread_links(p_thread_id uuid) returns jsonb
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_mailbox uuid := (select t.support_email_id from public.email_threads t where t.id = p_thread_id);
  v_links   jsonb;
  v_threads uuid[];
begin
  with mine as (
    select e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, m.gmail_thread_id, public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer
    from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
  ), found as (
    -- What it refers to,
    select mine.writer, 'reference' as way, o.id, o.thread_id, o.support_email_id
    from mine cross join lateral unnest(mine.reference_ids) r (id)
    cross join lateral (select * from public.emails a where a.support_email_id = v_mailbox and a.message_id = r.id and a.message_id <> '' offset 0) o
    union all
    -- what refers to it,
    select mine.writer, 'answered', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
    union all
    -- what Gmail sees together with it,
    select mine.writer, 'gmail_thread', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
    join public.emails o on o.mailbox_message_id = g.id
    union all
    -- what names the same number,
    select mine.writer, 'ticket', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
    union all
    -- what refers to the same.
    select mine.writer, 'same_reference', o.id, o.thread_id, o.support_email_id
    from mine cross join lateral (
      select * from public.emails a where a.reference_ids && (mine.reference_ids collate "C") and a.reference_ids <> '{}' and mine.reference_ids <> '{}' offset 0) o
  )
  select coalesce(jsonb_agg(distinct jsonb_build_object('email', f.writer, 'clue', jsonb_build_object('way', f.way, 'thread_id', f.thread_id, 'writer', w.writer))), '[]')
  into v_links
  from found f cross join lateral (
    select public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as writer from public.emails e where e.id = f.id
  ) w
  where f.support_email_id = v_mailbox and f.thread_id <> p_thread_id;
  v_threads := array(select p_thread_id union select (l -> 'clue' ->> 'thread_id')::uuid from jsonb_array_elements(v_links) l);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
  return jsonb_build_object('links', v_links, 'threads', (
    select jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id)
    from public.email_threads t where t.id = any (v_threads)));
end $$;
select public.grant_to_service('find_thread_links');
