/* Adds facts (negative ones take away) to the rollups; rows that reach zero go. Each row is looked up in the index, whatever the tables' size. */
create function public.apply_email_facts(p_facts public.email_fact[]) returns void
language plpgsql set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into public.email_mailbox_rollups as r
    (grain, bucket, support_email_id, emails, inbound, outbound, unread, messages, auto_replies, bounces, lists, loops, open, pending, resolved, closed, spam)
  select g.grain, g.bucket, f.support_email_id,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread,
    coalesce(sum(f.emails) filter (where f.kind = 'message'), 0)::integer as messages,
    coalesce(sum(f.emails) filter (where f.kind = 'auto_reply'), 0)::integer as auto_replies,
    coalesce(sum(f.emails) filter (where f.kind = 'bounce'), 0)::integer as bounces,
    coalesce(sum(f.emails) filter (where f.kind = 'list'), 0)::integer as lists,
    coalesce(sum(f.emails) filter (where f.kind = 'loop'), 0)::integer as loops,
    coalesce(sum(f.emails) filter (where f.status = 'open'), 0)::integer as open,
    coalesce(sum(f.emails) filter (where f.status = 'pending'), 0)::integer as pending,
    coalesce(sum(f.emails) filter (where f.status = 'resolved'), 0)::integer as resolved,
    coalesce(sum(f.emails) filter (where f.status = 'closed'), 0)::integer as closed,
    coalesce(sum(f.emails) filter (where f.status = 'spam'), 0)::integer as spam
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3
  on conflict (grain, bucket, support_email_id) do update set
    emails = r.emails + excluded.emails,
    inbound = r.inbound + excluded.inbound,
    outbound = r.outbound + excluded.outbound,
    unread = r.unread + excluded.unread,
    messages = r.messages + excluded.messages,
    auto_replies = r.auto_replies + excluded.auto_replies,
    bounces = r.bounces + excluded.bounces,
    lists = r.lists + excluded.lists,
    loops = r.loops + excluded.loops,
    open = r.open + excluded.open,
    pending = r.pending + excluded.pending,
    resolved = r.resolved + excluded.resolved,
    closed = r.closed + excluded.closed,
    spam = r.spam + excluded.spam;

  insert into public.email_team_rollups as r (grain, bucket, support_email_id, team, emails, inbound, outbound, unread)
  select g.grain, g.bucket, f.support_email_id, f.team,
    sum(f.emails)::integer as emails,
    coalesce(sum(f.emails) filter (where f.direction = 'inbound'), 0)::integer as inbound,
    coalesce(sum(f.emails) filter (where f.direction = 'outbound'), 0)::integer as outbound,
    coalesce(sum(f.emails) filter (where f.unread), 0)::integer as unread
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  group by 1, 2, 3, 4
  on conflict (grain, bucket, support_email_id, team) do update set
    emails = r.emails + excluded.emails,
    inbound = r.inbound + excluded.inbound,
    outbound = r.outbound + excluded.outbound,
    unread = r.unread + excluded.unread;

  insert into public.email_sender_rollups as r (scope, grain, bucket, from_email, emails)
  select s.scope, g.grain, g.bucket, f.sender, sum(f.emails)
  from unnest(p_facts) f
  cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
  cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000'::uuid)) s (scope)
  where f.sender is not null and g.grain in ('day', 'month')
  group by 1, 2, 3, 4
  having sum(f.emails) <> 0
  on conflict (scope, grain, from_email, bucket) do update set emails = r.emails + excluded.emails;

  if exists (select from unnest(p_facts) f where f.emails < 0) then
    delete from public.email_mailbox_rollups r
    using (
      select distinct g.grain, g.bucket, f.support_email_id
      from unnest(p_facts) f cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      where f.emails < 0
    ) k
    where r.grain = k.grain and r.bucket = k.bucket and r.support_email_id = k.support_email_id and r.emails = 0;

    delete from public.email_team_rollups r
    using (
      select distinct g.grain, g.bucket, f.support_email_id
      from unnest(p_facts) f cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      where f.emails < 0
    ) k
    where r.grain = k.grain and r.bucket = k.bucket and r.support_email_id = k.support_email_id and r.emails = 0;

    delete from public.email_sender_rollups r
    using (
      select distinct s.scope, g.grain, g.bucket, f.sender
      from unnest(p_facts) f
      cross join lateral public.kaleyra_buckets(f.quarter_hour, f.day) g
      cross join lateral (values (f.support_email_id), ('00000000-0000-0000-0000-000000000000'::uuid)) s (scope)
      where f.emails < 0 and f.sender is not null and g.grain in ('day', 'month')
    ) k
    where r.scope = k.scope and r.grain = k.grain and r.from_email = k.sender and r.bucket = k.bucket and r.emails = 0;
  end if;
end $$;
select public.grant_to_service('apply_email_facts');
