/*
 * Who wrote most, exactly, without adding up everybody. Each bucket of the range keeps its senders by count: a list. From the
 * top of each so many entries are read; whoever is in none of them has at most the sum of the lists' last counts. When the
 * p_limit-th sum is above that, nobody is missing; otherwise more is read, and where counts are flat in the end all.
 * The edges of the range are read whole from the raw rows. Ties go by address.
 */
create function public.get_email_top_senders(p_start timestamptz, p_end timestamptz, p_limit integer default 10, p_support_email_id uuid default null)
returns table (from_email text, from_name text, emails bigint, last_received_at timestamptz)
language plpgsql stable
set search_path = '' set enable_seqscan = off set enable_bitmapscan = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_scope      uuid := coalesce(p_support_email_id, '00000000-0000-0000-0000-000000000000');
  v_depth      integer := 4 + 2 * p_limit;  -- entries of each list; null: all
  v_unseen     bigint;    -- nobody who was not seen has more
  v_best       bigint;    -- the most that the p_limit-th may have
  v_candidates text[];    -- whoever may be among the first p_limit of those seen
  v_edges      bigint[];  -- what they have at the edges
  v_senders    text[];
  v_emails     bigint[];
begin
  loop
    with pieces as materialized (
      select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day}')
    ), lists as materialized (
      select row_number() over () as list, p.grain, b.bucket
      from pieces p
      cross join lateral generate_series(p.from_bucket, p.to_bucket - interval '1 day', ('1 ' || p.grain)::interval) as b (bucket)
      where p.grain is not null
    ), entries as materialized (
      select l.list, t.from_email, t.emails
      from lists l
      cross join lateral (
        select s.from_email, s.emails from public.email_sender_rollups s
        where s.scope = v_scope and s.grain = l.grain and s.bucket = l.bucket
        order by s.scope, s.grain, s.bucket, s.emails desc, s.from_email
        limit v_depth
      ) t
    ), last_read as (
      select e.list, case when count(*) = v_depth then min(e.emails) else 0 end as emails from entries e group by e.list
    ), edges as (
      select e.from_email, count(*) as emails
      from pieces p
      cross join lateral (
        select m.from_email, m.direction, m.support_email_id from public.emails m
        where m.received_at >= p.starts_at and m.received_at < p.ends_at and m.deleted_at is null offset 0
      ) e
      where p.grain is null and e.direction = 'inbound' and e.from_email <> '' and (p_support_email_id is null or e.support_email_id = p_support_email_id)
      group by e.from_email
    ), unseen as (
      select coalesce(sum(l.emails), 0) as emails from last_read l
    ), seen as materialized (
      select s.from_email, sum(s.emails) as least, sum(s.emails) + (select u.emails from unseen u) - sum(s.last_read) as most, sum(s.at_edge) as at_edge
      from (
        select e.from_email, e.emails, l.emails as last_read, 0 as at_edge from entries e join last_read l on l.list = e.list
        union all
        select d.from_email, d.emails, 0, d.emails from edges d
      ) s
      group by s.from_email
    ), bar as (
      select coalesce((select s.least from seen s order by s.least desc offset p_limit - 1 limit 1), 0) as least,
        coalesce((select s.most from seen s order by s.most desc offset p_limit - 1 limit 1), 0) as most
    ), candidate as (
      select s.from_email, s.at_edge from seen s, bar b where s.most >= b.least
      -- Where all was read these sums are exact: no need to look up those of everybody who ties.
      order by s.least desc, s.from_email
      limit (select case when u.emails = 0 then p_limit end from unseen u)
    )
    select (select u.emails from unseen u), (select b.most from bar b),
      (select array_agg(c.from_email) from candidate c), (select array_agg(c.at_edge) from candidate c)
    into v_unseen, v_best, v_candidates, v_edges;

    if v_unseen = 0 or v_unseen < v_best and cardinality(v_candidates) <= 20 * p_limit then
      with pieces as materialized (
        select * from public.kaleyra_range_pieces(p_start, p_end, '{month,day}')
      )
      select array_agg(t.from_email order by t.emails desc, t.from_email collate "C"), array_agg(t.emails order by t.emails desc, t.from_email collate "C")
      into v_senders, v_emails
      from (
        select c.from_email, c.at_edge + coalesce(sum(r.emails), 0) as emails
        from unnest(v_candidates, v_edges) as c (from_email, at_edge)
        left join lateral (
          select s.emails
          from pieces p
          cross join lateral (
            select s.emails from public.email_sender_rollups s
            where s.scope = v_scope and s.grain = p.grain and s.from_email = c.from_email and s.bucket >= p.from_bucket and s.bucket < p.to_bucket
            offset 0
          ) s
        ) r on true
        group by c.from_email, c.at_edge
        order by 2 desc, c.from_email collate "C"
        limit p_limit
      ) t;
      exit when v_unseen = 0 or cardinality(v_senders) = p_limit and v_emails[p_limit] > v_unseen;
    end if;
    v_depth := case when v_depth < 2000 then v_depth * 5 end;
  end loop;

  return query
  select t.from_email, n.from_name, t.emails, n.received_at
  from unnest(v_senders, v_emails) with ordinality as t (from_email, emails, place)
  cross join lateral (
    select e.from_name, e.received_at from public.emails e
    where e.from_email = t.from_email and e.received_at >= p_start and e.received_at < p_end
      and e.deleted_at is null and e.direction = 'inbound' and (p_support_email_id is null or e.support_email_id = p_support_email_id)
    order by e.received_at desc, e.id desc
    limit 1
  ) n
  order by t.place;
end $$;
select public.grant_to_service('get_email_top_senders');
