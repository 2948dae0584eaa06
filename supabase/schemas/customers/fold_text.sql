/* A text as search compares it: lower case, accents away, one space between words. */
create function public.fold_text(p_text text) returns text
language sql immutable strict parallel safe set search_path = '' as $$
  select btrim(regexp_replace(regexp_replace(normalize(lower(p_text), nfkd), '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g'))
$$;
select public.grant_to_service('fold_text');
