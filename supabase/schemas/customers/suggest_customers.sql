/* Notes that two customers may be one. The same pair with the same evidence is one suggestion, however often it is seen and whatever was decided. */
create function public.suggest_customers(p_one uuid, p_other uuid, p_reason text, p_evidence jsonb, p_confidence integer) returns void
language sql security definer set search_path = '' as $$
  insert into public.customer_suggestions as s (customer_id, other_id, reason, evidence, evidence_key, confidence)
  select least(p_one, p_other), greatest(p_one, p_other), p_reason, p_evidence,
    (select string_agg(distinct (e ->> 'kind') || ':' || (e ->> 'value'), ' ' order by (e ->> 'kind') || ':' || (e ->> 'value')) from jsonb_array_elements(p_evidence) e),
    p_confidence
  where p_one <> p_other
  on conflict (customer_id, other_id, reason, evidence_key) do update set seen = s.seen + 1, updated_at = now()
$$;
select public.grant_to_service('suggest_customers');
