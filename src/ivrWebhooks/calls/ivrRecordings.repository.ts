import { Injectable } from '@nestjs/common';
import type { MediaOutcome } from '../../providers/mediaFetch/keepMedia.js';
import { Functions } from '../../supabase/functions.service.js';
import { PostgresService } from '../../supabase/postgres.service.js';

/** A recording that is wanted, and where it is. */
export interface WantedRecording {
  url: string;
  tries: number;
  wanted_since: Date;
}

/** How far a recording was fetched. */
export interface RecordingRow {
  state: string;
  reason: string | null;
  mime: string | null;
  size: number | null;
  tries: number;
}

interface OpenedRecording extends Omit<RecordingRow, 'tries'> {
  sha256: string | null;
}

@Injectable()
export class IvrRecordingsRepository {
  constructor(
    private readonly postgres: PostgresService,
    private readonly functions: Functions,
  ) {}

  async wanted(call_id: string): Promise<WantedRecording | undefined> {
    const [row] = await this.postgres.query<WantedRecording>(
      `select url, tries, wanted_since from public.ivr_call_recordings where call_id = $1 and state = 'wanted'`,
      [call_id],
    );
    return row;
  }

  async find(call_id: string): Promise<RecordingRow | undefined> {
    const [row] = await this.postgres.query<RecordingRow>(
      'select state, reason, mime, size::float8 as size, tries from public.ivr_call_recordings where call_id = $1',
      [call_id],
    );
    return row;
  }

  async settle(call_id: string, url: string, { state, ...outcome }: MediaOutcome): Promise<void> {
    const { sha256, size, mime, reason, next_try_at } = outcome as Partial<Record<string, unknown>>;
    await this.postgres.query(
      'select public.settle_ivr_recording($1, $2, $3, p_reason => $4, p_sha256 => $5, p_size => $6, p_mime => $7, p_next_try_at => $8)',
      [call_id, url, state, reason, sha256, size, mime, next_try_at],
    );
  }

  /** Raises ivr_recording_missing, ivr_recording_not_missing. */
  async retry(call_id: string): Promise<void> {
    await this.functions.call('retry_ivr_recording', { p_call_id: call_id });
  }

  /** Where its content is; that this user opens it is noted. Null: there is none. */
  open(call_id: string, user_id: string): Promise<OpenedRecording | null> {
    return this.functions.call('open_ivr_recording', { p_call_id: call_id, p_user_id: user_id });
  }
}
