import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';
import { SupabaseService } from '../../supabase/supabase.service.js';
import { type Row, unwrap } from '../../supabase/table.js';

export type Upload = Row<'email_uploads'>;

@Injectable()
export class EmailUploadsRepository {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly functions: Functions,
  ) {}

  async add({
    sha256,
    filename,
    content_type,
    size,
    created_by,
  }: Pick<Upload, 'sha256' | 'filename' | 'content_type' | 'size' | 'created_by'>): Promise<Upload> {
    return this.functions.one('add_email_upload', {
      p_sha256: sha256,
      p_filename: filename,
      p_content_type: content_type,
      p_size: size,
      p_created_by: created_by,
    });
  }

  async find(ids: string[], created_by: string): Promise<Upload[]> {
    if (ids.length === 0) return [];
    return unwrap(await this.supabase.admin.from('email_uploads').select('*').in('id', ids).eq('created_by', created_by));
  }

  /** Uploads that a signature shows: whoever may set it has brought them. */
  async ofSignature(ids: string[]): Promise<Upload[]> {
    if (ids.length === 0) return [];
    return unwrap(await this.supabase.admin.from('email_uploads').select('*').in('id', ids));
  }
}
