/* What a kind says of a thing as it is now, with the hash of its content; null when there is no such thing. Raises approval_kind_unknown. */
create function public.describe_approval(p_kind text, p_entity_id text, p_payload jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  v_describe text := (select k.describe from public.approval_kinds k where k.kind = p_kind);
  v_said     jsonb;
begin
  if v_describe is null then
    raise exception 'approval_kind_unknown' using errcode = 'P0422', detail = jsonb_build_object('kind', p_kind);
  end if;
  execute format('select public.%I($1, $2)', v_describe) into v_said using p_entity_id, p_payload;
  return v_said || jsonb_build_object('hash', encode(sha256(convert_to((v_said -> 'content')::text, 'UTF8')), 'hex'));
end $$;
select public.grant_to_service('describe_approval');
