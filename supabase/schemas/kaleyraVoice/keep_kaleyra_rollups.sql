/* After each statement that wrote call logs: carry what it changed into the customer calls and the rollups. */
create function public.keep_kaleyra_rollups() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many     constant integer := 1000000;  -- from here on working all out anew is quicker
  v_written  integer := 0;
  v_zone     text := (select s.timezone from public.kaleyra_settings s);
  v_call_ids text[];
  v_facts    public.kaleyra_fact[];
begin
  if tg_op = 'INSERT' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
  elsif tg_op = 'UPDATE' then
    v_written := (select count(*) from (select from new_rows limit v_many) n);
    if v_written > 0 then
      delete from public.kaleyra_call_recordings r
      where r.call_log_id = any (array(select o.id from old_rows o except select n.id from new_rows n));
    end if;
  elsif tg_op = 'DELETE' then
    v_written := (select count(*) from (select from old_rows limit v_many) o);
    delete from public.kaleyra_call_recordings r where r.call_log_id = any (array(select o.id from old_rows o));
  end if;
  if v_written = v_many then
    perform public.rebuild_kaleyra_rollups();
  end if;
  if v_written in (0, v_many) then
    return null;
  end if;

  if tg_op = 'INSERT' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  elsif tg_op = 'UPDATE' then
    with signed as materialized (
      select 1 as sign, n.call_id, n.start_time, n.service, n.agent_number, n.status, n.billsec from new_rows n
      union all
      select -1, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f
    where f.calls <> 0 or f.talk_seconds <> 0;
  elsif tg_op = 'DELETE' then
    with signed as materialized (
      select -1 as sign, o.call_id, o.start_time, o.service, o.agent_number, o.status, o.billsec from old_rows o
    )
    select (select array_agg(distinct c.call_id) from signed c), array_agg(row(f.*)::public.kaleyra_fact) into v_call_ids, v_facts
    from (
      select
        date_bin('15 minutes', c.start_time at time zone 'UTC', '2000-01-01'),
        date_trunc('day', c.start_time at time zone v_zone),
        c.service, case when c.service = 'CallForward' then c.agent_number end, c.status,
        sum(c.sign) as calls, sum(c.sign * c.billsec::bigint) as talk_seconds, 0, 0, 0, 0
      from signed c
      group by 1, 2, 3, 4, 5
    ) f;
  end if;

  v_facts := v_facts || public.refresh_kaleyra_calls(v_call_ids);
  if v_facts <> '{}' then
    perform public.apply_kaleyra_facts(v_facts);
  end if;
  return null;
end $$;
select public.grant_to_service('keep_kaleyra_rollups');
