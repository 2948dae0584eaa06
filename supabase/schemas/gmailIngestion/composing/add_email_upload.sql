/* Notes a file that lies in the file store by now. */
create function public.add_email_upload(p_sha256 text, p_filename text, p_content_type text, p_size bigint, p_created_by uuid) returns setof public.email_uploads
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict (sha256) do nothing;
  return query
  insert into public.email_uploads (sha256, filename, content_type, size, created_by)
  values (p_sha256, p_filename, p_content_type, p_size, p_created_by) returning *;
end $$;
select public.grant_to_service('add_email_upload');
