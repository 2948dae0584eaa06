/* The text with the run of a rule that caused the event, for the header x-causation; null: as it is. */
create function public.caused_body(p_body text, p_cause text) returns text
language sql immutable set search_path = '' as $$
  select case when p_cause is null then p_body else left(p_body, -1) || ', "causation" : ' || to_json(p_cause) || '}' end
$$;
select public.grant_to_service('caused_body');
