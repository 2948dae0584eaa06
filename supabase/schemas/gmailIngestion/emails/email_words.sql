/*
 * The words of an e-mail, see search_words: A subject and people, B names of its files, D what was written. Also from: the words of its sender, file: those
 * of its files, and domain: the domains of all its people, each with those above it.
 */
create function public.email_words(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text, p_files text default ''
) returns tsvector
language sql immutable set search_path = '' as $$
  select setweight(public.search_words(left(p_subject, 2000) || ' ' || coalesce(people.names, '')), 'A') || public.file_words(p_files)
    || public.search_words(case when p_new_text <> '' then p_new_text else p_body_text end)
    || public.search_words(left(p_from_email, 320) || ' ' || left(p_from_name, 500), 'from:')
    || array_to_tsvector(coalesce(people.domains, '{}'))
  from (
    select string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names, (
      select array_agg(distinct 'domain:' || array_to_string(d.labels[i:], '.'))
      from (select string_to_array(lower(split_part(q, '@', -1)), '.') as labels from unnest(array_agg(p.email)) q where q like '%_@_%') d
      cross join lateral generate_series(1, greatest(1, least(cardinality(d.labels), 6) - 1)) i) as domains
    from (
      select left(p_from_email, 320) as email, left(p_from_name, 500) as name
      union all
      select left(r ->> 'email', 320), left(r ->> 'name', 500) from (select r from jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$$;
select public.grant_to_service('email_words');

create function public.file_words(p_files text) returns tsvector
language sql immutable set search_path = '' as $$
  select case when p_files = '' then ''::tsvector
    else setweight(public.search_words(left(p_files, 4000)), 'B') || public.search_words(left(p_files, 4000), 'file:') end
$$;
select public.grant_to_service('file_words');
