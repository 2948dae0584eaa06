/* Whose word an e-mail is: {"direction", "kind", "kind_reason", "from_email", "people"}. */
create function public.email_writer(p_direction text, p_kind text, p_kind_reason text, p_from text, p_recipients jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return jsonb_build_object('direction', p_direction, 'kind', p_kind, 'kind_reason', p_kind_reason, 'from_email', p_from,
    'people', public.email_people(p_direction, p_kind, p_from, p_recipients));
end $$;
select public.grant_to_service('email_writer');
