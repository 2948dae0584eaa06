-- Small functions are plpgsql, not sql: their plans are kept, and they are asked several times per message.

/* The other side of an e-mail: its writer, when he is not the mailbox itself, and its recipients but our own. Reports and mail servers add nobody. */
create function public.email_people(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns text[]
language plpgsql stable set search_path = '' as $$
begin
  return array(select p from public.people_of_email(p_direction, p_kind, p_from, p_recipients) p);
end $$;
select public.grant_to_service('email_people');
