/* Before an insert: who made it, and that it has no secret yet. Both are not for the caller to say. */
create function public.begin_ivr_provider() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.created_by := coalesce(public.current_actor(), new.created_by);
  return new;
end $$;
select public.grant_to_service('begin_ivr_provider');
