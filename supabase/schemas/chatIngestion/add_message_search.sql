create function public.add_message_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.message_search (message_id, at, words)
  select n.id, n.at, public.search_words(n.searched)
  from (select m.id, m.at, concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title') as searched from new_rows m) n
  where n.searched <> '';
  return null;
end $$;
select public.grant_to_service('add_message_search');
