/* By what a notice went to a person, or why it did not. */
create function public.get_notification_deliveries(p_id uuid, p_user_id uuid)
returns table (medium text, state text, suppressed text, send_after timestamptz, sent_at timestamptz, error_code text, error_message text)
language sql stable security definer set search_path = '' as $$
  select d.medium, case when d.suppressed is null then coalesce(s.state, 'cancelled') else 'suppressed' end, d.suppressed, s.send_after, s.sent_at, s.error_code,
    s.error_message
  from public.notification_deliveries d left join public.sends s on s.id = d.send_id
  where d.notification_id = p_id and d.user_id = p_user_id
  order by d.medium
$$;
select public.grant_to_service('get_notification_deliveries');
