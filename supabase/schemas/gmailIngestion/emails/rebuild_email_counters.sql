/* Counts everything anew, for repairs and for rows that were brought in past the triggers. Writers wait. */
create function public.rebuild_email_counters() returns void
language plpgsql security definer set search_path = '' as $$
begin
  lock table public.emails, public.email_threads in share row exclusive mode;
  delete from public.email_counters;
  delete from public.email_detail_counters;
  delete from public.email_thread_counters;
  insert into public.email_detail_counters (fresh, key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
    language, has_attachments, triage_state, send_state, unassigned)
  select false, md5(row(e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
      e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null)::text),
    count(*), e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null
  from public.emails e where e.deleted_at is null
  group by e.support_email_id, e.direction, e.status, e.is_read, e.team, e.kind, e.priority, e.category, e.sentiment, e.language,
    e.attachment_count > 0, e.triage_state, e.send_state, e.assignee_id is null;
  insert into public.email_counters (fresh, key, rows, support_email_id, direction, status, is_read, team)
  select false, md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.rows), d.support_email_id, d.direction, d.status, d.is_read, d.team
  from public.email_detail_counters d
  group by d.support_email_id, d.direction, d.status, d.is_read, d.team;
  insert into public.email_thread_counters (fresh, key, rows, support_email_id, status, team, priority, unassigned, unread)
  select false, md5(row(t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0)::text), count(*),
    t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0
  from public.email_threads t where t.message_count > 0
  group by t.support_email_id, t.status, t.team, t.priority, t.assignee_id is null, t.unread_count > 0;
end $$;
select public.grant_to_service('rebuild_email_counters');
