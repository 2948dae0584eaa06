/*
 * Finds the thread of an e-mail that is about to be written, or begins one, which is not written yet. A thread is its own only when its people agree: the writer
 * (or, when we wrote, a recipient) is one of the thread's. Otherwise it begins its own, which names the other as a possible duplicate.
 * Two that refer to the same message belong together, whether we hold it or not, when each has a part in the other.
 * Nothing is done, and must_wait is true, when a thread that comes into question is one of p_busy.
 *
 * The ways to find it are asked one by one, each by an index of its own, and only those that the e-mail has a word for; none when the
 * caller knows that nothing is known of what it names.
 */
create function public.choose_email_thread(
  p_email public.emails, p_people text[], p_gmail_thread_id text, p_ticket_tag text, p_thread_subject text, p_mailbox_team text, p_may_be_known boolean, p_busy uuid[],
  out thread public.email_threads, out reason text, out others uuid[], out has_refused boolean, out must_wait boolean
)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_speakers  text[] := public.email_speakers(p_email.direction, p_email.kind, p_email.from_email, p_email.to_recipients || p_email.cc_recipients || p_email.bcc_recipients);
  v_found     public.email_thread_clue[] := '{}';
  v_candidate record;
  v_refused   uuid;
  v_why       text;
begin
  others := '{}';
  has_refused := false;
  must_wait := false;
  if p_may_be_known and p_email.reference_ids <> '{}' then
    v_found := array(
      select row(e.thread_id, 1, r.n, case when r.id = p_email.in_reply_to then 'reply' else 'reference' end, null, public.is_delivery_report(p_email.kind, p_email.kind_reason) and e.direction = 'outbound')::public.email_thread_clue
      from unnest(p_email.reference_ids) with ordinality r (id, n)
      cross join lateral (
        select * from public.emails a where a.support_email_id = p_email.support_email_id and a.message_id = r.id and a.message_id <> '' offset 0) e);
  end if;
  if p_may_be_known and p_gmail_thread_id is not null then
    v_found := v_found || array(
      select row(e.thread_id, 2, 0, 'gmail_thread', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.mailbox_messages m where m.gmail_thread_id = p_gmail_thread_id offset 0) g join public.emails e on e.mailbox_message_id = g.id
      where g.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_ticket_tag is not null then
    v_found := v_found || array(
      select row(e.thread_id, 3, 0, 'ticket', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), false)::public.email_thread_clue
      from (select * from public.emails a where public.ticket_tag(a.subject) collate "C" = p_ticket_tag offset 0) e where e.support_email_id = p_email.support_email_id);
  end if;
  if p_may_be_known and p_email.message_id <> '' then
    -- It came after what answers it.
    v_found := v_found || array(
      select row(e.thread_id, 4, 0, 'joined', public.email_speakers(e.direction, e.kind, e.from_email, e.to_recipients || e.cc_recipients || e.bcc_recipients), public.is_delivery_report(e.kind, e.kind_reason) and p_email.direction = 'outbound')::public.email_thread_clue
      from (select * from public.emails a where a.reference_ids @> array[p_email.message_id] and a.reference_ids <> '{}' offset 0) e
      where e.support_email_id = p_email.support_email_id);
  end if;
  if v_found <> '{}' then
    if exists (select from unnest(v_found) f where f.thread_id = any (p_busy)) then
      must_wait := true;
      return;
    end if;
    for v_candidate in
      select f.thread_id, (array_agg(f.reason order by f.rank, f.nearness desc))[1] as reason, min(f.rank) as rank,
        bool_or(f.is_certain or (f.rank < 4 and v_speakers && t.participants) or coalesce(f.their_speakers && p_people, false)) as is_believed
      from unnest(v_found) f join public.email_threads t on t.id = f.thread_id
      group by f.thread_id, t.created_at order by min(f.rank), max(f.nearness) desc, t.created_at, f.thread_id
    loop
      if not v_candidate.is_believed then
        has_refused := true;
        if v_candidate.rank < 4 and v_refused is null then
          v_refused := v_candidate.thread_id;
          v_why := v_candidate.reason;
        end if;
      elsif reason is null then
        reason := v_candidate.reason;
        select * into thread from public.email_threads t where t.id = v_candidate.thread_id for no key update;
      else
        others := others || v_candidate.thread_id;
      end if;
    end loop;
  end if;
  if p_may_be_known and p_email.reference_ids <> '{}' then
    -- It answers what they answer, held or not.
    for v_candidate in
      select t.id, t.id = any (p_busy) as is_busy from public.email_threads t
      where t.id in (
        select e.thread_id from (select * from public.emails a where a.reference_ids && (p_email.reference_ids collate "C") and a.reference_ids <> '{}' offset 0) e
        where e.thread_id is distinct from thread.id and e.thread_id <> all (others) and e.support_email_id = p_email.support_email_id
          and (e.from_email = any (p_people) or e.direction = 'outbound') and public.speak_to_each_other(p_email, e))
      order by t.created_at, t.id
    loop
      if v_candidate.is_busy then
        must_wait := true;
        return;
      elsif reason is null then
        reason := 'same_reference';
        select * into thread from public.email_threads t where t.id = v_candidate.id for no key update;
      else
        others := others || v_candidate.id;
      end if;
    end loop;
  end if;

  if reason is null then
    reason := case when v_refused is null then 'new' else 'new: ' || v_why || ' not believed' end;
    thread.id := gen_random_uuid();
    thread.support_email_id := p_email.support_email_id;
    thread.subject := p_thread_subject;
    thread.customer_id := p_email.customer_id;
    thread.participants := p_people;
    thread.gmail_thread_id := p_gmail_thread_id;
    thread.team := p_mailbox_team;
    thread.status := 'open';
    thread.priority := 'normal';
    thread.version := 1;
    -- The older of two counts more, also when one batch began both.
    thread.created_at := clock_timestamp();
    thread.updated_at := now();
  end if;
  if v_refused is not null and thread.possible_duplicate_of is null and v_refused <> thread.id then
    thread.possible_duplicate_of := v_refused;
    thread.possible_duplicate_reason := case v_why
      when 'ticket' then 'Its subject names the number of that thread, but its writer has no part in it.'
      when 'gmail_thread' then 'Gmail sees them together, but its writer has no part in that thread.'
      else 'It refers to a message of that thread, but its writer has no part in it.'
    end;
    update public.email_threads t set possible_duplicate_of = thread.possible_duplicate_of, possible_duplicate_reason = thread.possible_duplicate_reason
    where t.id = thread.id;
  end if;
end $$;
select public.grant_to_service('choose_email_thread');
