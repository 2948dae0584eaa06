/* The words of an e-mail. 100,000 characters cannot reach the 1 MB that a tsvector may have. */
create function public.email_words(
  p_subject text, p_from_email text, p_from_name text, p_to jsonb, p_cc jsonb, p_new_text text, p_body_text text
) returns tsvector
language sql immutable set search_path = '' as $$
  select w from public.words_of_email(p_subject, p_from_email, p_from_name, p_to, p_cc, p_new_text, p_body_text) w
$$;
select public.grant_to_service('email_words');
