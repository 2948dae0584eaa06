/* Per mailbox, the busiest first: each that is there, and removed ones that had e-mails in the range. */
create function public.get_emails_by_mailbox(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (support_email_id uuid, email_address text, display_name text, inbound bigint, outbound bigint, total bigint, unread bigint)
language sql stable set search_path = '' as $$
  select s.id, s.email_address, s.display_name, coalesce(f.inbound, 0), coalesce(f.outbound, 0), coalesce(f.total, 0), coalesce(f.unread, 0)
  from public.support_emails s
  left join public.email_range_figures(p_start, p_end, p_support_email_id) f on f.support_email_id = s.id
  where (s.deleted_at is null or f.total > 0) and (p_support_email_id is null or s.id = p_support_email_id)
  order by coalesce(f.total, 0) desc, s.email_address, s.id
$$;
select public.grant_to_service('get_emails_by_mailbox');
