/*
 * Stores a group of events, element by element of the arrays, and adds the jobs that will work on the new ones: one per source.
 * An event that is there already is left alone. Returns how many are new.
 */
create function public.accept_webhook_events(
  p_sources text[], p_dedupe_keys text[], p_methods text[], p_paths text[], p_queries text[], p_headers text[], p_bodies bytea[], p_request_ids text[]
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_new integer;
begin
  with inserted as (
    insert into public.webhook_events (source, dedupe_key, method, path, query, headers, body, request_id)
    select e.source, e.dedupe_key, e.method, e.path, e.query, e.headers::jsonb, e.body, e.request_id
    from unnest(p_sources, p_dedupe_keys, p_methods, p_paths, p_queries, p_headers, p_bodies, p_request_ids)
      as e (source, dedupe_key, method, path, query, headers, body, request_id)
    -- Two groups that hold the same events lock them in one order.
    order by e.source, e.dedupe_key
    on conflict (source, dedupe_key) do nothing
    returning id, source
  ), per_source as (
    select i.source, array_agg(i.id order by i.id) as ids from inserted i group by i.source
  )
  select coalesce(sum(cardinality(p.ids)), 0) into v_new
  from per_source p cross join lateral (select public.add_webhook_job(p.source, p.ids)) job;
  return v_new;
end $$;
select public.grant_to_service('accept_webhook_events');
