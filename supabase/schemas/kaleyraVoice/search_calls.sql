/*
 * Calls whose number of the customer has these digits, the newest first: over the numbers that were ever written, which are fewer than the calls.
 */
create function public.search_calls(p_digits text, p_most integer) returns table (id text, at timestamptz, is_exact boolean)
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  with numbers as materialized (
    select s.written from public.phone_spellings s where public.number_digits(s.written) like '%' || p_digits || '%')
  select c.call_id, c.start_time, length(p_digits) >= 7 and public.number_digits(c.customer_number) like '%' || p_digits
  from numbers n
  cross join lateral (
    select k.call_id, k.start_time, k.customer_number from public.kaleyra_calls k where k.customer_number = n.written and k.customer_number <> ''
    order by k.start_time desc, k.call_id desc limit p_most) c
  order by c.start_time desc, c.call_id desc limit p_most
$$;
select public.grant_to_service('search_calls');
