import { Injectable } from '@nestjs/common';
import type { ChatMessageType } from '../../providers/ports/parsedChat.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Row } from '../../supabase/table.js';

/** A file that is wanted, and where it is. */
export interface WantedMedia {
  id: string;
  type: ChatMessageType;
  mime: string | null;
  tries: number;
  expires_at: Date | null;
  provider_id: string;
  url: string | null;
  provider_media_id: string | null;
}

export interface OpenedMedia {
  sha256: string | null;
  file_name: string;
  mime: string | null;
  size: number;
  state: string;
  reason: string | null;
}

@Injectable()
export class MessageMediaRepository {
  constructor(
    private readonly postgres: PostgresService,
    private readonly functions: Functions,
  ) {}

  async wanted(id: string): Promise<WantedMedia | undefined> {
    const [row] = await this.postgres.query<WantedMedia>(
      `select f.id, m.type, f.mime, f.tries, f.expires_at, m.provider_id, s.url, s.provider_media_id
       from public.message_media f join public.messages m on m.id = f.message_id join public.message_media_sources s on s.media_id = f.id
       where f.id = $1 and f.state = 'wanted'`,
      [id],
    );
    return row;
  }

  async store(id: string, { sha256, size, mime }: { sha256: string; size: number; mime: string }): Promise<void> {
    await this.postgres.query(`select public.settle_media($1, 'stored', p_sha256 => $2, p_size => $3, p_mime => $4)`, [
      id,
      sha256,
      size,
      mime,
    ]);
  }

  async again(id: string, reason: string, at: Date): Promise<void> {
    await this.postgres.query(`select public.settle_media($1, 'wanted', p_reason => $2, p_next_try_at => $3)`, [id, reason, at]);
  }

  async giveUp(id: string, reason: string): Promise<void> {
    await this.postgres.query(`select public.settle_media($1, 'missing', p_reason => $2)`, [id, reason]);
  }

  /** Raises message_media_not_found, media_not_missing, media_has_no_source. */
  retry(message_id: string, media_id: string): Promise<Row<'message_media'>> {
    return this.functions.one('retry_media', { p_message_id: message_id, p_media_id: media_id });
  }

  /** Where its content is; that this user opens it is noted. Null: there is none. */
  open(id: string, user_id: string): Promise<OpenedMedia | null> {
    return this.functions.call('open_message_media', { p_id: id, p_user_id: user_id });
  }
}
