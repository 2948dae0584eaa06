/* Sets what belongs to the matter on threads, which the caller has locked. */
create function public.change_matter(p_threads uuid[], p_change jsonb, p_actor_id uuid, p_bulk jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform public.log_activity('update', 'email_threads', c.id::text,
      public.changed_fields(c.before, c.after, '{status,team,assignee_id,priority}'),
      public.changed_fields(c.after, c.before, '{status,team,assignee_id,priority}') || p_bulk, p_actor_id)
  from public.set_matter(p_threads, p_change) c;
end $$;
select public.grant_to_service('change_matter');
