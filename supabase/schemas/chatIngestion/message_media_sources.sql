create table public.message_media_sources (
  media_id          uuid primary key references public.message_media (id) on delete cascade,
  url               text,
  provider_media_id text
);
comment on table public.message_media_sources is
  'Where the provider keeps a file: an address that needs no sign-in, or an id to ask with the account''s key. access: service only';

select public.publish_table('public.message_media_sources', classes => '
  none: media_id, provider_media_id
  secret: url');
