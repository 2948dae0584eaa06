import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { chooseThread, NAMES_MESSAGE, threadToJoin } from './chooseThread.js';
import type { EmailToStore, StoredEmail } from './emailParsing.repository.js';
import { type EmailBatch, EmailStoringRepository, type KnownMail, type PlacedMail } from './emailStoring.repository.js';
import { mailFacts } from './mailFacts.js';

/** While a mailbox is read in, triage waits until more of it may be seen. */
const FEW = 5;
const TRIAGE_SECONDS = 5;

/** From messages that were read to e-mails in threads. */
@Injectable()
export class EmailStoringService {
  constructor(private readonly repository: EmailStoringRepository) {}

  /**
   * All or none, in their order. One that is an e-mail already is left alone; with `again` it is read anew. The database lets one batch of
   * a mailbox in at a time, so that what is found out holds until it is written.
   */
  store(emails: EmailToStore[], again: boolean): Promise<StoredEmail[]> {
    return this.repository.transaction(async (batch) => {
      const { outcomes, open } = await this.look(batch, emails, again);
      const { mails, known } = await this.introduce(batch, open);
      const done = (mail: KnownMail, email_id: string | null, outcome: StoredEmail['outcome']) => {
        outcomes.push({ mailbox_message_id: mail.mailbox_message_id, email_id, outcome });
        for (const name of mail.names) known.add(name);
      };
      while (mails.length > 0) {
        const { message, ...mail } = mails[0]!;
        if (message.email_id) {
          done(mails[0]!, message.email_id, await batch.renew(mails.shift()!));
        } else if (mail.direction === 'outbound' && message.sent_email_id) {
          await this.join(batch, await batch.linkSent(message.sent_email_id, mail.mailbox_message_id, message.is_sent));
          done(mails.shift()!, message.sent_email_id, 'own');
        } else {
          const placed = await this.storeTogether(batch, strangers(mails), known);
          for (const { email_id } of placed) done(mails.shift()!, email_id, 'stored');
        }
      }
      return inOrder(emails, outcomes);
    });
  }

  /** What has become of them already, and those that are to be stored. */
  private async look(batch: EmailBatch, emails: EmailToStore[], again: boolean) {
    const messages = new Map((await batch.open(emails)).map((message) => [message.place, message]));
    const seen = new Set<string>();
    const outcomes: StoredEmail[] = [];
    const now = new Date();
    const open = emails.flatMap((mail, place) => {
      const { mailbox_message_id } = mail;
      const message = messages.get(place);
      if (!message) outcomes.push({ mailbox_message_id, email_id: null, outcome: 'gone' });
      else if (message.state === 'parsed' && !again) outcomes.push({ mailbox_message_id, email_id: message.email_id, outcome: 'known' });
      else if (!seen.has(mailbox_message_id)) {
        seen.add(mailbox_message_id);
        return [{ ...mail, ...mailFacts(mail, message, now), message }];
      }
      return [];
    });
    return { outcomes, open };
  }

  private async introduce(batch: EmailBatch, open: Parameters<EmailBatch['introduce']>[0]) {
    if (open.length === 0) return { mails: [], known: new Set<string>() };
    const { known, emails } = await batch.introduce(open);
    return { mails: open.map((mail, at): KnownMail => ({ ...mail, ...emails[at]! })), known: new Set(known) };
  }

  /**
   * Chooses the threads of e-mails that do not name one another, and writes them together; the first always, the others as long as each
   * has a thread of its own and nothing else has to be done. Returns those that are written.
   */
  private async storeTogether(batch: EmailBatch, mails: KnownMail[], known: Set<string>): Promise<PlacedMail[]> {
    const asking = mails.filter(({ names }) => names.some((name) => known.has(name)));
    const { clues, threads } = asking.length > 0 ? await batch.clues(asking) : { clues: [], threads: [] };
    const placed: PlacedMail[] = [];
    for (const mail of mails) {
      const own = clues.filter(({ place }) => place === mail.message.place);
      if (own.some(({ thread_id }) => placed.some((earlier) => earlier.thread_id === thread_id))) break;
      const choice = chooseThread(mail, own, threads);
      placed.push({
        ...withoutMessage(mail),
        email_id: randomUUID(),
        thread_id: choice.thread_id ?? randomUUID(),
        thread_reason: choice.reason,
        is_new: choice.thread_id === null,
        reopens: choice.reopens,
        duplicate_of: choice.duplicate?.thread_id ?? null,
        duplicate_reason: choice.duplicate?.reason ?? null,
      });
      if (!choice.joins && !choice.has_refused && !mail.bounce) continue;
      await this.write(batch, placed);
      let { thread_id } = placed.at(-1)!;
      if (choice.joins) thread_id = await this.join(batch, thread_id);
      if (choice.has_refused && mail.message_id) await batch.noteUnbelieved(thread_id, mail.message_id, NAMES_MESSAGE);
      if (mail.bounce) await batch.bounce(mail);
      return placed;
    }
    await this.write(batch, placed);
    return placed;
  }

  private write(batch: EmailBatch, placed: PlacedMail[]): Promise<void> {
    return batch.write(placed, placed.length > FEW ? TRIAGE_SECONDS : 0);
  }

  /** Joins to a thread all others that belong to it, now that it has more people or messages. Returns the one that is left. */
  private async join(batch: EmailBatch, thread_id: string): Promise<string> {
    for (;;) {
      const { links, threads } = await batch.links(thread_id);
      const joining = threadToJoin(thread_id, links, threads);
      if (!joining) return thread_id;
      await batch.join(joining);
      thread_id = joining.keep;
    }
  }
}

/** The first of these and those after it, until one names what an earlier one names, too, or is no new e-mail. */
function strangers(mails: KnownMail[]): KnownMail[] {
  const named = new Set<string>();
  const end = mails.findIndex(({ message, direction, names }) => {
    const is_known = message.email_id !== null || (direction === 'outbound' && message.sent_email_id !== null);
    if (is_known || names.some((name) => named.has(name))) return true;
    for (const name of names) named.add(name);
    return false;
  });
  return end === -1 ? mails : mails.slice(0, end);
}

/** One that was given twice is known the second time. */
function inOrder(emails: EmailToStore[], outcomes: StoredEmail[]): StoredEmail[] {
  const left = new Map(outcomes.map((outcome) => [outcome.mailbox_message_id, outcome]));
  return emails.map(({ mailbox_message_id }) => {
    const outcome = left.get(mailbox_message_id)!;
    left.set(mailbox_message_id, { ...outcome, outcome: outcome.email_id ? 'known' : outcome.outcome });
    return outcome;
  });
}

function withoutMessage({ message: { place }, ...mail }: KnownMail) {
  return { ...mail, place };
}
