/*
 * Who wrote a message that we did not: {"email", "name"}. One of our own mailboxes is that of a form or a group: it writes in the name of
 * whom Reply-To names.
 */
create function public.writer_of_mail(p_mail jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if p_mail ->> 'kind' in ('loop', 'bounce') or not exists (select from public.support_emails s where s.email_address = p_mail -> 'from' ->> 'email') then
    return p_mail -> 'from';
  end if;
  return coalesce((
    select r.value from jsonb_array_elements(p_mail -> 'reply_to') with ordinality r (value, n)
    where r.value ->> 'email' <> '' and not exists (select from public.support_emails s where s.email_address = r.value ->> 'email')
    order by r.n limit 1), p_mail -> 'from');
end $$;
select public.grant_to_service('writer_of_mail');
