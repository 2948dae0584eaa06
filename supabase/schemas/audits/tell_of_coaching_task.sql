/* Tells the agent and the owner of a coaching task that there is one, and a new owner that it is his. */
create function public.tell_of_coaching_task() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and new.owner_id is not distinct from old.owner_id then
    return null;
  end if;
  perform public.notify(jsonb_build_object('user_id', u.id, 'module', 'audits', 'type', 'coaching_task', 'title', u.title, 'body', new.title,
    'entity_type', 'coaching_task', 'entity_id', new.id, 'dedupe_key', format('coaching_task:%s:%s:%s', new.id, u.id, new.version)))
  from (
    select new.owner_id as id, 'A coaching task is yours' as title where new.owner_id is not null
    union all
    select a.user_id, 'There is a coaching task for you' from public.agents a
    where a.id = new.agent_id and a.user_id is distinct from new.owner_id and a.user_id is not null and tg_op = 'INSERT'
  ) u;
  return null;
end $$;
revoke execute on function public.tell_of_coaching_task() from public, anon, authenticated;
