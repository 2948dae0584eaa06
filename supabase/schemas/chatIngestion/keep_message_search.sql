create function public.keep_message_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.message_search as s (message_id, at, words)
  select new.id, new.at, w.words
  from public.chat_words(concat_ws(' ', new.text, new.location ->> 'name', new.location ->> 'address', new.reply ->> 'title')) w (words)
  on conflict (message_id) do update set words = excluded.words;
  return null;
end $$;
select public.grant_to_service('keep_message_search');
