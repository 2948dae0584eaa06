create table public.youtube_videos (
  id         uuid primary key default gen_random_uuid(),
  video_id   text collate "C" not null unique check (video_id ~ '^[A-Za-z0-9_-]{11}$'),
  title      text not null default '',
  seen_until timestamptz,
  polled_at  timestamptz,
  fault      text collate "C" not null default '',
  created_by uuid,
  created_at timestamptz not null default now()
);
comment on table public.youtube_videos is 'Videos whose comments are read.';
comment on column public.youtube_videos.seen_until is 'Comments up to then have been read; the next reading stops there.';
comment on column public.youtube_videos.fault is 'Why it could not be read the last time; empty when it could.';

create index youtube_videos_newest on public.youtube_videos (created_at desc, id desc);

select public.publish_table('public.youtube_videos', module => 'youtube_leads', activity => 'id', classes => '
  none: id, video_id, title, seen_until, polled_at, fault, created_by, created_at');
