create table public.email_search (
  email_id    uuid primary key references public.emails (id) on delete cascade,
  received_at timestamptz not null,
  words       tsvector not null
);
comment on table public.email_search is 'What the search looks into, of e-mails that are not deleted. Kept by a trigger. access: service only';
comment on column public.email_search.words is
  'As email_words has them. Long texts count with their beginning, so that it always fits.';

create index email_search_words on public.email_search using gin (words);
create index email_search_newest on public.email_search (received_at, email_id);

select public.publish_table('public.email_search', classes => 'none: email_id, received_at; personal: words');
