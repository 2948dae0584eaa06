/*
 * Takes comments as they are now, the oldest first: [{"comment_id", "video_id", "author_id", "author_name", "text", "published_at", "edited_at", "intent",
 * "reason", "customer_id"}]; intent null shows none. A comment is read once; one that says something else now is marked, and its lead stays. An author has
 * one lead for each video until the intent changes. p_id is the new lead's, of the only comment. Returns what became of each:
 *
 *   new       it made a lead      touched   its author's lead has it      no_lead   it shows no intent
 *   known     as before           edited    it says something else now
 */
create function public.take_youtube_comments(p_comments jsonb, p_by uuid default null, p_id uuid default null)
returns table (comment_id text, outcome text, youtube_lead_id uuid)
language plpgsql security definer set search_path = '' as $$
declare
  v_new    record;
  v_known  public.youtube_comments;
  v_last   public.youtube_leads;
  v_lead   public.leads;
  v_id     uuid;
  v_title  text;
begin
  for v_new in
    select c.* from jsonb_to_recordset(p_comments) c (comment_id text, video_id text, author_id text, author_name text, text text, published_at timestamptz,
      edited_at timestamptz, intent text, reason text, customer_id uuid)
    order by c.published_at, c.comment_id
  loop
    perform pg_advisory_xact_lock(hashtextextended('youtube:' || v_new.author_id || ':' || v_new.video_id, 0));
    select * into v_known from public.youtube_comments c where c.comment_id = v_new.comment_id for update;
    comment_id := v_new.comment_id;
    youtube_lead_id := v_known.youtube_lead_id;
    if v_known.comment_id is not null then
      outcome := case when v_known.text <> v_new.text then 'edited' else 'known' end;
      update public.youtube_comments c set checked_at = clock_timestamp(), removed_at = null, text = v_new.text,
        former_text = case when outcome = 'edited' then v_known.text else c.former_text end,
        edited_at = case when outcome = 'edited' then coalesce(v_new.edited_at, clock_timestamp()) else c.edited_at end
      where c.comment_id = v_new.comment_id;
      if outcome = 'edited' or v_known.removed_at is not null then
        update public.youtube_leads y set source_state = case when outcome = 'edited' or v_known.edited_at is not null then 'edited' else 'live' end
        where y.id = youtube_lead_id;
      end if;
      return next;
      continue;
    end if;

    if v_new.intent is null then
      outcome := 'no_lead';
    else
      select * into v_last from public.youtube_leads y
      where y.author_id = v_new.author_id and y.video_id = v_new.video_id and y.deleted_at is null order by y.commented_at desc, y.created_at desc limit 1;
      if v_last.intent = v_new.intent and v_last.status not in ('converted', 'dismissed') then
        outcome := 'touched';
        youtube_lead_id := v_last.id;
        -- The same order as whoever gives the lead another team: first the lead, then this.
        perform from public.leads l where l.id = v_last.lead_id for update;
        update public.youtube_leads y set comments = y.comments + 1, commented_at = greatest(y.commented_at, v_new.published_at) where y.id = v_last.id;
        insert into public.lead_touches (lead_id, direction, source, entity_type, entity_id, at)
        values (v_last.lead_id, 'inbound', 'youtube', 'youtube_comment', v_new.comment_id, v_new.published_at)
        on conflict do nothing;
      else
        outcome := 'new';
        v_id := coalesce(p_id, gen_random_uuid());
        select coalesce(nullif(v.title, ''), v_new.video_id) into v_title from public.youtube_videos v where v.video_id = v_new.video_id;
        select l.* into v_lead from public.touch_lead(v_id, jsonb_build_object('customer_id', v_new.customer_id, 'source', 'youtube',
          'matter', left('YouTube: ' || coalesce(v_title, v_new.video_id), 200)),
          jsonb_build_object('source', 'youtube', 'entity_type', 'youtube_lead', 'entity_id', v_id, 'at', v_new.published_at), p_by) l;
        insert into public.youtube_leads (id, lead_id, customer_id, video_id, author_id, author_name, comment, intent, commented_at, created_by)
        values (v_id, v_lead.id, v_lead.customer_id, v_new.video_id, v_new.author_id, coalesce(v_new.author_name, ''), v_new.text, v_new.intent,
          v_new.published_at, p_by);
        youtube_lead_id := v_id;
        if p_by is null then
          perform public.record_decisions(jsonb_build_array(jsonb_build_object('kind', 'youtube.intent', 'entity_type', 'youtube_lead', 'entity_id', v_id,
            'module', 'youtube_leads', 'chosen', jsonb_build_object('intent', v_new.intent), 'reason', coalesce(v_new.reason, ''), 'rule', 'youtube_intent',
            'rule_version', '1', 'inputs', jsonb_build_object('video_id', v_new.video_id))));
        end if;
      end if;
    end if;
    insert into public.youtube_comments (comment_id, youtube_lead_id, video_id, author_id, text, published_at)
    values (v_new.comment_id, take_youtube_comments.youtube_lead_id, v_new.video_id, v_new.author_id, v_new.text, v_new.published_at);
    return next;
  end loop;
end $$;
select public.grant_to_service('take_youtube_comments');

/* Comments that are not there any more: their leads stay, and say so when all of their comments are gone. */
create function public.mark_youtube_comments_removed(p_ids text[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.youtube_comments c set removed_at = clock_timestamp(), checked_at = clock_timestamp() where c.comment_id = any (p_ids) and c.removed_at is null;
  update public.youtube_leads y set source_state = 'removed'
  where y.id in (select c.youtube_lead_id from public.youtube_comments c where c.comment_id = any (p_ids)) and y.source_state <> 'removed'
    and not exists (select from public.youtube_comments o where o.youtube_lead_id = y.id and o.removed_at is null);
end $$;
select public.grant_to_service('mark_youtube_comments_removed');

/* Comments of leads that were not looked at for longest. */
create function public.get_youtube_comments_to_check(p_before timestamptz, p_since timestamptz, p_most integer) returns text[]
language sql stable security definer set search_path = '' as $$
  select array(
    select c.comment_id from public.youtube_comments c
    where c.youtube_lead_id is not null and c.removed_at is null and c.checked_at < p_before and c.published_at > p_since
    order by c.checked_at, c.comment_id limit p_most)
$$;
select public.grant_to_service('get_youtube_comments_to_check');
