/*
 * Changes what is given. p_sealed are other credentials; with them sign-ins that were refused are forgotten, and a mailbox that
 * waited for them is tried again. Raises support_email_not_found, support_email_changed (it is not at p_version any more), support_email_exists.
 */
create function public.update_support_email(p_id uuid, p_change jsonb, p_sealed text default null, p_version integer default null)
returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_old public.support_emails;
  v_row public.support_emails;
begin
  select * into v_old from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_version <> v_old.version then
    raise exception 'support_email_changed' using errcode = 'P0409', detail = v_old.version::text;
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if v_row.aliases <> v_old.aliases then
    perform public.check_mailbox_addresses(p_id, v_row.aliases);
  end if;
  if p_sealed is not null then
    insert into public.support_email_secrets as s (support_email_id, sealed) values (p_id, p_sealed)
    on conflict (support_email_id) do update set sealed = excluded.sealed, updated_at = now();
    perform public.log_activity('set_credentials', 'support_emails', p_id::text);
  end if;
  update public.support_emails s
  set display_name = v_row.display_name, auth_kind = v_row.auth_kind, username = v_row.username, imap_host = v_row.imap_host,
    imap_port = v_row.imap_port, imap_security = v_row.imap_security, smtp_host = v_row.smtp_host, smtp_port = v_row.smtp_port,
    smtp_security = v_row.smtp_security, folders = v_row.folders, reads_sent = v_row.reads_sent, sent_copy = v_row.sent_copy,
    backfill_days = v_row.backfill_days, signature_text = v_row.signature_text, signature_html = v_row.signature_html, team = v_row.team,
    is_active = v_row.is_active, is_watched = v_row.is_watched, aliases = v_row.aliases,
    watched_since = case
      when not (v_row.is_active and v_row.is_watched) then null
      when p_sealed is not null then now()
      else coalesce(s.watched_since, now()) end,
    has_credentials = s.has_credentials or p_sealed is not null,
    version = s.version + 1, updated_at = now()
  where id = p_id;
  if p_sealed is not null then
    update public.support_emails
    set auth_failures = 0, failures = 0, next_attempt_at = null, last_error_code = null, last_error_message = null, last_error_at = null,
      state = case when state = 'reconnect_needed' then 'stopped' else state end,
      state_changed_at = case when state = 'reconnect_needed' then now() else state_changed_at end
    where id = p_id;
  end if;
  select * into v_row from public.support_emails where id = p_id;
  return v_row;
end $$;
select public.grant_to_service('update_support_email');
