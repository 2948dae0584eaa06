/* A number behind a hyphen is a number, not a negative one: QZ-778812 is found by 778812. The pieces of an address on the web are words. */
-- Without a setting of its own it becomes part of the statement that uses it.
create function public.email_search_text(p_text text) returns text
language sql immutable as $$ select pg_catalog.regexp_replace(pg_catalog.translate(p_text, '/?=&', '    '), '([[:alnum:]])-([0-9])', '\1 \2', 'g') $$;
select public.grant_to_service('email_search_text');
