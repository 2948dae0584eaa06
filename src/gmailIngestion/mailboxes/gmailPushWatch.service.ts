import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { JobsService, type TaskContext } from '../../common/jobs/jobs.service.js';
import { task } from '../../common/jobs/task.js';
import { MailboxAccess } from './mailboxAccess.js';
import { MailboxesRepository, type MailboxRow } from './mailboxes.repository.js';
import { GMAIL_API, type GmailApi } from '../mailPorts.js';
import { GMAIL } from '../../providers/gmail/gmail.settings.js';

export const renewPush = task('gmail.renew_push', { support_email_id: 'string' });

/**
 * Has Gmail push changes of its mailboxes, where it can: with OAuth, and a topic to push to. Without it they are found by IDLE and by
 * looking.
 */
@Injectable()
export class GmailPushWatchService {
  constructor(
    private readonly access: MailboxAccess,
    private readonly mailboxes: MailboxesRepository,
    private readonly jobs: JobsService,
    private readonly config: ConfigService,
    @Inject(GMAIL_API) private readonly gmail: GmailApi,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Begins or ends it, as the mailbox is now. */
  async follow(mailbox: Pick<MailboxRow, 'id' | 'provider' | 'auth_kind' | 'is_active' | 'is_watched' | 'push_expires_at'>): Promise<void> {
    const wanted = mailbox.is_active && mailbox.is_watched && mailbox.provider === 'gmail' && mailbox.auth_kind === 'oauth2';
    if (!wanted) return this.end(mailbox);
    if (!this.topic) return;
    await this.jobs.add(renewPush, { support_email_id: mailbox.id }, { key: `${renewPush.name}:${mailbox.id}`, max_attempts: 5 });
  }

  async renew(support_email_id: string): Promise<void> {
    const mailbox = await this.mailboxes.withSecret(support_email_id);
    if (!this.topic || !mailbox?.is_active || !mailbox.is_watched || mailbox.state === 'reconnect_needed') return;
    const token = await this.access.accessToken(support_email_id);
    if (token) await this.mailboxes.setPush(support_email_id, await this.gmail.watch(token, this.topic));
  }

  /** Google forgets it after seven days; once a day is advised. */
  async renewAll({ signal }: TaskContext): Promise<void> {
    if (!this.topic) return;
    for (const id of await this.mailboxes.pushable()) {
      if (signal.aborted) return;
      await this.renew(id).catch((error: Error) => {
        this.logger.warn(
          { support_email_id: id, reason: error.message },
          'Gmail could not be asked to push changes to a mailbox; it is read without push',
        );
      });
    }
  }

  /** Also when Google cannot be reached: it forgets by itself. */
  async end({ id, push_expires_at }: Pick<MailboxRow, 'id' | 'push_expires_at'>): Promise<void> {
    if (!push_expires_at) return;
    try {
      const token = await this.access.accessToken(id);
      if (token) await this.gmail.stop(token);
    } catch (error) {
      this.logger.warn(
        { support_email_id: id, reason: (error as Error).message },
        'Gmail could not be asked to stop pushing changes to a mailbox; its subscription expires within a week',
      );
    }
    await this.mailboxes.setPush(id, null);
  }

  private get topic(): string | undefined {
    return this.config.of(GMAIL).GMAIL_PUBSUB_TOPIC;
  }
}
