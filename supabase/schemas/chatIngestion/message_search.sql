create table public.message_search (
  message_id uuid primary key references public.messages (id) on delete cascade,
  at         timestamptz not null,
  words      tsvector not null
);
comment on table public.message_search is 'What the search of messages looks into. Kept by triggers. access: service only';
comment on column public.message_search.words is 'As search_words has them.';

create index message_search_words on public.message_search using gin (words);
create index message_search_newest on public.message_search (at, message_id);

select public.publish_table('public.message_search', classes => 'none: message_id, at; personal: words');
