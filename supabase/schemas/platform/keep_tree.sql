/*
 * Row trigger of a table that is a tree: columns id, parent_id, deleted_at, and perhaps one that is the same in a whole branch, which the trigger
 * names. Its changes take turns, so that two moves cannot make a circle together. Raises tree_cycle, tree_parent_not_found, tree_too_deep, tree_has_children.
 */
create function public.keep_tree() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_branch text := to_jsonb(new) ->> tg_argv[0];
  v_at     uuid := new.parent_id;
  v_depth  integer := 0;
  v_parent jsonb;
  v_found  boolean;
begin
  if tg_op = 'UPDATE' and new.parent_id is not distinct from old.parent_id and v_branch is not distinct from to_jsonb(old) ->> tg_argv[0]
    and new.deleted_at is not distinct from old.deleted_at then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tree:' || tg_table_name, 0));
  if new.deleted_at is null and new.parent_id is not null then
    execute format('select to_jsonb(t) from public.%I t where t.id = $1 and t.deleted_at is null', tg_table_name) into v_parent using new.parent_id;
    if v_parent is null or v_parent ->> tg_argv[0] is distinct from v_branch then
      raise exception 'tree_parent_not_found' using errcode = 'P0422', detail = jsonb_build_object('parent_id', new.parent_id);
    end if;
  end if;
  while v_at is not null loop
    v_depth := v_depth + 1;
    if v_at = new.id then
      raise exception 'tree_cycle' using errcode = 'P0400', detail = jsonb_build_object('id', new.id, 'parent_id', new.parent_id);
    elsif v_depth > 10 then
      raise exception 'tree_too_deep' using errcode = 'P0422', detail = jsonb_build_object('max', 10);
    end if;
    execute format('select t.parent_id from public.%I t where t.id = $1', tg_table_name) into v_at using v_at;
  end loop;
  -- A branch keeps together: what has live children neither goes nor changes what it shares.
  if tg_op = 'UPDATE' and (new.deleted_at is not null or v_branch is distinct from to_jsonb(old) ->> tg_argv[0]) then
    execute format('select exists (select from public.%I t where t.parent_id = $1 and t.deleted_at is null)', tg_table_name) into v_found using new.id;
    if v_found then
      raise exception 'tree_has_children' using errcode = 'P0409', detail = jsonb_build_object('id', new.id);
    end if;
  end if;
  return new;
end $$;
select public.grant_to_service('keep_tree');
