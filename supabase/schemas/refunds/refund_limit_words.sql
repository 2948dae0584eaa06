/* The reasons of refund_limit_reasons as one sentence for each. */
create function public.refund_limit_words(p_reasons jsonb, p_currency text) returns text
language sql immutable set search_path = '' as $$
  select coalesce(string_agg(case r ->> 'limit'
    when 'unverified' then 'The shop did not confirm the payment.'
    when 'no_limit' then format('No limit is set for %s.', p_currency)
    else format('Refunds of the %s come to %s within %s days; the limit is %s.', r ->> 'limit', public.money_text((r ->> 'sum_minor')::bigint, p_currency),
      r ->> 'window_days', public.money_text((r ->> 'limit_minor')::bigint, p_currency)) end, ' ' order by n), '')
  from jsonb_array_elements(p_reasons) with ordinality e (r, n)
$$;
select public.grant_to_service('refund_limit_words');
