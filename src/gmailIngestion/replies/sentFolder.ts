import { Inject, Injectable } from '@nestjs/common';
import { FileStore } from '../../common/files/fileStore.js';
import { JobsService } from '../../common/jobs/jobs.service.js';
import { type Task, task } from '../../common/jobs/task.js';
import type { MailboxConnection, MailboxDriver } from '../../providers/ports/mailbox.port.js';
import type { Mailbox } from '../composing/outgoingMail.js';
import { EmailReplyRepository } from './emailReply.repository.js';
import type { EmailSendPayload } from './emailSender.js';
import { MailboxAccess } from '../mailboxes/mailboxAccess.js';
import { MAILBOX_DRIVER } from '../mailPorts.js';

/** After that nobody looks any more, and a person has to say, seconds. */
const LOOKS_END = 86_400;
const FIRST_LOOK = 20;
const LONGEST_PAUSE = 3_600;
/** A server that files copies itself has done so by then, seconds. */
const SERVER_FILES_WITHIN = 30;

/** A try, from 1: the pauses grow with it. The first ones are added in SQL, with the send. */
interface Look {
  send_id: string;
  look: number;
}
export const settleSend = task('emails.settle_send', { send_id: 'string', look: 'number' });
export const fileSentCopy = task('emails.file_sent_copy', { send_id: 'string', look: 'number' });

/** What the Sent folder tells about our e-mails, and what we file there ourselves. Nothing here can send anything. */
@Injectable()
export class SentFolder {
  constructor(
    private readonly jobs: JobsService,
    private readonly repository: EmailReplyRepository,
    private readonly access: MailboxAccess,
    private readonly files: FileStore,
    @Inject(MAILBOX_DRIVER) private readonly driver: MailboxDriver,
  ) {}

  /** Looks for an uncertain e-mail: what lies in Sent was sent. What does not is looked for again, for a day. */
  async settle(send_id: string, look: number): Promise<void> {
    const { send, mailbox, payload } = await this.facts(send_id);
    if (send?.state !== 'unknown' || !mailbox) return;
    let found: string | undefined;
    let failure: unknown;
    try {
      found = await this.inSent(mailbox.id, async (connection, folder) =>
        (await connection.holds(folder, payload.message_id)) ? folder : undefined,
      );
    } catch (error) {
      failure = error;
    }
    if (found !== undefined) return this.repository.noteFound(send_id, found);
    const { pause, waited } = nextLook(look);
    if (waited <= LOOKS_END) await this.again(settleSend, 'email_settle', send_id, look + 1, pause);
    else if (failure) throw failure;
  }

  /** Files a copy of what was sent, unless the server does so itself. Looks first, so that a second run files nothing. */
  async fileCopy(send_id: string, look: number): Promise<void> {
    const { send, mailbox, payload } = await this.facts(send_id);
    if (send?.state !== 'sent' || !mailbox) return;
    if (mailbox.sent_copy === 'server' || (mailbox.sent_copy === 'auto' && mailbox.provider === 'gmail'))
      return this.repository.noteCopy(send_id, 'server');
    const raw = await this.files.read(payload.raw_sha256);
    const copy = await this.inSent(mailbox.id, async (connection, folder) => {
      const there = await connection.holds(folder, payload.message_id);
      if (mailbox.sent_copy === 'auto') {
        if (!there && look === 1) return 'later';
        // Remembered before anything is filed: otherwise a copy of our own would be taken for the server's.
        await this.repository.rememberSentCopy(mailbox.id, there ? 'server' : 'append');
      }
      if (there) return 'there';
      await connection.append(folder, raw, ['\\Seen'], new Date());
      return 'filed';
    });
    if (copy === 'later') return this.again(fileSentCopy, 'email_copy', send_id, look + 1, SERVER_FILES_WITHIN);
    return this.repository.noteCopy(send_id, copy ?? 'no_folder');
  }

  private async facts(
    send_id: string,
  ): Promise<{ send: { state: string } | undefined; mailbox: Mailbox | null; payload: EmailSendPayload }> {
    const send = await this.repository.send(send_id);
    const payload = (send?.payload ?? {}) as unknown as EmailSendPayload;
    return { send, payload, mailbox: send ? await this.repository.mailbox(payload.support_email_id) : null };
  }

  /** Does something in the mailbox's Sent folder; undefined when it has none. */
  private async inSent<T>(
    support_email_id: string,
    work: (connection: MailboxConnection, folder: string) => Promise<T>,
  ): Promise<T | undefined> {
    const connection = await this.driver.connect(await this.access.imap(support_email_id), this.jobs.stopping);
    try {
      const folder = (await connection.folders()).find(({ role }) => role === 'sent');
      return folder && (await work(connection, folder.path));
    } finally {
      await connection.close();
    }
  }

  private again(task: Task<Look>, name: string, send_id: string, look: number, seconds: number): Promise<void> {
    return this.jobs.add(task, { send_id, look }, { key: `${name}:${send_id}:${look}`, run_at: new Date(Date.now() + seconds * 1000) });
  }
}

/** The pause after a look, doubled each time, and how long the send will have waited then, seconds. */
export function nextLook(look: number): { pause: number; waited: number } {
  let waited = FIRST_LOOK;
  let pause = FIRST_LOOK;
  for (let at = 1; at <= look; at += 1) {
    pause = Math.min(FIRST_LOOK * 2 ** at, LONGEST_PAUSE);
    waited += pause;
  }
  return { pause, waited };
}
