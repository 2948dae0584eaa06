-- Addresses of ours: nobody becomes a customer by them. A module that brings more adds them here.
create view public.own_identities with (security_invoker = true) as
select 'email' collate "C" as kind, a.value collate "C" as value from public.support_emails s cross join lateral unnest(s.addresses) a (value)
union all
select 'phone' collate "C", s.e164 from public.phone_spellings s where s.role = 'own' and s.e164 is not null;
comment on view public.own_identities is 'Mailboxes, numbers of agents. access: service only';

revoke all on public.own_identities from public, anon, authenticated, service_role;
grant select on public.own_identities to service_role;
