create sequence public.youtube_lead_numbers;
revoke all on sequence public.youtube_lead_numbers from anon, authenticated;

create table public.youtube_leads (
  id           uuid primary key default gen_random_uuid(),
  lead_id      uuid not null references public.leads (id),
  customer_id  uuid references public.customers (id) on delete set null,
  video_id     text collate "C" not null,
  author_id    text collate "C" not null,
  author_name  text not null default '',
  comment      text not null,
  intent       text collate "C" not null check (intent in ('buy', 'price', 'demo', 'support', 'complaint', 'question')),
  status       text collate "C" not null default 'new' check (status in ('new', 'replied', 'qualified', 'converted', 'dismissed')),
  source_state text collate "C" not null default 'live' check (source_state in ('live', 'edited', 'removed')),
  comments     integer not null default 1,
  assignee_id  uuid references public.agents (id) on delete set null,
  note         text not null default '',
  commented_at timestamptz not null default now(),
  created_by   uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  version      integer not null default 1,
  number       text collate "C" not null unique default public.next_number('YT', 'public.youtube_lead_numbers'),
  team         text collate "C"
);
comment on table public.youtube_leads is 'Comments under videos that say that somebody may buy: one for each author and video until the intent changes.';
comment on column public.youtube_leads.author_id is 'The channel of the author.';
comment on column public.youtube_leads.comment is 'The first comment, as it was when it became a lead.';
comment on column public.youtube_leads.source_state is 'What became of its comments on YouTube; the lead stays.';
comment on column public.youtube_leads.comments is 'How many comments say the same.';
comment on column public.youtube_leads.team is 'That of the lead; kept by triggers.';

create index youtube_leads_author on public.youtube_leads (author_id, video_id, created_at desc);
create index youtube_leads_lead on public.youtube_leads (lead_id);
create index youtube_leads_newest on public.youtube_leads (created_at desc, id desc) where deleted_at is null;
create index youtube_leads_updated on public.youtube_leads (updated_at desc, id desc) where deleted_at is null;
create index youtube_leads_commented on public.youtube_leads (commented_at desc, id desc) where deleted_at is null;
create index youtube_leads_status on public.youtube_leads (status, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_intent on public.youtube_leads (intent, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_source_state on public.youtube_leads (source_state, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_video on public.youtube_leads (video_id, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_team on public.youtube_leads (team, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_assignee on public.youtube_leads (assignee_id, created_at desc, id desc) where deleted_at is null;
create index youtube_leads_customer on public.youtube_leads (customer_id, created_at desc, id desc);
create index youtube_leads_search on public.youtube_leads
  using gin (number extensions.gin_trgm_ops, author_name extensions.gin_trgm_ops, comment extensions.gin_trgm_ops) where deleted_at is null;

create trigger youtube_leads_touch before update on public.youtube_leads for each row execute function public.touch_row();
create trigger youtube_leads_team before insert on public.youtube_leads for each row execute function public.take_team_of_lead();
create trigger leads_team_of_youtube_leads after update of team on public.leads
  for each row when (new.team is distinct from old.team) execute function public.pass_on_team_of_lead('youtube_leads');

select public.publish_table('public.youtube_leads', module => 'youtube_leads', scopes => $$array['team:' || r.team]$$, activity => 'id', classes => '
  none: id, number, lead_id, customer_id, video_id, intent, status, source_state, comments, assignee_id, commented_at, created_by, created_at
  none: updated_at, deleted_at, version, team
  personal: author_id, author_name, comment, note');

select public.announce_table('public.youtube_leads', 'tickets', 'youtube_lead', 'youtube_leads',
  'number,lead_id,customer_id,video_id,author_name,comment,intent,status,source_state,comments,assignee_id,team,deleted_at,version',
  p_scopes => $$array['team:' || r.team]$$);

select public.keep_counts('public.youtube_leads', columns => 'status,intent,source_state,video_id,team', hidden => 'deleted_at');
