/*
 * E-mails that did not reach anybody: those that failed during the last day and were neither resent nor deleted, and those that are tried again, with
 * how long the oldest of these has been.
 */
create function public.get_email_sending_troubles(out failed integer, out retrying integer, out oldest_seconds integer)
language sql stable set search_path = '' as $$
  select
    (select count(*)::integer from public.sends s join public.emails e on e.send_id = s.id
     where s.state = 'failed' and s.channel = 'email.smtp' and s.updated_at > now() - interval '1 day' and e.deleted_at is null
       and not exists (select from public.emails r where r.resend_of = e.id and r.send_state not in ('failed', 'cancelled'))),
    count(*)::integer, coalesce(extract(epoch from now() - min(s.first_tried_at)), 0)::integer
  from public.sends s where s.state = 'queued' and s.channel = 'email.smtp' and s.first_tried_at is not null
$$;
select public.grant_to_service('get_email_sending_troubles');
