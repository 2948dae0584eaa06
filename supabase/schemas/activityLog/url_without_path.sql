/* A field `url` as the activity log shows it, to be laid over a row: its place alone; nothing when the row has none. */
create function public.url_without_path(p_url jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case when jsonb_typeof(p_url) = 'string'
    then jsonb_build_object('url', regexp_replace(p_url #>> '{}', '^([a-z]+://)(?:[^/?#]*@)?([^/?#]*)[/?#].+$', '\1\2/…', 'i')) else '{}' end
$$;
select public.grant_to_service('url_without_path');
