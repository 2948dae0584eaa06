/*
 * Joins to a thread all others that belong to it, now that it has more people or messages than before. What makes two threads one grows
 * with both, so that the outcome does not depend on the order in which messages came. Returns the thread that is left.
 */
create function public.join_email_threads(p_thread_id uuid) returns uuid
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_thread public.email_threads;
  v_other  uuid;
begin
  loop
    select * into v_thread from public.email_threads t where t.id = p_thread_id;
    with mine as (
      select e.id, e.message_id, e.reference_ids, public.ticket_tag(e.subject) as ticket_tag, e.direction, e.kind, e.kind_reason, e as email, m.gmail_thread_id, public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients) as speakers
      from public.emails e left join public.mailbox_messages m on m.id = e.mailbox_message_id where e.thread_id = p_thread_id
    ), links as (
      -- What it refers to,
      select o.thread_id, mine.speakers, null::text[] as their_speakers, public.is_delivery_report(mine.kind, mine.kind_reason) and o.direction = 'outbound' as is_certain
      from mine cross join lateral unnest(mine.reference_ids) r (id)
      cross join lateral (
        select * from public.emails a where a.support_email_id = v_thread.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) o
      where o.thread_id <> p_thread_id
      union all
      -- what refers to it,
      select o.thread_id, null, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), public.is_delivery_report(o.kind, o.kind_reason) and mine.direction = 'outbound'
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids @> array[mine.message_id] and a.reference_ids <> '{}' and mine.message_id <> '' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what Gmail sees together with it,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.mailbox_messages m where m.gmail_thread_id = mine.gmail_thread_id offset 0) g
      join public.emails o on o.mailbox_message_id = g.id and o.thread_id <> p_thread_id
      where g.support_email_id = v_thread.support_email_id
      union all
      -- what names the same number,
      select o.thread_id, mine.speakers, public.email_speakers(o.direction, o.kind, o.from_email, o.to_recipients || o.cc_recipients || o.bcc_recipients), false
      from mine cross join lateral (
        select * from public.emails a where public.ticket_tag(a.subject) collate "C" = mine.ticket_tag offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id
      union all
      -- what refers to the same.
      select o.thread_id, null, null, true
      from mine cross join lateral (
        select * from public.emails a where a.reference_ids && (mine.reference_ids collate "C") and a.reference_ids <> '{}' and mine.reference_ids <> '{}' offset 0) o
      where o.support_email_id = v_thread.support_email_id and o.thread_id <> p_thread_id and public.speak_to_each_other(mine.email, o)
    )
    select t.id into v_other from links l join public.email_threads t on t.id = l.thread_id
    where l.is_certain or l.speakers && t.participants or l.their_speakers && v_thread.participants
    order by t.created_at, t.id limit 1;
    exit when v_other is null;
    p_thread_id := public.join_two_threads(p_thread_id, v_other);
  end loop;
  return p_thread_id;
end $$;
select public.grant_to_service('join_email_threads');
