/*
 * Makes something that others have to agree to. For data.sql.
 *
 *   p_module    whoever may view it may ask
 *   p_describe  a function (p_entity_id text, p_payload jsonb) returns jsonb: {"title", "amount_minor", "currency", "content"} of the thing as it is
 *               now, null when there is none. `content` is all that the approval is about: when it changes, the approval is void.
 *   p_apply     a function (p_request public.approval_requests, p_outcome text, p_by uuid, p_note text) returns void: does what was approved, or
 *               what follows from rejected, withdrawn, expired or void, in the transaction of the decision.
 */
create function public.register_approval(p_kind text, p_module text, p_entity_type text, p_describe text, p_apply text) returns void
language sql set search_path = '' as $$
  insert into public.approval_kinds (kind, module, entity_type, describe, apply) values (p_kind, p_module, p_entity_type, p_describe, p_apply)
  on conflict (kind) do update set module = excluded.module, entity_type = excluded.entity_type, describe = excluded.describe, apply = excluded.apply
$$;
revoke execute on function public.register_approval(text, text, text, text, text) from public, anon, authenticated, service_role;
