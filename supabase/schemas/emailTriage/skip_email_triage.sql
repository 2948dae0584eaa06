/* An e-mail that waits will not be triaged: it is switched off, or the e-mail is of a kind that is not. */
create function public.skip_email_triage(p_email_id uuid) returns void
language sql security definer set search_path = '' as $$
  update public.emails set triage_state = 'none', version = version + 1, updated_at = now() where id = p_email_id and triage_state = 'pending';
$$;
select public.grant_to_service('skip_email_triage');
