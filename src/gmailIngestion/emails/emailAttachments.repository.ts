import { Injectable } from '@nestjs/common';
import { Functions } from '../../supabase/functions.service.js';

export interface OpenedAttachment {
  sha256: string | null;
  filename: string;
  content_type: string;
  size: number;
  state: string;
  note: string | null;
}

@Injectable()
export class EmailAttachmentsRepository {
  constructor(private readonly functions: Functions) {}

  /** Where its content is; that this user opens it is noted. Null: there is none. */
  async open(id: string, user_id: string): Promise<OpenedAttachment | null> {
    return this.functions.call('open_email_attachment', { p_id: id, p_user_id: user_id });
  }
}
