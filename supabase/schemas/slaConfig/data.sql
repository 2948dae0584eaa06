-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('sla', 'Service levels', 'What customers are promised, and whether it is kept.', 'vced', 'v', 'v');

-- The four tiers. `normal` is the default: it holds for all that no other policy takes.
insert into public.sla_policies (name, tier, position, conditions, is_default, first_response_minutes, next_response_minutes, resolution_minutes)
select d.name, d.tier, d.position, case when d.tier <> 'normal' then jsonb_build_object('field', 'tier', 'operator', 'equals', 'value', d.tier) end, d.tier = 'normal',
  d.first_response, d.next_response, d.resolution
from (values
  ('VIP', 'vip', 1000, 30, 30, 240),
  ('High', 'high', 1010, 60, 60, 480),
  ('Normal', 'normal', 1020, 240, 240, 1440),
  ('Low', 'low', 1030, 480, 480, 2880)) d (name, tier, position, first_response, next_response, resolution)
where not exists (select from public.sla_policies p where p.tier = d.tier);

insert into public.sla_state (followed) values (null) on conflict do nothing;
