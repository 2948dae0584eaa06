create function public.keep_email_counters() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(n.support_email_id, n.direction, n.status, n.is_read, n.team)::text), count(*), n.support_email_id, n.direction, n.status, n.is_read, n.team
    from new_rows n where n.deleted_at is null
    group by n.support_email_id, n.direction, n.status, n.is_read, n.team;
  elsif tg_op = 'DELETE' then
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(o.support_email_id, o.direction, o.status, o.is_read, o.team)::text), -count(*), o.support_email_id, o.direction, o.status, o.is_read, o.team
    from old_rows o where o.deleted_at is null
    group by o.support_email_id, o.direction, o.status, o.is_read, o.team;
  else
    insert into public.email_detail_counters (key, rows, support_email_id, direction, status, is_read, team, kind, priority, category, sentiment,
      language, has_attachments, triage_state, send_state, unassigned)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment,
      d.language, d.has_attachments, d.triage_state, d.send_state, d.unassigned
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team, n.kind, n.priority, n.category, n.sentiment,
        n.language, n.attachment_count > 0 as has_attachments, n.triage_state, n.send_state, n.assignee_id is null as unassigned
      from new_rows n where n.deleted_at is null
      union all
      select -1 as sign, o.support_email_id, o.direction, o.status, o.is_read, o.team, o.kind, o.priority, o.category, o.sentiment,
        o.language, o.attachment_count > 0 as has_attachments, o.triage_state, o.send_state, o.assignee_id is null as unassigned
      from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team, d.kind, d.priority, d.category, d.sentiment, d.language, d.has_attachments,
      d.triage_state, d.send_state, d.unassigned
    having sum(d.sign) <> 0;
    insert into public.email_counters (key, rows, support_email_id, direction, status, is_read, team)
    select md5(row(d.support_email_id, d.direction, d.status, d.is_read, d.team)::text), sum(d.sign), d.support_email_id, d.direction, d.status, d.is_read, d.team
    from (
      select 1 as sign, n.support_email_id, n.direction, n.status, n.is_read, n.team from new_rows n where n.deleted_at is null
      union all
      select -1, o.support_email_id, o.direction, o.status, o.is_read, o.team from old_rows o where o.deleted_at is null
    ) d
    group by d.support_email_id, d.direction, d.status, d.is_read, d.team
    having sum(d.sign) <> 0;
  end if;
  if random() < 0.02 then
    perform public.fold_counters('public.email_counters');
    perform public.fold_counters('public.email_detail_counters');
  end if;
  return null;
end $$;
select public.grant_to_service('keep_email_counters');
