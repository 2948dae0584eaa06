create table public.youtube_quota (
  day  date primary key,
  used integer not null default 0
);
comment on table public.youtube_quota is 'Units of the YouTube API that were used on each of its days, which begin at midnight Pacific time. access: service only';

select public.publish_table('public.youtube_quota', classes => 'none: day, used');

/* Takes units of today's budget; false when they are not left. p_all: the rest of it, because YouTube says that nothing is left. */
create function public.take_youtube_quota(p_units integer, p_budget integer, p_at timestamptz, p_all boolean default false) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.youtube_quota (day) values ((p_at at time zone 'America/Los_Angeles')::date) on conflict do nothing;
  update public.youtube_quota q set used = case when p_all then greatest(q.used, p_budget) else q.used + p_units end
  where q.day = (p_at at time zone 'America/Los_Angeles')::date and (p_all or q.used + p_units <= p_budget);
  return found;
end $$;
select public.grant_to_service('take_youtube_quota');
