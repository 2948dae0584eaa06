/* Brings all sums in line with the e-mails; writes only what differs. */
create function public.rebuild_email_rollups() returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  delete from public.email_rollup_changes c where c.tx = pg_current_xact_id();

  merge into public.email_mailbox_rollups r using public.email_mailbox_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.support_email_id = f.support_email_id
  when matched and (r.emails, r.inbound, r.outbound, r.unread, r.messages, r.auto_replies, r.bounces, r.lists, r.loops, r.open, r.pending, r.resolved, r.closed, r.spam)
      is distinct from (f.emails, f.inbound, f.outbound, f.unread, f.messages, f.auto_replies, f.bounces, f.lists, f.loops, f.open, f.pending, f.resolved, f.closed, f.spam) then
    update set emails = f.emails, inbound = f.inbound, outbound = f.outbound, unread = f.unread, messages = f.messages, auto_replies = f.auto_replies, bounces = f.bounces, lists = f.lists, loops = f.loops, open = f.open, pending = f.pending, resolved = f.resolved, closed = f.closed, spam = f.spam
  when not matched then
    insert (grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops, open, pending, resolved, closed, spam)
    values (f.grain, f.bucket, f.support_email_id, f.emails, f.inbound, f.outbound, f.unread, f.messages, f.auto_replies, f.bounces, f.lists, f.loops, f.open, f.pending, f.resolved, f.closed, f.spam)
  when not matched by source then delete;

  merge into public.email_team_rollups r using public.email_team_rollups_from_facts f
    on r.grain = f.grain and r.bucket = f.bucket and r.support_email_id = f.support_email_id and coalesce('t' || r.team, '') = coalesce('t' || f.team, '')
  when matched and (r.emails, r.inbound, r.outbound, r.unread) is distinct from (f.emails, f.inbound, f.outbound, f.unread) then
    update set emails = f.emails, inbound = f.inbound, outbound = f.outbound, unread = f.unread
  when not matched then
    insert (grain, bucket, support_email_id, team, emails, inbound, outbound, unread)
    values (f.grain, f.bucket, f.support_email_id, f.team, f.emails, f.inbound, f.outbound, f.unread)
  when not matched by source then delete;

  merge into public.email_sender_rollups r using public.email_sender_rollups_from_facts f
    on r.scope = f.scope and r.grain = f.grain and r.from_email = f.from_email and r.bucket = f.bucket
  when matched and r.emails <> f.emails then update set emails = f.emails
  when not matched then insert (scope, grain, bucket, from_email, emails) values (f.scope, f.grain, f.bucket, f.from_email, f.emails)
  when not matched by source then delete;
end $$;
select public.grant_to_service('rebuild_email_rollups');
