-- What people change about e-mails: one, a thread, many by filter; deleting and restoring. And who opened which attachment.

/* Of some fields of a row, those that differ in another one. */
create function public.changed_fields(p_row jsonb, p_other jsonb, p_fields text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(f, p_row -> f), '{}') from unnest(p_fields) f where p_row -> f is distinct from p_other -> f
$$;

/*
 * Whoever writes e-mails locks in one order, so that nobody waits in a circle: sends, then threads, then e-mails. Whoever changes several
 * threads in one transaction holds their mailboxes first, as store_parsed_emails does.
 *
 * Locks e-mails with their threads, with p_whole all e-mails of these; returns the threads.
 */
create function public.lock_emails(p_ids uuid[], p_whole boolean) returns uuid[]
language plpgsql security definer set search_path = '' as $$
declare
  v_threads uuid[];
  v_mailbox uuid;
begin
  loop
    v_threads := array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
    if cardinality(v_threads) > 1 then
      for v_mailbox in select distinct t.support_email_id from public.email_threads t where t.id = any (v_threads) order by 1 loop
        perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox, 0));
      end loop;
    end if;
    perform from public.email_threads t where t.id = any (v_threads) order by t.id for update;
    -- Unless threads were joined meanwhile.
    exit when v_threads = array(select distinct e.thread_id from public.emails e where e.id = any (p_ids) and e.deleted_at is null order by 1);
  end loop;
  perform from public.emails e where (e.id = any (p_ids) and e.deleted_at is null) or (p_whole and e.thread_id = any (v_threads)) order by e.id for update;
  return v_threads;
end $$;

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
end $$;

