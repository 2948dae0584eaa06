/*
 * The next number of a series, `RFD-0042`: at least four digits, unique whatever happens at the same time. What is rolled back leaves a gap that
 * nothing fills: the series only goes on. After RFD-9999 comes RFD-10000; a list that orders by number orders by number_serial.
 */
create function public.next_number(p_prefix text, p_series regclass) returns text
language sql volatile set search_path = '' as $$
  select p_prefix || '-' || case when n < 10000 then lpad(n::text, 4, '0') else n::text end from nextval(p_series) n
$$;
select public.grant_to_service('next_number');

/* Which one of its series a number is, for the order: 42 of `RFD-0042`. Null for what is no such number. */
create function public.number_serial(p_number text) returns bigint
language sql immutable set search_path = '' as $$
  select substring(p_number from '-([0-9]{1,18})$')::bigint
$$;
select public.grant_to_service('number_serial');
