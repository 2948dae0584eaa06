-- Texts that people send again and again, with variables: to chats, in e-mails, or both.
create table public.chat_templates (
  id uuid primary key default gen_random_uuid(),
  shortcut text collate "C" not null check (shortcut = lower(shortcut)),
  title text not null,
  body text not null,
  channel text collate "C" not null default 'any' check (channel in ('any', 'chat', 'email')),
  team text not null default '',
  language text collate "C" not null default 'en',
  category text not null default '',
  variables jsonb not null default '[]',
  active boolean not null default true,
  usage_count bigint not null default 0,
  last_used_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  deleted_at timestamptz
);
comment on table public.chat_templates is 'Canned texts of chats and e-mails.';
comment on column public.chat_templates.team is 'Empty: for every team.';
comment on column public.chat_templates.variables is
  'What the sender has to say, beside what is known of customer and agent: [{"name", "kind", "sample"}].';
comment on column public.chat_templates.usage_count is 'How often it was sent; counted in the transaction that queues the message.';

create unique index chat_templates_shortcut_key on public.chat_templates (team, language, shortcut) where deleted_at is null;
create index chat_templates_list_idx on public.chat_templates (created_at desc, id desc) where deleted_at is null;

create trigger chat_templates_touch
  before update of shortcut, title, body, channel, team, language, category, variables, active, deleted_at on public.chat_templates
  for each row execute function public.touch_row();
-- That it was used is in the count, and in the log of what was sent.
create trigger chat_templates_activity
  after insert or delete or update of shortcut, title, body, channel, team, language, category, variables, active, deleted_at
  on public.chat_templates for each row execute function public.record_activity('id');

select public.publish_table('public.chat_templates', module => 'chat_templates', classes => '
  none: id, shortcut, title, body, channel, team, language, category, variables, active, usage_count, last_used_at
  none: created_by, created_at, updated_at, version, deleted_at');
