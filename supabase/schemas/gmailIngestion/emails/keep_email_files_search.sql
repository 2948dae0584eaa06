/* The files of an e-mail are stored after it: their names join its words. */
create function public.add_email_files_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.email_search s set words = s.words || public.file_words(f.names)
  from (select n.email_id, string_agg(n.filename, ' ' order by n.position) as names from new_rows n where n.filename <> '' group by n.email_id) f
  where s.email_id = f.email_id;
  return null;
end $$;
select public.grant_to_service('add_email_files_search');

/* A file that goes or is called otherwise: all words anew. */
create function public.keep_email_files_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.email_search s set words = public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text,
    public.email_file_names(e.id))
  from public.emails e where e.id = old.email_id and s.email_id = e.id;
  return null;
end $$;
select public.grant_to_service('keep_email_files_search');
