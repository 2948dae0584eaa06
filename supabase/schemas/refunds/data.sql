-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('refunds', 'Refunds', 'Money that customers get back.', 'vced', 'vce', 'v');
select public.register_timeline('refund', 'refunds', 'timeline_refunds');
select public.register_approval('refund', 'refunds', 'refund', 'describe_refund', 'apply_refund_approval');

-- 50,000.00 rupees for an order or a customer within thirty days; a supervisor decides up to twice that. Any other currency needs an approval until it has a limit.
insert into public.refund_limits (currency, per_order_minor, per_customer_minor)
select 'INR', 5000000, 5000000 where not exists (select from public.refund_limits);
insert into public.approval_limits (role_id, kind, currency, max_amount_minor)
select r.id, 'refund', 'INR', 10000000 from public.roles r where r.name = 'supervisor' and not exists (select from public.approval_limits);
