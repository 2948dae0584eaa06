/*
 * What Gmail tells: mail in these mailboxes. One word for each address, in their order: sync_requested, unknown_mailbox,
 * inactive_mailbox (not watched, or waiting for a person).
 */
create function public.request_pushed_syncs(p_addresses text[]) returns setof text
language plpgsql set search_path = '' as $$
begin
  update public.support_emails set sync_requests = sync_requests + 1
  where email_address = any (p_addresses) and deleted_at is null and is_active and is_watched and state <> 'reconnect_needed';
  return query
  select case
      when s.id is null then 'unknown_mailbox'
      when s.is_active and s.is_watched and s.state <> 'reconnect_needed' then 'sync_requested'
      else 'inactive_mailbox' end
  from unnest(p_addresses) with ordinality as pushed (address, n)
  left join public.support_emails s on s.email_address = pushed.address and s.deleted_at is null
  order by pushed.n;
end $$;
select public.grant_to_service('request_pushed_syncs');
