/*
 * Numbers up to p_limit committed events that have no number yet, in the order in which they were written. One call at a time
 * over all nodes; a call that finds another at work does nothing: whoever works comes again when it is told of an event, and
 * it is told of every one after its commit. Returns how many were numbered.
 */
create function public.number_changes(p_limit integer default 5000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_last  bigint;
  v_count integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('public.number_changes')) then
    return 0;
  end if;
  -- Statements from here on see what was committed when the lock was free.
  select last_seq into v_last from public.change_feed_position;
  update public.change_feed f set seq = v_last + w.place
  from (
    select u.id, row_number() over (order by u.id) as place
    from (select id from public.change_feed where seq is null order by id limit p_limit) u
  ) w
  where f.id = w.id;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    update public.change_feed_position set last_seq = v_last + v_count;
    perform pg_notify('changes_numbered', (v_last + v_count)::text);
  end if;
  return v_count;
end $$;
select public.grant_to_service('number_changes');
