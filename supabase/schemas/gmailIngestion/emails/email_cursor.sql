/* The end of a page: which of its rows is the last, and the cursor behind it. */
create function public.email_cursor(p_time timestamptz, p_id uuid) returns text
language sql immutable set search_path = '' as $$
  select translate(encode(convert_to((extract(epoch from p_time) * 1000000)::bigint || '.' || p_id, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;
select public.grant_to_service('email_cursor');
