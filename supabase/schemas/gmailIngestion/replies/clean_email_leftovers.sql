/* Uploads that nobody used for seven days, and drafts that were sent as long ago: what waits to be sent can still be cancelled, and is then a draft again. */
create function public.clean_email_leftovers() returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.email_drafts d where d.sent_at < now() - interval '7 days'
    and not exists (select from public.emails e where e.id = d.sent_email_id and e.send_state = 'queued');
  delete from public.email_uploads u
  where coalesce(u.used_at, u.created_at) < now() - interval '7 days'
    and not exists (select from public.email_drafts d where u.id = any (d.attachment_ids) or d.body_html like '%cid:' || u.id || '%')
    and not exists (select from public.support_emails s where s.deleted_at is null and s.signature_html like '%cid:' || u.id || '%');
end $$;
select public.grant_to_service('clean_email_leftovers');
