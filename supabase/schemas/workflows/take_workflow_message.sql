/* Takes one of the messages that a customer may get of rules since p_since; false when there is none left. The same step takes one once. */
create function public.take_workflow_message(p_id uuid, p_customer_id uuid, p_since timestamptz, p_most integer) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  v_customer uuid := public.customer_root(p_customer_id);
begin
  perform pg_advisory_xact_lock(hashtext('public.workflow_messages'), hashtext(v_customer::text));
  if exists (select from public.workflow_messages m where m.id = p_id) then
    return true;
  end if;
  if (select count(*) from public.workflow_messages m where m.customer_id = v_customer and m.at >= p_since) >= p_most then
    return false;
  end if;
  insert into public.workflow_messages (id, customer_id) values (p_id, v_customer);
  return true;
end $$;
select public.grant_to_service('take_workflow_message');
