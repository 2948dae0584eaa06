/*
 * Changes e-mails as a person does. Status, team, assignee and priority belong to the matter: they are set on the thread and on all its e-mails; the rest
 * is each e-mail's own. What a person set, no triage changes any more. Returns the e-mails that are there, and whether they were changed; the
 * activity log gets the changed fields of each, and of its thread. Raises assignee_not_found.
 */
create function public.change_emails(p_ids uuid[], p_change jsonb, p_actor_id uuid default null, p_bulk_id uuid default null)
returns table (email_id uuid, was_changed boolean)
language plpgsql security definer set search_path = '' as $$
declare
  v_matter  text[] := array(select k from jsonb_object_keys(p_change) k where k in ('status', 'team', 'assignee_id', 'priority'));
  v_own     text[] := array(select k from jsonb_object_keys(p_change) k where k in ('is_read', 'category', 'sentiment', 'language'));
  v_human   text[] := array_remove(v_matter || v_own, 'is_read');
  v_bulk    jsonb := case when p_bulk_id is null then '{}' else jsonb_build_object('bulk_id', p_bulk_id) end;
  v_threads uuid[];
begin
  perform public.check_assignee(p_change);
  v_threads := public.lock_emails(p_ids, cardinality(v_matter) > 0);
  if cardinality(v_matter) > 0 then
    perform public.change_matter(v_threads, p_change, p_actor_id, v_bulk);
  end if;

  return query
  with wanted as materialized (
    select e.id, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as row, e.id = any (p_ids) and e.deleted_at is null as is_asked,
      case when e.id = any (p_ids) then v_human else v_matter end as fields
    from public.emails e
    where (e.id = any (p_ids) and e.deleted_at is null) or (cardinality(v_matter) > 0 and e.thread_id = any (v_threads))
  ), target as materialized (
    select w.*, n.is_read, n.status, n.team, n.assignee_id, n.priority, n.category, n.sentiment, n.language,
      array(select distinct f from unnest(n.human_fields || w.fields) f order by f) as human_fields
    from wanted w
    cross join lateral jsonb_populate_record(null::public.emails, w.row || case when w.is_asked then p_change
      else (select coalesce(jsonb_object_agg(k, p_change -> k), '{}') from unnest(v_matter) k) end) n
  ), changed as (
    update public.emails e set
      is_read = t.is_read, status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, category = t.category,
      sentiment = t.sentiment, language = t.language, human_fields = t.human_fields, version = e.version + 1, updated_at = now()
    from target t
    where e.id = t.id
      and (e.is_read, e.status, e.team, e.assignee_id, e.priority, e.category, e.sentiment, e.language, e.human_fields)
        is distinct from (t.is_read, t.status, t.team, t.assignee_id, t.priority, t.category, t.sentiment, t.language, t.human_fields)
    returning e.id, t.is_asked, t.row as before, to_jsonb(e) - 'body_text' - 'body_html' - 'new_text' - 'quoted_text' as after
  ), noted as materialized (
    select c.id, public.log_activity('update', 'emails', c.id::text,
      public.changed_fields(c.before, c.after, v_matter || v_own || '{human_fields}'),
      public.changed_fields(c.after, c.before, v_matter || v_own || '{human_fields}') || v_bulk, p_actor_id)
    from changed c where c.is_asked
  )
  select w.id, exists (select from noted n where n.id = w.id) from wanted w where w.is_asked;
  if p_change ? 'language' then
    perform public.follow_items('email_thread', v_threads);
  end if;
end $$;
select public.grant_to_service('change_emails');
