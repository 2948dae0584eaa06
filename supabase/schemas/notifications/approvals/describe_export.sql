/* An export is asked for by the path of its list and the query. */
create function public.describe_export(p_entity_id text, p_payload jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('title', format('Export %s', p_entity_id), 'content', jsonb_build_object('path', p_entity_id, 'query', p_payload))
  where p_entity_id ~ '^/[a-z][a-z0-9/_-]*$'
$$;
select public.grant_to_service('describe_export');

/* Whoever asked is told, and exports: a decision is on record, and nothing else happens. */
create function public.apply_export(p_request public.approval_requests, p_outcome text, p_by uuid, p_note text) returns void
language sql set search_path = '' as $$ select $$;
select public.grant_to_service('apply_export');
