/* How many spellings of numbers nobody has read yet, and how long the oldest waits, seconds; 0 when none does. */
create function public.get_number_backlog() returns table (waiting bigint, oldest_seconds double precision)
language sql stable security definer set search_path = '' as $$
  select count(*), greatest(coalesce(extract(epoch from now() - min(s.created_at)), 0), 0)::double precision
  from public.phone_spellings s where s.state = 'pending'
$$;
select public.grant_to_service('get_number_backlog');
