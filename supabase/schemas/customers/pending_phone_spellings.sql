/* Spellings of numbers that nobody has read yet, the oldest first. */
create function public.pending_phone_spellings(p_limit integer) returns setof text
language sql stable security definer set search_path = '' as $$
  select s.written from public.phone_spellings s where s.state = 'pending' order by s.created_at, s.written limit p_limit
$$;
select public.grant_to_service('pending_phone_spellings');
