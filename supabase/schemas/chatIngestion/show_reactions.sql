/* The reactions that a message has now: the last one of each side, unless it was taken back. */
create function public.show_reactions(p_message_id uuid) returns void
language sql security definer set search_path = '' as $$
  update public.messages m set reactions = r.shown
  from (
    select coalesce(jsonb_agg(jsonb_build_object('emoji', l.emoji, 'direction', l.direction, 'at', l.at) order by l.direction) filter (where l.emoji is not null), '[]') as shown
    from (
      select distinct on (r.direction) r.direction, r.emoji, r.at from public.message_reactions r
      where r.message_id = p_message_id order by r.direction, r.at desc, r.id desc
    ) l
  ) r
  where m.id = p_message_id and m.reactions is distinct from r.shown
$$;
select public.grant_to_service('show_reactions');
