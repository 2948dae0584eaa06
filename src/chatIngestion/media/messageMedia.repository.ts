import { Injectable } from '@nestjs/common';
import type { MediaOutcome, WantedMedia } from '../../providers/mediaFetch/keepMedia.js';
import { PostgresService } from '../../supabase/postgres.service.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Row } from '../../supabase/table.js';

/** A file that is wanted, and where it is. */
export interface WantedMessageMedia extends WantedMedia {
  id: string;
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

  async wanted(id: string): Promise<WantedMessageMedia | undefined> {
    const [row] = await this.postgres.query<WantedMessageMedia>(
      `select f.id, m.type, f.mime, f.tries, f.expires_at, m.provider_id, s.url, s.provider_media_id
       from public.message_media f join public.messages m on m.id = f.message_id join public.message_media_sources s on s.media_id = f.id
       where f.id = $1 and f.state = 'wanted'`,
      [id],
    );
    return row;
  }

  async settle(id: string, { state, ...outcome }: MediaOutcome): Promise<void> {
    const { sha256, size, mime, reason, next_try_at } = outcome as Partial<Record<string, unknown>>;
    await this.postgres.query(
      'select public.settle_media($1, $2, p_reason => $3, p_sha256 => $4, p_size => $5, p_mime => $6, p_next_try_at => $7)',
      [id, state, reason, sha256, size, mime, next_try_at],
    );
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
