/*
 * The next number of a series, `RFD-0042`: at least four digits, unique whatever happens at the same time. What is rolled back leaves a gap.
 */
create function public.next_number(p_prefix text, p_series regclass) returns text
language sql volatile set search_path = '' as $$
  select p_prefix || '-' || case when n < 10000 then lpad(n::text, 4, '0') else n::text end from nextval(p_series) n
$$;
select public.grant_to_service('next_number');
