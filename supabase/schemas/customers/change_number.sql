/*
 * A provider says that a customer changed his number. The old one is released with its dates. The new one becomes his when nobody has it; when
 * somebody else does it stays there, and the pair becomes a suggestion. Answers moved, released, conflict or unknown.
 */
create function public.change_number(p_kind text, p_old text, p_new text, p_source text, p_at timestamptz) returns text
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.customer_identities;
  v_new public.customer_identities;
begin
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || p_kind || ':' || v, 0)) from unnest(array[p_old, p_new]) v order by v;
  select * into v_old from public.customer_identities i where i.kind = p_kind and i.value = p_old and i.ended_at is null and not i.is_shared for update;
  if v_old.id is null or p_old = p_new then
    return 'unknown';
  end if;
  update public.customer_identities i set ended_at = p_at, ended_reason = 'changed', is_primary = false where i.id = v_old.id;
  select * into v_new from public.customer_identities i where i.kind = p_kind and i.value = p_new and i.ended_at is null and not i.is_shared;
  if v_new.id is null and exists (select from public.customer_identities i where i.kind = p_kind and i.value = p_new and i.ended_at is null) then
    -- Several share it: it is nobody's alone.
    return 'released';
  elsif v_new.id is null then
    perform public.add_identities(v_old.customer_id, jsonb_build_array(jsonb_build_object('kind', p_kind, 'value', p_new, 'verified', true)), p_source, p_at);
    return 'moved';
  elsif public.customer_root(v_new.customer_id) = public.customer_root(v_old.customer_id) then
    return 'released';
  end if;
  perform public.suggest_customers(public.customer_root(v_old.customer_id), public.customer_root(v_new.customer_id), 'number_change',
    jsonb_build_array(
      jsonb_build_object('kind', p_kind, 'value', p_old, 'customer_id', v_old.customer_id),
      jsonb_build_object('kind', p_kind, 'value', p_new, 'customer_id', v_new.customer_id)), 60);
  return 'conflict';
end $$;
select public.grant_to_service('change_number');
