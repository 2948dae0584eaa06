import { OneOf } from '../../../common/validation/value.decorators.js';
import type { Row } from '../../../supabase/table.js';
import { MEDIA_STATES } from '../../messages/messageWords.js';

type Hidden = 'message_id' | 'next_try_at' | 'created_at' | 'updated_at' | 'sha256';

/** A file of a message. */
export class MessageMediaDto implements Omit<Row<'message_media'>, Hidden> {
  /** @example "7c9e6f0a-1111-4222-8333-444455556666" */
  id: string;
  /** @example 0 */
  position: number;
  /** `wanted`: being fetched; `missing`: could not be fetched, `reason` says why. */
  @OneOf(MEDIA_STATES) state: string;
  /** @example "http_404" */
  reason: string | null;
  /**
   * What the bytes are; before they are there, what the provider says.
   * @example "image/jpeg"
   */
  mime: string | null;
  /** @example "bill.pdf" */
  file_name: string;
  /** A voice note. */
  is_voice: boolean;
  /** In bytes. */
  size: number | null;
  /** How often it was tried. */
  tries: number;
  /** When fetching is given up. */
  expires_at: string | null;
  /** A link to the content that works for one hour; null while there is none. */
  url: string | null;
}
