/* What a rebuild would change: entries that are kept but wrong, and those that should be kept instead. Empty: all exact. */
create function public.verify_email_rollups() returns table (kept_in text, side text, entry jsonb)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_email_rollups();
  perform public.apply_email_rollup_changes();
  return query
  select 'email_mailbox_rollups', 'kept', to_jsonb(d)
    from (table public.email_mailbox_rollups except all table public.email_mailbox_rollups_from_facts) d
  union all
  select 'email_mailbox_rollups', 'rebuilt', to_jsonb(d)
    from (table public.email_mailbox_rollups_from_facts except all table public.email_mailbox_rollups) d;
  return query
  select 'email_team_rollups', 'kept', to_jsonb(d)
    from (table public.email_team_rollups except all table public.email_team_rollups_from_facts) d
  union all
  select 'email_team_rollups', 'rebuilt', to_jsonb(d)
    from (table public.email_team_rollups_from_facts except all table public.email_team_rollups) d;
  return query
  select 'email_sender_rollups', 'kept', to_jsonb(d)
    from (table public.email_sender_rollups except all select scope, grain, bucket, from_email, emails from public.email_sender_rollups_from_facts) d
  union all
  select 'email_sender_rollups', 'rebuilt', to_jsonb(d)
    from (select scope, grain, bucket, from_email, emails from public.email_sender_rollups_from_facts except all table public.email_sender_rollups) d;
end $$;
select public.grant_to_service('verify_email_rollups');
