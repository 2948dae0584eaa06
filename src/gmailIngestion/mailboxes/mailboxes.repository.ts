import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import type { Row } from '../../supabase/table.js';

export type MailboxRow = Row<'support_emails'>;

/** A mailbox that somebody has to read. */
export interface WantedMailbox {
  id: string;
  version: number;
  sync_requests: number;
}

/** What a watcher needs to know of its mailbox. */
export interface WatchedMailbox {
  id: string;
  version: number;
  email_address: string;
  folders: string[];
  reads_sent: boolean;
  is_watched: boolean;
  failures: number;
  /** Something failed, or is missing, and was not forgotten yet. */
  has_error: boolean;
  sync_requests: number;
  /** Before this moment nothing is wanted. */
  horizon: Date;
  /** Until the next attempt may be made, milliseconds; 0: now. */
  wait_ms: number;
}

export interface MailboxFailure {
  code: string;
  message: string;
  /** The sign-in was refused. */
  auth: boolean;
  /** How often that may happen in a row before nobody tries again. */
  most: number;
  wait_ms: number;
}

export interface MailboxHealth {
  state: string;
  mailboxes: number;
  oldest_sync_at: Date | null;
  late: number;
  late_addresses: string[];
}

/** What is read by somebody: watched, or asked for. */
const WANTED = `deleted_at is null and is_active and has_credentials and state <> 'reconnect_needed' and (is_watched or sync_requests > sync_requests_served)`;

/** What watching reads and writes of mailboxes. */
@Injectable()
export class MailboxesRepository {
  constructor(private readonly postgres: PostgresService) {}

  wanted(): Promise<WantedMailbox[]> {
    return this.postgres.query(`select id, version, sync_requests from public.support_emails where ${WANTED} order by id`);
  }

  /** Undefined when it is to be read no more, or is another one by now. */
  async find(id: string, version: number): Promise<WatchedMailbox | undefined> {
    const [row] = await this.postgres.query<WatchedMailbox>(
      `select id, version, email_address, folders, reads_sent, is_watched, failures, last_error_code is not null as has_error, sync_requests,
         created_at - backfill_days * interval '1 day' as horizon,
         greatest(0, extract(epoch from next_attempt_at - now()) * 1000)::float8 as wait_ms
       from public.support_emails where id = $1 and version = $2 and ${WANTED}`,
      [id, version],
    );
    return row && { ...row, wait_ms: row.wait_ms ?? 0 };
  }

  /** False when it is another one by now, or switched off. */
  async setState(id: string, version: number, state: 'connecting' | 'syncing' | 'watching' | 'stopped'): Promise<boolean> {
    const [row] = await this.postgres.query<{ written: boolean }>('select public.set_mailbox_state($1, $2, $3) as written', [
      id,
      version,
      state,
    ]);
    return row!.written;
  }

  async signedIn(id: string, capabilities: string[]): Promise<void> {
    await this.postgres.query(
      'update public.support_emails set auth_failures = 0, capabilities = $2 where id = $1 and deleted_at is null',
      [id, capabilities],
    );
  }

  async finishSync(id: string, served: number, fault?: { code: string; message: string }): Promise<void> {
    await this.postgres.query('select public.finish_mailbox_sync($1, $2, $3, $4)', [
      id,
      served,
      fault?.code ?? null,
      fault?.message ?? null,
    ]);
  }

  async forgetFailures(id: string, version: number): Promise<void> {
    await this.postgres.query('select public.forget_mailbox_failures($1, $2)', [id, version]);
  }

  /** The state it has then: backoff, reconnect_needed, or stopped when the failure was one of what it was before. */
  async fail(id: string, version: number, { code, message, auth, most, wait_ms }: MailboxFailure): Promise<string> {
    const [row] = await this.postgres.query<{ state: string }>('select public.fail_mailbox_attempt($1, $2, $3, $4, $5, $6, $7) as state', [
      id,
      version,
      code,
      message.slice(0, 1_000),
      auth,
      most,
      wait_ms,
    ]);
    return row!.state;
  }

  /** With its sealed credentials; also one that is switched off, not one that was removed. */
  async withSecret(id: string): Promise<(MailboxRow & { sealed: string | null }) | undefined> {
    const [row] = await this.postgres.query<MailboxRow & { sealed: string | null }>(
      `select s.*, secret.sealed from public.support_emails s
       left join public.support_email_secrets secret on secret.support_email_id = s.id
       where s.id = $1 and s.deleted_at is null`,
      [id],
    );
    return row;
  }

  /** Takes the turn to ask for a token, for some seconds: the credentials as they are now. Undefined: it is another node's turn, or there are none. */
  async beginRefresh(id: string, seconds: number): Promise<string | undefined> {
    const [row] = await this.postgres.query<{ sealed: string }>(
      `update public.support_email_secrets set refreshing_until = now() + $2 * interval '1 second'
       where support_email_id = $1 and coalesce(refreshing_until, '-infinity') < now() returning sealed`,
      [id, seconds],
    );
    return row?.sealed;
  }

  /** Ends the turn. Renewed credentials take the place of those it began with, and of no others: a person may have given new ones meanwhile. */
  async endRefresh(id: string, before: string, renewed: string | undefined): Promise<void> {
    await this.postgres.query(
      `update public.support_email_secrets s set refreshing_until = null, sealed = n.sealed, updated_at = case when n.sealed = s.sealed then s.updated_at else now() end
       from (select case when sealed = $2 then coalesce($3, sealed) else sealed end as sealed from public.support_email_secrets where support_email_id = $1 for update) n
       where s.support_email_id = $1`,
      [id, before, renewed ?? null],
    );
  }

  health(late_seconds: number): Promise<MailboxHealth[]> {
    return this.postgres.query('select * from public.get_mailbox_health($1)', [late_seconds]);
  }

  /** What Gmail pushed: one word for each address, in their order. */
  async requestPushedSyncs(addresses: string[]): Promise<string[]> {
    const rows = await this.postgres.query<{ outcome: string }>('select outcome from public.request_pushed_syncs($1) as outcome', [
      addresses,
    ]);
    return rows.map(({ outcome }) => outcome);
  }

  /** Watched mailboxes that can have changes pushed. */
  async pushable(): Promise<string[]> {
    const rows = await this.postgres.query<{ id: string }>(
      `select id from public.support_emails where ${WANTED} and is_watched and provider = 'gmail' and auth_kind = 'oauth2' order by id`,
    );
    return rows.map(({ id }) => id);
  }

  async setPush(id: string, push: { history_id: string; expires_at: Date } | null): Promise<void> {
    await this.postgres.query(
      'update public.support_emails set push_history_id = $2, push_expires_at = $3 where id = $1 and deleted_at is null',
      [id, push?.history_id ?? null, push?.expires_at ?? null],
    );
  }
}
