/* Everything of the above about a range, as of one moment. */
create function public.get_email_overview(p_start timestamptz, p_end timestamptz, p_limit integer default 10, p_support_email_id uuid default null) returns json
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
begin
  return json_build_object(
    'totals', (select to_json(t) from public.get_email_totals(p_start, p_end, p_support_email_id) t),
    'emails_by_team', (select coalesce(json_agg(to_json(t)), '[]') from public.get_emails_by_team(p_start, p_end, p_support_email_id) t),
    'top_senders', (select coalesce(json_agg(to_json(t)), '[]') from public.get_email_top_senders(p_start, p_end, p_limit, p_support_email_id) t),
    'daily_volume', (select coalesce(json_agg(to_json(t)), '[]') from public.get_email_daily_volume(p_start, p_end, p_support_email_id) t),
    'emails_by_mailbox', (select coalesce(json_agg(to_json(t)), '[]') from public.get_emails_by_mailbox(p_start, p_end, p_support_email_id) t));
end $$;
select public.grant_to_service('get_email_overview');
