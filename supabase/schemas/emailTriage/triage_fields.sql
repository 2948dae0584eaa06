/* Of an e-mail, what triage may change; texts are left out. */
create function public.triage_fields(p_email jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_object_agg(f, p_email -> f) from unnest(array['category', 'priority', 'sentiment', 'language', 'team', 'triage_state']) f
$$;
select public.grant_to_service('triage_fields');
