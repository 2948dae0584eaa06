/* After each statement that wrote e-mails: note what it changes in the sums. Nothing, when it changed nothing that is counted. */
create function public.note_email_changes() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many  constant integer := 100000;  -- from here on working all out anew is quicker
  v_zone  text := public.business_zone();
  v_facts public.email_fact[];
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, count(*)
      from new_rows e
      where e.deleted_at is null
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f;
  elsif tg_op = 'DELETE' then
    if (select count(*) from (select from old_rows limit v_many) o) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, -count(*)
      from old_rows e
      where e.deleted_at is null
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f;
  elsif tg_op = 'UPDATE' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.email_rollup_changes (zone) values (v_zone);
      return null;
    end if;
    select array_agg(row(f.*)::public.email_fact) into v_facts
    from (
      select date_bin('15 minutes', e.received_at at time zone 'UTC', '2000-01-01'), date_trunc('day', e.received_at at time zone v_zone),
        e.support_email_id, e.team, e.direction, e.kind, e.status, e.direction = 'inbound' and not e.is_read,
        case when e.direction = 'inbound' and e.from_email <> '' then e.from_email end, sum(e.sign) as emails
      from (
        select 1 as sign, n.support_email_id, n.received_at, n.team, n.direction, n.kind, n.status, n.is_read, n.from_email
        from new_rows n where n.deleted_at is null
        union all
        select -1, o.support_email_id, o.received_at, o.team, o.direction, o.kind, o.status, o.is_read, o.from_email
        from old_rows o where o.deleted_at is null
      ) e
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ) f
    where f.emails <> 0;
  end if;
  if v_facts is not null then
    insert into public.email_rollup_changes (zone, facts) values (v_zone, v_facts);
  end if;
  return null;
end $$;
select public.grant_to_service('note_email_changes');
