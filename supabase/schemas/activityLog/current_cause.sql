/*
 * The run of a rule whose act this is, `<run>:<depth>`, as far as the database can know: the API names it in a header, which only the service role is
 * believed. Null: a person or the world did it.
 */
create function public.current_cause() returns text
language sql stable set search_path = '' as $$
  select case when nullif(current_setting('request.headers', true), '') is not null
      and nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' = 'service_role' then
    current_setting('request.headers', true)::jsonb ->> 'x-causation'
  end
$$;
select public.grant_to_service('current_cause');
