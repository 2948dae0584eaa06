create table public.youtube_comments (
  id              uuid primary key default gen_random_uuid(),
  comment_id      text collate "C" not null unique,
  youtube_lead_id uuid references public.youtube_leads (id) on delete cascade,
  video_id        text collate "C" not null,
  author_id       text collate "C" not null,
  text            text not null,
  former_text     text,
  published_at    timestamptz not null,
  edited_at       timestamptz,
  removed_at      timestamptz,
  checked_at      timestamptz not null default now()
);
comment on table public.youtube_comments is 'Comments that were read, each once; without a lead where they show no intent.';
comment on column public.youtube_comments.former_text is 'What it said before it was edited the last time.';
comment on column public.youtube_comments.checked_at is 'When it was last seen as it is.';

create index youtube_comments_lead on public.youtube_comments (youtube_lead_id, published_at) where youtube_lead_id is not null;
create index youtube_comments_check on public.youtube_comments (checked_at, comment_id) where youtube_lead_id is not null and removed_at is null;

select public.publish_table('public.youtube_comments', module => 'youtube_leads',
  scopes => $$array(select 'team:' || y.team from public.youtube_leads y where y.id = r.youtube_lead_id)$$, classes => '
  none: id, comment_id, youtube_lead_id, video_id, published_at, edited_at, removed_at, checked_at
  personal: author_id, text, former_text');
