import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';

/** Whose request it is, and the name it gave itself. */
export interface RequestName {
  caller_id: string;
  method: string;
  path: string;
  idempotency_key: string;
}

/** An answer as it is given again. `body` is null for one that is shown once. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** Of the bytes that the request brought; null when it brought none, or they were not read. */
  content_sha256?: string | null;
}

export type Beginning =
  { outcome: 'begun' | 'in_progress' | 'reused'; attempt: number } | ({ outcome: 'done'; attempt: number } & StoredAnswer);

/** Where named requests and their answers are kept. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly postgres: PostgresService) {}

  /** Takes the request's place, or says who has it. A holder who was silent for `silence_seconds` has lost it. */
  async begin(request: RequestName, fingerprint: string, silence_seconds: number): Promise<Beginning> {
    const [row] = await this.postgres.query<Beginning>({
      name: 'begin_idempotent_request',
      text: 'select * from public.begin_idempotent_request($1, $2, $3, $4, $5, $6)',
      values: [...values(request), fingerprint, silence_seconds],
    });
    return row!;
  }

  /** Shows that whoever holds the place lives. */
  async touch(request: RequestName, attempt: number): Promise<void> {
    await this.postgres.query(`update public.idempotency_keys set alive_at = now() where ${HELD}`, [...values(request), attempt]);
  }

  async finish(request: RequestName, attempt: number, { status, headers, body, content_sha256 = null }: StoredAnswer): Promise<void> {
    await this.postgres.query({
      name: 'finish_idempotent_request',
      text: `update public.idempotency_keys set state = 'done', status = $6, headers = $7, body = $8, content_sha256 = $9 where ${HELD}`,
      values: [...values(request), attempt, status, JSON.stringify(headers), body, content_sha256],
    });
  }

  /** Gives the place up: the next request with this name is done. */
  async giveUp(request: RequestName, attempt: number): Promise<void> {
    await this.postgres.query(`delete from public.idempotency_keys where ${HELD}`, [...values(request), attempt]);
  }

  async dropOlderThan(hours: number): Promise<void> {
    await this.postgres.query(`delete from public.idempotency_keys where created_at < now() - $1 * interval '1 hour'`, [hours]);
  }
}

/** Who was taken over changes nothing any more. */
const HELD = `caller_id = $1 and method = $2 and path = $3 and idempotency_key = $4 and attempt = $5 and state = 'in_progress'`;

function values({ caller_id, method, path, idempotency_key }: RequestName): string[] {
  return [caller_id, method, path, idempotency_key];
}
