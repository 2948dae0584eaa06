/* Whether the people of two e-mails agree: who wrote the one, or was written to by us, has a part in the other, and the other way round. */
create function public.speak_to_each_other(p_one public.emails, p_other public.emails) returns boolean
language plpgsql stable set search_path = '' as $$
declare
  v_one   jsonb := p_one.to_recipients || p_one.cc_recipients || p_one.bcc_recipients;
  v_other jsonb := p_other.to_recipients || p_other.cc_recipients || p_other.bcc_recipients;
begin
  return public.email_speakers(p_one.direction, p_one.kind, p_one.from_email, v_one) && public.email_people(p_other.direction, p_other.kind, p_other.from_email, v_other)
    and public.email_speakers(p_other.direction, p_other.kind, p_other.from_email, v_other) && public.email_people(p_one.direction, p_one.kind, p_one.from_email, v_one);
end $$;
select public.grant_to_service('speak_to_each_other');
