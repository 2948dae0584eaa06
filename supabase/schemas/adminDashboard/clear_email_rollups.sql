/* A table without e-mails has no figures. */
create function public.clear_email_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  delete from public.email_rollup_changes c where c.tx = pg_current_xact_id();
  truncate public.email_mailbox_rollups, public.email_team_rollups, public.email_sender_rollups;
  return null;
end $$;
select public.grant_to_service('clear_email_rollups');
