/* Mailboxes by state; late: watched, not waiting for a person, and without a sign of reading for p_late_seconds. */
create function public.get_mailbox_health(p_late_seconds double precision)
returns table (state text, mailboxes integer, oldest_sync_at timestamptz, late integer, late_addresses text[])
language sql stable set search_path = '' as $$
  with seen as (
    select s.state, s.email_address, s.last_sync_at,
      s.is_active and s.is_watched and s.state <> 'reconnect_needed'
        and greatest(s.last_sync_at, s.watched_since, s.created_at, (select max(f.last_sync_at) from public.mailbox_folders f where f.support_email_id = s.id))
          < now() - p_late_seconds * interval '1 second' as is_late
    from public.support_emails s
    where s.deleted_at is null and s.is_active
  )
  select seen.state, count(*)::integer, min(last_sync_at), count(*) filter (where is_late)::integer,
    coalesce(array_agg(email_address order by email_address) filter (where is_late), '{}')
  from seen group by seen.state
$$;
select public.grant_to_service('get_mailbox_health');
