/* A person says that two customers are not one. Raises customer_suggestion_not_found, customer_suggestion_decided. */
create function public.dismiss_suggestion(p_id uuid, p_by uuid) returns setof public.customer_suggestions
language plpgsql security definer set search_path = '' as $$
declare
  v_suggestion public.customer_suggestions;
begin
  select * into v_suggestion from public.customer_suggestions s where s.id = p_id for update;
  if v_suggestion.id is null then
    raise exception 'customer_suggestion_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_suggestion.state <> 'open' then
    raise exception 'customer_suggestion_decided' using errcode = 'P0409', detail = jsonb_build_object('state', v_suggestion.state);
  end if;
  return query update public.customer_suggestions s set state = 'dismissed', decided_by = p_by, decided_at = now(), updated_at = now() where s.id = p_id returning *;
end $$;
select public.grant_to_service('dismiss_suggestion');
