/*
 * Moves a reaction on from p_from to p_to together with what failed on the way: [{"seq", "entity", "event", "state",
 * "attempts", "error", "wait_ms"}]. False when it does not stand at p_from any more: another node has it, nothing was changed.
 */
create function public.advance_reaction(p_name text, p_from bigint, p_to bigint, p_failures jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.change_reactions set last_seq = p_to, updated_at = now() where name = p_name and last_seq = p_from;
  if not found then
    return false;
  end if;
  insert into public.change_reaction_failures (name, seq, entity, event, state, attempts, error, next_attempt_at)
  select p_name, (f ->> 'seq')::bigint, f ->> 'entity', f -> 'event', f ->> 'state', (f ->> 'attempts')::integer, f ->> 'error',
    case when f ->> 'state' = 'retry' then now() + (f ->> 'wait_ms')::float8 * interval '1 millisecond' end
  from jsonb_array_elements(p_failures) f;
  return true;
end $$;
select public.grant_to_service('advance_reaction');
