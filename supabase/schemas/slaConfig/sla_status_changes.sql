create table public.sla_status_changes (
  id          bigint generated always as identity primary key,
  entity_type text collate "C" not null,
  entity_id   uuid not null,
  status      text collate "C" not null,
  at          timestamptz not null default now()
);
comment on table public.sla_status_changes is 'Every status that a thing with clocks ever had, but for the open one that it began with. Kept by triggers, never changed. access: service only';
create index sla_status_changes_item on public.sla_status_changes (entity_id, at, id);

select public.publish_table('public.sla_status_changes', classes => 'none: id, entity_type, entity_id, status, at');

create table public.sla_stale (
  id          bigint generated always as identity primary key,
  entity_type text collate "C" not null,
  entity_id   uuid not null,
  is_read     boolean not null default false
);
comment on table public.sla_stale is 'Things whose clocks have to be read anew, in the order in which they changed; one may be here several times. access: service only';
comment on column public.sla_stale.is_read is 'Its clocks are read, and what other tables say of them is to be copied: copy_sla.';
create index sla_stale_unread on public.sla_stale (id) where not is_read;
create index sla_stale_uncopied on public.sla_stale (id) where is_read;

select public.publish_table('public.sla_stale', classes => 'none: id, entity_type, entity_id, is_read');

/* Things have changed: their clocks are read anew, soon. */
create function public.follow_sla_items(p_entity_type text, p_ids uuid[]) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if cardinality(p_ids) > 0 then
    insert into public.sla_stale (entity_type, entity_id) select p_entity_type, i from (select distinct u.i from unnest(p_ids) u (i)) d where d.i is not null;
    -- Heard by whoever reads the clocks.
    perform pg_notify('sla', '');
  end if;
end $$;
select public.grant_to_service('follow_sla_items');
