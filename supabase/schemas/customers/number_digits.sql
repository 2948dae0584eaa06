/* The digits of a number in whatever spelling. */
create function public.number_digits(p_written text) returns text
language sql immutable strict parallel safe set search_path = '' as $$ select regexp_replace(p_written, '\D', '', 'g') $$;
select public.grant_to_service('number_digits');
