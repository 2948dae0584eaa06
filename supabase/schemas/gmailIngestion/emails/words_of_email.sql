/* The words of an e-mail, one row, to be joined. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.words_of_email(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns setof tsvector
language sql immutable as $$
  select pg_catalog.strip(pg_catalog.to_tsvector('pg_catalog.simple', public.email_search_text(
      pg_catalog.left(p_subject, 2000) || ' ' || coalesce(people.names, '') || ' '
      || pg_catalog.left(case when p_new_text <> '' then p_new_text else p_body_text end, 100000))))
    || pg_catalog.array_to_tsvector(coalesce(people.emails || people.domains, '{}'))
  from (
    select pg_catalog.string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names,
      pg_catalog.array_agg(pg_catalog.lower(p.email)) filter (where p.email like '%_@_%') as emails,
      pg_catalog.array_agg(pg_catalog.lower(pg_catalog.split_part(p.email, '@', -1))) filter (where p.email like '%_@_%') as domains
    from (
      select pg_catalog.left(p_from_email, 320) as email, pg_catalog.left(p_from_name, 500) as name
      union all
      select pg_catalog.left(r ->> 'email', 320), pg_catalog.left(r ->> 'name', 500)
      from (select r from pg_catalog.jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$$;
select public.grant_to_service('words_of_email');
