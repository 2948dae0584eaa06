/* What a reader is told when somebody else wrote than From says; an empty list when not. */
create function public.note_on_writer(p_given public.given_email, p_mail jsonb) returns jsonb
language sql immutable as $$
  select case when p_given.writer ->> 'email' <> p_mail -> 'from' ->> 'email' then pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
    'code', 'from_rewritten', 'message', pg_catalog.format('From says %s, which is one of our mailboxes; who wrote it is named by Reply-To.', p_mail -> 'from' ->> 'email')))
  else '[]' end
$$;
select public.grant_to_service('note_on_writer');
