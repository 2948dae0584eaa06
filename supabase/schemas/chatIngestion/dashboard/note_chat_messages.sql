/* After each statement that wrote messages: note what it changes in the sums. */
create function public.note_chat_messages() returns trigger
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
    select array_agg(row(n.conversation_id, n.at, n.provider_id, f.agent_id, f.figure, f.code, 1, 0)::public.chat_counted) into v_counted
    from new_rows n cross join lateral public.chat_message_figures(n.source, n.type, n.status, n.error_code, n.created_by) f;
  elsif tg_op = 'DELETE' then
    select array_agg(row(o.conversation_id, o.at, o.provider_id, f.agent_id, f.figure, f.code, -1, 0)::public.chat_counted) into v_counted
    from old_rows o cross join lateral public.chat_message_figures(o.source, o.type, o.status, o.error_code, o.created_by) f;
  else
    select array_agg(row(c.conversation_id, c.at, c.provider_id, f.agent_id, f.figure, f.code, c.sign, 0)::public.chat_counted) into v_counted
    from (
      select 1 as sign, w.* from (
        select n.id, n.conversation_id, n.at, n.provider_id, n.source, n.type, n.status, n.error_code, n.created_by from new_rows n
        except all
        select o.id, o.conversation_id, o.at, o.provider_id, o.source, o.type, o.status, o.error_code, o.created_by from old_rows o
      ) w
      union all
      select -1, w.* from (
        select o.id, o.conversation_id, o.at, o.provider_id, o.source, o.type, o.status, o.error_code, o.created_by from old_rows o
        except all
        select n.id, n.conversation_id, n.at, n.provider_id, n.source, n.type, n.status, n.error_code, n.created_by from new_rows n
      ) w
    ) c cross join lateral public.chat_message_figures(c.source, c.type, c.status, c.error_code, c.created_by) f;
  end if;
  if v_counted is not null then
    insert into public.chat_rollup_changes (counted) values (v_counted);
  end if;
  return null;
end $$;
select public.grant_to_service('note_chat_messages');
