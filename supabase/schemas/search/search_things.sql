create table public.search_things (
  kind  text collate "C" not null,
  id    uuid not null,
  at    timestamptz not null,
  heads text[] collate "C" not null,
  name  text not null,
  words tsvector not null,
  primary key (kind, id)
);
comment on table public.search_things is
  'What GET /search looks into, of all kinds but those with tables of words of their own; kept by the triggers of follow_search. access: service only';
comment on column public.search_things.heads is 'Numbers, names and addresses that it is known by, word by word: who asks for one exactly means it.';
comment on column public.search_things.name is 'The name of a person, for those who misspell it; empty where it has none.';
comment on column public.search_things.words is 'The words of heads have weight A, others D; @ and the kind is one too.';

create index search_things_words on public.search_things using gin (words);
create index search_things_newest on public.search_things (kind, at desc, id desc);
-- How common a word is, its newest things tell.
create index search_things_at on public.search_things (at desc);
create index search_things_name on public.search_things using gin (name extensions.gin_trgm_ops) where name <> '';

select public.publish_table('public.search_things', classes => 'none: kind, id, at; personal: heads, name, words');
