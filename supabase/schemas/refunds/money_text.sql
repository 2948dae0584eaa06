/* An amount as people read it: 1234 minor units are 12.34 INR, 1.234 KWD, 1234 JPY (ISO 4217). src/common/money/minorUnits.ts agrees. */
create function public.money_text(p_amount bigint, p_currency text) returns text
language sql immutable set search_path = '' as $$
  select case e.n when 0 then p_amount::text
    else (p_amount / (10 ^ e.n)::bigint)::text || '.' || lpad((p_amount % (10 ^ e.n)::bigint)::text, e.n, '0') end || ' ' || p_currency
  from (select case
    when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when p_currency in ('CLF', 'UYW') then 4
    else 2 end as n) e
$$;
select public.grant_to_service('money_text');
