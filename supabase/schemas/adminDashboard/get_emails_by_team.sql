/* Per team, the busiest first; nobody's e-mails have the team null. */
create function public.get_emails_by_team(p_start timestamptz, p_end timestamptz, p_support_email_id uuid default null)
returns table (team text, inbound bigint, outbound bigint, total bigint, unread bigint)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  with pieces as materialized (
    select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day,quarter_day,hour,quarter_hour}')
  ), counted as (
    select r.team, r.inbound, r.outbound, r.emails, r.unread
    from pieces p
    cross join lateral (
      select * from public.email_team_rollups where grain = p.grain and bucket >= p.from_bucket and bucket < p.to_bucket offset 0
    ) r
    where p_support_email_id is null or r.support_email_id = p_support_email_id
    union all
    select e.team, (e.direction = 'inbound')::integer, (e.direction = 'outbound')::integer, 1, (e.direction = 'inbound' and not e.is_read)::integer
    from pieces p
    cross join lateral (
      select * from public.emails where received_at >= p.starts_at and received_at < p.ends_at and deleted_at is null offset 0
    ) e
    where p.grain is null and (p_support_email_id is null or e.support_email_id = p_support_email_id)
  )
  select c.team, sum(c.inbound), sum(c.outbound), sum(c.emails), sum(c.unread)
  from counted c
  group by c.team
  order by 4 desc, c.team nulls last;
end $$;
select public.grant_to_service('get_emails_by_team');
