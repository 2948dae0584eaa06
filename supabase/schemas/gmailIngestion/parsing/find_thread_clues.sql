/*
 * What speaks for which thread: [{"place", "support_email_id", "message_id", "reference_ids", "ticket_tag", "gmail_thread_id"}] becomes {"clues", "threads"},
 * the threads in the order in which they began, locked, so that they are as they are read. chooseThread.ts decides.
 *
 * The ways to find a thread are asked one by one, each by an index of its own, and only those that an e-mail has a word for.
 */
create function public.find_thread_clues(p_mails jsonb) returns jsonb
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_mail    record;
  v_held    jsonb;
  v_clues   jsonb := '[]';
  v_threads uuid[];
begin
  for v_mail in
    select m.* from jsonb_to_recordset(p_mails) m (
      place integer, support_email_id uuid, message_id text, reference_ids text[], ticket_tag text, gmail_thread_id text)
  loop
    v_held := '[]';
    if v_mail.reference_ids <> '{}' then
      -- What it refers to, of each thread the nearest; outbound when any of them is.
      v_held := (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'reference', 'thread_id', h.thread_id, 'named', h.named, 'nearness', h.nearness,
          'writer', jsonb_build_object('direction', h.direction))), '[]')
        from (
          select e.thread_id, (array_agg(r.id order by r.n desc))[1] as named, max(r.n) as nearness, max(e.direction) as direction
          from unnest(v_mail.reference_ids) with ordinality r (id, n)
          cross join lateral (
            select * from public.emails a where a.support_email_id = v_mail.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e
          group by e.thread_id
        ) h);
      -- What refers to the same, in other threads than those.
      v_clues := v_clues || v_held || (
        select coalesce(jsonb_agg(jsonb_build_object('place', v_mail.place, 'way', 'same_reference', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a
          where a.reference_ids && (v_mail.reference_ids collate "C") and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id
          and not exists (select from jsonb_array_elements(v_held) h where (h ->> 'thread_id')::uuid = e.thread_id));
    end if;
    if v_mail.gmail_thread_id is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'gmail_thread', 'thread_id', e.thread_id, 'writer', public.email_writer(e.direction, e.kind, e.kind_reason, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients))), '[]')
        from (select * from public.mailbox_messages m where m.gmail_thread_id = v_mail.gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
        where g.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.ticket_tag is not null then
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'ticket', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where public.ticket_tag(a.subject) collate "C" = v_mail.ticket_tag offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
    if v_mail.message_id <> '' then
      -- What answers it came before it.
      v_clues := v_clues || (
        select coalesce(jsonb_agg(distinct jsonb_build_object('place', v_mail.place, 'way', 'answered', 'thread_id', e.thread_id, 'writer', e.writer)), '[]')
        from (
          select a.thread_id, a.support_email_id, public.email_writer(a.direction, a.kind, a.kind_reason, a.from_email, a.to_recipients || a.cc_recipients || a.bcc_recipients) as writer from public.emails a where a.reference_ids @> array[v_mail.message_id collate "C"] and a.reference_ids <> '{}' offset 0) e
        where e.support_email_id = v_mail.support_email_id);
    end if;
  end loop;
  v_threads := array(select distinct (c ->> 'thread_id')::uuid from jsonb_array_elements(v_clues) c);
  perform from public.email_threads t where t.id = any (v_threads) order by t.id for no key update;
  return jsonb_build_object('clues', v_clues, 'threads', (
    select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'participants', t.participants, 'status', t.status, 'priority', t.priority,
      'possible_duplicate_of', t.possible_duplicate_of) order by t.created_at, t.first_message_at, t.id), '[]')
    from public.email_threads t where t.id = any (v_threads)));
end $$;
select public.grant_to_service('find_thread_clues');
