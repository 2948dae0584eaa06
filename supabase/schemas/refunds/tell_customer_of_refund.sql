/* After a refund was paid, whoever noted it: its customer is told, in the background. */
create function public.tell_customer_of_refund() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform graphile_worker.add_job('refunds.tell_customer', json_build_object('refund_id', new.id), job_key => 'refund_paid:' || new.id);
  return null;
end $$;
select public.grant_to_service('tell_customer_of_refund');
