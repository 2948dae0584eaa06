/* After each statement that wrote cycles: note what it changes in the sums. */
create function public.note_chat_cycles() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_many    constant integer := 100000;  -- from here on working all out anew is quicker
  v_counted public.chat_counted[];
begin
  if tg_op = 'INSERT' then
    if (select count(*) from (select from new_rows limit v_many) n) = v_many then
      insert into public.chat_rollup_changes default values;
      return null;
    end if;
    select array_agg(row(n.conversation_id, coalesce(n.first_message_at, n.opened_at), null, f.agent_id, f.figure, '', 1, f.seconds)::public.chat_counted)
    into v_counted
    from new_rows n cross join lateral public.chat_cycle_figures(n.opened_at, n.first_message_at, n.first_response_at, n.resolved_at, n.resolved_by) f;
  elsif tg_op = 'DELETE' then
    select array_agg(row(o.conversation_id, coalesce(o.first_message_at, o.opened_at), null, f.agent_id, f.figure, '', -1, -f.seconds)::public.chat_counted)
    into v_counted
    from old_rows o cross join lateral public.chat_cycle_figures(o.opened_at, o.first_message_at, o.first_response_at, o.resolved_at, o.resolved_by) f;
  else
    select array_agg(row(c.conversation_id, coalesce(c.first_message_at, c.opened_at), null, f.agent_id, f.figure, '', c.sign, c.sign * f.seconds)::public.chat_counted)
    into v_counted
    from (
      select 1 as sign, n.conversation_id, n.opened_at, n.first_message_at, n.first_response_at, n.resolved_at, n.resolved_by from new_rows n
      union all
      select -1, o.conversation_id, o.opened_at, o.first_message_at, o.first_response_at, o.resolved_at, o.resolved_by from old_rows o
    ) c cross join lateral public.chat_cycle_figures(c.opened_at, c.first_message_at, c.first_response_at, c.resolved_at, c.resolved_by) f;
  end if;
  if v_counted is not null then
    insert into public.chat_rollup_changes (counted) values (v_counted);
  end if;
  return null;
end $$;
select public.grant_to_service('note_chat_cycles');
