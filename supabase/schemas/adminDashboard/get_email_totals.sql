/* How many e-mails: inbound + outbound = total, and so are the kinds, and so the statuses. unread counts those of all times. */
create function public.get_email_totals(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (total bigint, inbound bigint, outbound bigint, messages bigint, auto_replies bigint, bounces bigint, lists bigint, loops bigint, open bigint, pending bigint, resolved bigint, closed bigint, spam bigint, unread_in_range bigint, unread bigint)
language sql stable set search_path = '' as $$
  select coalesce(sum(f.total), 0)::bigint, coalesce(sum(f.inbound), 0)::bigint, coalesce(sum(f.outbound), 0)::bigint, coalesce(sum(f.messages), 0)::bigint, coalesce(sum(f.auto_replies), 0)::bigint, coalesce(sum(f.bounces), 0)::bigint, coalesce(sum(f.lists), 0)::bigint, coalesce(sum(f.loops), 0)::bigint, coalesce(sum(f.open), 0)::bigint, coalesce(sum(f.pending), 0)::bigint, coalesce(sum(f.resolved), 0)::bigint, coalesce(sum(f.closed), 0)::bigint, coalesce(sum(f.spam), 0)::bigint, coalesce(sum(f.unread), 0)::bigint,
    (select coalesce(sum(r.unread), 0) from public.email_mailbox_rollups r
     where r.grain = 'month' and (p_support_email_id is null or r.support_email_id = p_support_email_id))
  from public.email_range_figures(p_start, p_end, p_support_email_id) f
$$;
select public.grant_to_service('get_email_totals');
