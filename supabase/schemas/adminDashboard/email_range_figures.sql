/*
 * The sums of a range per mailbox: whole buckets from the rollups, what is left over at the edges from the raw rows.
 * ("offset 0": each piece is looked up in the index, whatever the planner thinks of the tables' size.)
 */
create function public.email_range_figures(p_start timestamptz, p_end timestamptz, p_support_email_id uuid)
returns table (support_email_id uuid, total bigint, inbound bigint, outbound bigint, unread bigint, messages bigint, auto_replies bigint, bounces bigint, lists bigint, loops bigint, open bigint, pending bigint, resolved bigint, closed bigint, spam bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.support_email_id as mailbox, r.emails, r.inbound, r.outbound, r.unread, r.messages, r.auto_replies, r.bounces, r.lists, r.loops, r.open, r.pending, r.resolved, r.closed, r.spam
    from pieces p
    cross join lateral (
      select * from public.email_mailbox_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select e.support_email_id, 1,
      (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer, (e.direction = 'inbound' and not e.is_read)::integer,
      (e.kind = 'message')::integer, (e.kind = 'auto_reply')::integer, (e.kind = 'bounce')::integer, (e.kind = 'list')::integer, (e.kind = 'loop')::integer,
      (e.status = 'open')::integer, (e.status = 'pending')::integer, (e.status = 'resolved')::integer, (e.status = 'closed')::integer, (e.status = 'spam')::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
  )
  select c.mailbox, sum(c.emails), sum(c.inbound), sum(c.outbound), sum(c.unread), sum(c.messages), sum(c.auto_replies), sum(c.bounces), sum(c.lists), sum(c.loops), sum(c.open), sum(c.pending), sum(c.resolved), sum(c.closed), sum(c.spam)
  from counted c
  group by 1;
end $$;
select public.grant_to_service('email_range_figures');
