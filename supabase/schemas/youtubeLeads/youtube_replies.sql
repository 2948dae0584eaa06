create table public.youtube_replies (
  id              uuid primary key default gen_random_uuid(),
  youtube_lead_id uuid not null references public.youtube_leads (id) on delete cascade,
  text            text not null,
  send_id         uuid not null references public.sends (id),
  created_by      uuid,
  at              timestamptz not null default now()
);
comment on table public.youtube_replies is 'What was answered under comments, each by a send.';

create index youtube_replies_lead on public.youtube_replies (youtube_lead_id, at);

select public.publish_table('public.youtube_replies', module => 'youtube_leads',
  scopes => $$array(select 'team:' || y.team from public.youtube_leads y where y.id = r.youtube_lead_id)$$, activity => 'id', classes => '
  none: id, youtube_lead_id, send_id, created_by, at
  personal: text');

/* Answers a comment: the reply, its send and the step of the lead, as one. Raises youtube_lead_not_found, youtube_comment_removed. p_id twice is one reply. */
create function public.queue_youtube_reply(p_id uuid, p_lead_id uuid, p_text text, p_by uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  v_lead    public.youtube_leads;
  v_comment text;
begin
  if exists (select from public.youtube_replies r where r.id = p_id) then
    return;
  end if;
  -- The same order as whoever gives the lead another team: first the lead, then this.
  perform from public.leads l where l.id = (select y.lead_id from public.youtube_leads y where y.id = p_lead_id) for update;
  select * into v_lead from public.youtube_leads y where y.id = p_lead_id and y.deleted_at is null for update;
  if not found then
    raise exception 'youtube_lead_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_lead_id);
  end if;
  select c.comment_id into v_comment from public.youtube_comments c
  where c.youtube_lead_id = p_lead_id and c.removed_at is null order by c.published_at desc, c.comment_id limit 1;
  if v_comment is null then
    raise exception 'youtube_comment_removed' using errcode = 'P0409';
  end if;
  insert into public.youtube_replies (id, youtube_lead_id, text, send_id, created_by)
  values (p_id, p_lead_id, p_text, public.queue_send('youtube.reply', jsonb_build_object('comment_id', v_comment, 'text', p_text), null, p_by), p_by);
  if v_lead.status = 'new' then
    perform public.act_on('public.youtube_leads', '{"new": {"reply": "replied"}}', p_lead_id, 'reply', p_note => p_text);
  end if;
  insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, created_by)
  values (v_lead.lead_id, 'outbound', 'youtube', 'youtube_lead', p_lead_id::text, p_by)
  on conflict do nothing;
end $$;
select public.grant_to_service('queue_youtube_reply');

/* The replies to a lead's comments and what became of them, oldest first. */
create function public.get_youtube_replies(p_lead_id uuid)
returns table (id uuid, text text, state text, error_message text, created_by uuid, at timestamptz)
language sql stable security definer set search_path = '' as $$
  select r.id, r.text, s.state, s.error_message, r.created_by, r.at
  from public.youtube_replies r join public.sends s on s.id = r.send_id
  where r.youtube_lead_id = p_lead_id order by r.at, r.id
$$;
select public.grant_to_service('get_youtube_replies');
