import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { ConfigService } from '../common/config/config.service.js';
import { HealthService } from '../common/health/health.service.js';
import { MetricsService } from '../common/health/metrics.service.js';
import { MAILBOX_STATES } from './mailboxes/dto/supportEmail.dto.js';
import { MailboxesRepository } from './mailboxes/mailboxes.repository.js';
import { MailboxWatchersService } from './watching/mailboxWatchers.service.js';
import { GMAIL_INGESTION } from './gmailIngestion.settings.js';

/** A watched mailbox that was not read for so many looks, or so many seconds, is late. */
const LATE_LOOKS = 5;
const LATE_SECONDS = 600;

/** Says whether mailboxes are read. One that waits for other credentials is its owner's trouble: it is told, and is no trouble here. */
@Injectable()
export class GmailIngestionHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly metrics: MetricsService,
    private readonly mailboxes: MailboxesRepository,
    private readonly watchers: MailboxWatchersService,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.health.register({
      name: 'mailboxes',
      module: 'support_emails',
      outage: 'A mailbox is not read',
      check: () => this.check(),
      affected: () => this.late(),
    });
    const { mailboxes } = this;
    new Gauge({
      name: 'mailboxes',
      help: 'Active mailboxes by state.',
      labelNames: ['state'],
      registers: [this.metrics.registry],
      async collect() {
        const states = await mailboxes.health(LATE_SECONDS).catch(() => undefined);
        if (!states) return;
        for (const state of MAILBOX_STATES) this.set({ state }, states.find((row) => row.state === state)?.mailboxes ?? 0);
      },
    });
  }

  private get late_seconds(): number {
    return Math.max(LATE_SECONDS, this.config.of(GMAIL_INGESTION).MAIL_POLL_SECONDS * LATE_LOOKS);
  }

  private async late(): Promise<string[]> {
    return (await this.mailboxes.health(this.late_seconds)).flatMap(({ late_addresses }) => late_addresses);
  }

  private async check() {
    const { late_seconds } = this;
    const rows = await this.mailboxes.health(late_seconds);
    const late = rows.flatMap(({ late_addresses }) => late_addresses);
    const synced = rows.flatMap(({ oldest_sync_at }) => (oldest_sync_at ? [oldest_sync_at.getTime()] : []));
    // After a long stop everything is late until it was read once.
    const since = this.watchers.watching_since;
    const ok = late.length === 0 || (since !== undefined && Date.now() - since < late_seconds * 1000);
    return {
      ok,
      ...Object.fromEntries(rows.map(({ state, mailboxes }) => [state, mailboxes])),
      reconnect_needed: rows.find(({ state }) => state === 'reconnect_needed')?.mailboxes ?? 0,
      oldest_sync_at: synced.length > 0 ? new Date(Math.min(...synced)).toISOString() : null,
      late: late.length,
      ...(ok ? {} : { message: `${watched(late.length)} not read for ${late_seconds} seconds` }),
    };
  }
}

function watched(mailboxes: number): string {
  return mailboxes === 1 ? 'a watched mailbox was' : `${mailboxes} watched mailboxes were`;
}
