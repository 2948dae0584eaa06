/* No two mailboxes have an address in common. Raises support_email_exists. Whoever changes addresses waits for the one before. */
create function public.check_mailbox_addresses(p_id uuid, p_addresses text[]) returns void
language plpgsql set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('mailbox_addresses', 0));
  if exists (select from public.support_emails s where s.addresses && (p_addresses collate "C") and s.deleted_at is null and s.id <> p_id) then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
end $$;
select public.grant_to_service('check_mailbox_addresses');
