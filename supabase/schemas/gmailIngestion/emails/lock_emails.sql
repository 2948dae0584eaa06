/*
 * Whoever writes e-mails locks in one order, so that nobody waits in a circle: sends, then threads, then e-mails. Whoever changes several
 * threads in one transaction holds their mailboxes first, as open_parsed_emails does.
 *
 * Locks e-mails with their threads, with p_whole all e-mails of these; returns the threads.
 */
create function public.lock_emails(p_ids uuid[], p_whole boolean) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_threads uuid[];
  v_mailbox uuid;
begin
  loop
    v_threads := array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
    if cardinality(v_threads) > 1 then
      for v_mailbox in select distinct t.support_email_id from public.email_threads t where t.id = any (v_threads) order by 1 loop
        perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
      end loop;
    end if;
    perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
    -- Unless threads were joined meanwhile.
    exit when v_threads = array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
  end loop;
  perform from public.emails e where (e.id = any (p_ids) and e.deleted_at is null) or (p_whole and e.thread_id = any (v_threads)) order by e.id for update;
  return v_threads;
end $$;
select public.grant_to_service('lock_emails');