/* Raises assignee_not_found. */
create function public.check_assignee(p_change jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if p_change ->> 'assignee_id' is not null and not exists (select from public.agents where id = (p_change ->> 'assignee_id')::uuid and is_active) then
    raise exception 'assignee_not_found' using errcode = 'P0422', detail = p_change ->> 'assignee_id';
  end if;
end $$;

/* Sets what belongs to the matter on threads, which the caller has locked. */
create function public.change_matter(p_threads uuid[], p_change jsonb, p_actor_id uuid, p_bulk jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.log_activity('update', 'email_threads', c.id::text,
      public.changed_fields(c.before, c.after, '{status,team,assignee_id,priority}'),
      public.changed_fields(c.after, c.before, '{status,team,assignee_id,priority}') || p_bulk, p_actor_id)
  from public.set_matter(p_threads, p_change) c;
end $$;

create function public.set_matter(p_threads uuid[], p_change jsonb) returns table (id uuid, before jsonb, after jsonb)
language sql security definer set search_path = '' as $$
  with target as materialized (
    select t.id, to_jsonb(t) as row, n.status, n.team, n.assignee_id, n.priority
    from public.email_threads t
    cross join lateral jsonb_populate_record(t, p_change - 'version') n
    where t.id = any (p_threads)
  )
  update public.email_threads e set
    status = t.status, team = t.team, assignee_id = t.assignee_id, priority = t.priority, version = e.version + 1, updated_at = now()
  from target t
  where e.id = t.id and (e.status, e.team, e.assignee_id, e.priority) is distinct from (t.status, t.team, t.assignee_id, t.priority)
  returning e.id, t.row, to_jsonb(e)
$$;

/* Changes one e-mail; with p_version only when nobody was faster. Returns its row. Raises email_not_found, stale_version, assignee_not_found. */
create function public.update_email(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.version into v_version from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if v_version is null then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.change_emails(array[p_id], p_change);
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;

/* Changes a thread and with it all its e-mails. Returns its row. Raises email_thread_not_found, stale_version, assignee_not_found. */
create function public.update_email_thread(p_id uuid, p_change jsonb, p_version integer default null) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_version integer;
begin
  select t.version into v_version from public.email_threads t where t.id = p_id for update;
  if v_version is null then
    raise exception 'email_thread_not_found' using errcode = 'P0404';
  elsif v_version <> p_version then
    raise exception 'stale_version' using errcode = 'P0409', detail = 'It is version ' || v_version || ' now.';
  end if;
  perform public.check_assignee(p_change);
  -- Also when it holds no e-mail.
  perform public.change_matter(array[p_id], p_change, null, '{}');
  perform public.change_emails(array(select e.id from public.emails e where e.thread_id = p_id and e.deleted_at is null), p_change);
  return (select to_jsonb(r) from public.email_thread_rows r where r.id = p_id);
end $$;

/* Deletes an e-mail for people; its row stays, so that no sync brings it back. Returns it. Raises email_not_found, email_not_sent_yet. */
create function public.delete_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
  v_row   jsonb;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.send_state into v_email from public.emails e where e.id = p_id and e.deleted_at is null for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  elsif v_email.send_state in ('queued', 'sending') then
    raise exception 'email_not_sent_yet' using errcode = 'P0409', detail = 'Take the sending back first.';
  end if;
  v_row := (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
  update public.emails e set deleted_at = now(), updated_at = now(), version = e.version + 1 where e.id = p_id;
  perform public.log_activity('delete', 'emails', p_id::text);
  return v_row;
end $$;

/* Takes a deletion back. Returns the row; of an e-mail that is not deleted, as it is. Raises email_not_found. */
create function public.restore_email(p_id uuid) returns jsonb
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
  v_email record;
begin
  perform from public.email_threads t where t.id = (select e.thread_id from public.emails e where e.id = p_id) for update;
  select e.deleted_at into v_email from public.emails e where e.id = p_id for update;
  if not found then
    raise exception 'email_not_found' using errcode = 'P0404';
  end if;
  if v_email.deleted_at is not null then
    update public.emails e set deleted_at = null, updated_at = now(), version = e.version + 1 where e.id = p_id;
    perform public.log_activity('restore', 'emails', p_id::text);
  end if;
  return (select to_jsonb(r) from public.email_list_rows r where r.id = p_id);
end $$;

-- Many at once --------------------------------------------------------------------------------------

create table public.email_bulks (
  id          uuid primary key default gen_random_uuid(),
  filter      jsonb,
  change      jsonb not null,
  state       text collate "C" not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  matched     integer not null default 0,
  changed     integer not null default 0,
  skipped     integer not null default 0,
  failed      integer not null default 0,
  error_code  text,
  created_by  uuid,
  created_at  timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.email_bulks is 'Changes of many e-mails at once. Which ones is fixed when it is ordered; filter is null when they were named. access: service only';

create table public.email_bulk_items (
  bulk_id  uuid not null references public.email_bulks (id) on delete cascade,
  position integer not null,
  email_id uuid not null,
  outcome  text collate "C" check (outcome in ('changed', 'skipped', 'failed')),
  reason   text,
  primary key (bulk_id, position)
);
comment on table public.email_bulk_items is 'The e-mails of a bulk change, and what became of each; no outcome: not yet. access: service only';
create index email_bulk_items_open on public.email_bulk_items (bulk_id, position) where outcome is null;
create index email_bulk_items_failed on public.email_bulk_items (bulk_id, position) where outcome = 'failed';

/*
 * Orders a bulk change of the e-mails that a filter matches now, or of named ones, and the job that does it: at once when it is a big one; a small one
 * is done by whoever ordered it, and the job looks after it in case he died. Raises assignee_not_found.
 */
create function public.start_email_bulk(p_filter jsonb, p_ids uuid[], p_change jsonb, p_direct_limit integer default 1000) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_id      uuid;
  v_matched integer;
begin
  perform public.check_assignee(p_change);
  insert into public.email_bulks (filter, change, created_by) values (p_filter, p_change, public.current_actor()) returning id into v_id;
  if p_ids is not null then
    insert into public.email_bulk_items (bulk_id, position, email_id)
    select v_id, row_number() over (order by min(w.place)), w.id from unnest(p_ids) with ordinality w (id, place) group by w.id;
  else
    execute format('insert into public.email_bulk_items (bulk_id, position, email_id)
      select %L, row_number() over (order by e.received_at, e.id), e.id from public.emails e where %s', v_id, public.email_question(p_filter));
  end if;
  get diagnostics v_matched = row_count;
  update public.email_bulks set matched = v_matched where id = v_id;
  perform graphile_worker.add_job('emails.bulk', json_build_object('bulk_id', v_id), job_key => 'email_bulk:' || v_id,
    run_at => now() + case when v_matched > p_direct_limit then interval '0' else interval '2 minutes' end);
  return public.get_email_bulk(v_id);
end $$;

/* Does the next p_size of a bulk change. True while more are left. Two at once take turns. */
create function public.run_email_bulk(p_id uuid, p_size integer default 200) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_bulk public.email_bulks;
  v_ids  uuid[];
begin
  select * into v_bulk from public.email_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state in ('done', 'failed') then
    return false;
  end if;
  v_ids := array(select i.email_id from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null order by i.position limit p_size);
  with done as (
    select * from public.change_emails(v_ids, v_bulk.change, v_bulk.created_by, p_id)
  ), noted as (
    update public.email_bulk_items i set
      outcome = case when d.email_id is null then 'failed' when d.was_changed then 'changed' else 'skipped' end,
      reason = case when d.email_id is null then 'email_not_found' when not d.was_changed then 'nothing_to_change' end
    from unnest(v_ids) w (id) left join done d on d.email_id = w.id
    where i.bulk_id = p_id and i.outcome is null and i.email_id = w.id
    returning i.outcome
  ), summed as (
    select count(*) filter (where outcome = 'changed') as changed, count(*) filter (where outcome = 'skipped') as skipped,
      count(*) filter (where outcome = 'failed') as failed
    from noted
  )
  update public.email_bulks b set state = 'running', changed = b.changed + s.changed, skipped = b.skipped + s.skipped, failed = b.failed + s.failed
  from summed s where b.id = p_id;
  if exists (select from public.email_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return true;
  end if;
  update public.email_bulks set state = 'done', finished_at = now() where id = p_id;
  return false;
end $$;

/* Ends a bulk change that cannot go on. */
create function public.fail_email_bulk(p_id uuid, p_error_code text) returns void
language sql security definer set search_path = '' as $$
  update public.email_bulks set state = 'failed', error_code = p_error_code, finished_at = now() where id = p_id and state <> 'done'
$$;

/* A bulk change: how far, what failed (the first 100), and with p_items what became of each. Null: there is none. */
create function public.get_email_bulk(p_id uuid, p_items boolean default false) returns jsonb
language sql stable security definer set search_path = '' set timezone = 'UTC' as $$
  select to_jsonb(b) || jsonb_build_object(
    'failures', coalesce((
      select jsonb_agg(jsonb_build_object('email_id', f.email_id, 'reason', f.reason) order by f.position)
      from (select * from public.email_bulk_items i where i.bulk_id = b.id and i.outcome = 'failed' order by i.position limit 100) f), '[]'),
    'items', case when p_items then coalesce((
      select jsonb_agg(jsonb_build_object('email_id', i.email_id, 'outcome', i.outcome, 'reason', i.reason) order by i.position)
      from public.email_bulk_items i where i.bulk_id = b.id), '[]') end)
  from public.email_bulks b where b.id = p_id
$$;

-- Attachments by link ---------------------------------------------------------------------------------

/* The attachment behind a link that was checked, with who opens it noted. Null: there is none, or its e-mail is deleted. */
create function public.open_email_attachment(p_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  v_attachment jsonb := (
    select jsonb_build_object('sha256', a.sha256, 'filename', a.filename, 'content_type', a.content_type, 'size', a.size, 'state', a.state, 'note', a.note)
    from public.email_attachments a join public.emails e on e.id = a.email_id
    where a.id = p_id and e.deleted_at is null);
begin
  if v_attachment ->> 'sha256' is not null then
    perform public.log_activity('access', 'email_attachments', p_id::text, p_actor_id => p_user_id);
  end if;
  return v_attachment;
end $$;

alter table public.email_bulks enable row level security;
alter table public.email_bulk_items enable row level security;
revoke all on public.email_bulks, public.email_bulk_items from public, anon, authenticated;
grant select on public.email_bulks, public.email_bulk_items to service_role;
revoke execute on function
  public.changed_fields(jsonb, jsonb, text[]), public.lock_emails(uuid[], boolean), public.change_emails(uuid[], jsonb, uuid, uuid), public.check_assignee(jsonb),
  public.change_matter(uuid[], jsonb, uuid, jsonb), public.set_matter(uuid[], jsonb), public.update_email(uuid, jsonb, integer),
  public.update_email_thread(uuid, jsonb, integer), public.delete_email(uuid), public.restore_email(uuid),
  public.start_email_bulk(jsonb, uuid[], jsonb, integer), public.run_email_bulk(uuid, integer), public.fail_email_bulk(uuid, text),
  public.get_email_bulk(uuid, boolean), public.open_email_attachment(uuid, uuid)
from public, anon, authenticated;
grant execute on function
  public.change_emails(uuid[], jsonb, uuid, uuid), public.update_email(uuid, jsonb, integer), public.update_email_thread(uuid, jsonb, integer),
  public.delete_email(uuid), public.restore_email(uuid), public.start_email_bulk(jsonb, uuid[], jsonb, integer),
  public.run_email_bulk(uuid, integer), public.fail_email_bulk(uuid, text), public.get_email_bulk(uuid, boolean),
  public.open_email_attachment(uuid, uuid)
to service_role;
