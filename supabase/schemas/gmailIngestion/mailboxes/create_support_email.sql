/* A mailbox with its sealed credentials. Raises support_email_exists. */
create function public.create_support_email(p_mailbox jsonb, p_sealed text) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails := jsonb_populate_record(null::public.support_emails, jsonb_build_object('aliases', '{}'::text[]) || p_mailbox);
begin
  perform public.check_mailbox_addresses(v_row.id, v_row.email_address || v_row.aliases);
  insert into public.support_emails (
    id, email_address, display_name, provider, auth_kind, username, imap_host, imap_port, imap_security, smtp_host, smtp_port, smtp_security,
    folders, reads_sent, sent_copy, backfill_days, signature_text, signature_html, team, is_active, is_watched, watched_since, has_credentials, created_by, aliases)
  values (
    v_row.id, v_row.email_address, v_row.display_name, v_row.provider, v_row.auth_kind, v_row.username, v_row.imap_host, v_row.imap_port,
    v_row.imap_security, v_row.smtp_host, v_row.smtp_port, v_row.smtp_security, v_row.folders, v_row.reads_sent, v_row.sent_copy,
    v_row.backfill_days, v_row.signature_text, v_row.signature_html, v_row.team, v_row.is_active, v_row.is_watched,
    case when v_row.is_active and v_row.is_watched then now() end, true, v_row.created_by, v_row.aliases)
  on conflict (email_address) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'support_email_exists' using errcode = 'P0409';
  end if;
  insert into public.support_email_secrets (support_email_id, sealed) values (v_row.id, p_sealed);
  return v_row;
end $$;
select public.grant_to_service('create_support_email');
