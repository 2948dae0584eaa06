/** What can go wrong with a mailbox on demand. A fault hits what it matches, `times` times, and is gone. */

export const LOGIN_FAULTS = [
  'wrong_password',
  'app_password_needed',
  'browser_login',
  'unavailable',
  'too_many_connections',
  'over_quota',
] as const;
export const COMMAND_FAULTS = [
  /** Says BYE and hangs up, at `command`. */
  'bye',
  /** The socket is gone. */
  'drop',
  /** Half-open: the socket stays, nothing comes any more. */
  'silent',
  /** The answer comes after `ms`. */
  'slow',
  /** A refusal with `text`. */
  'refused',
] as const;
export const FETCH_FAULTS = [
  /** Half of the `nth` message of a fetch, then the socket is gone. */
  'mid_literal',
] as const;
export const SMTP_FAULTS = [
  /** `code` and `text` at a step: connect, auth, mail, rcpt, data or dot. A refusal of RCPT may be for one `recipient`. */
  'smtp_answer',
  /** The message is taken, and delivered unless `accepted` is false, but no answer ever comes. */
  'smtp_hang_after_dot',
  /** The same, and the connection is gone. */
  'smtp_drop_after_dot',
  /** The connection breaks while the message is on its way; nothing is delivered. */
  'smtp_drop_before_dot',
  /** The connection breaks at a step. */
  'smtp_drop',
  /** A step takes `ms`. */
  'smtp_slow',
] as const;
export const MAIL_FAULTS = [...LOGIN_FAULTS, ...COMMAND_FAULTS, ...FETCH_FAULTS, ...SMTP_FAULTS] as const;

export type MailFaultKind = (typeof MAIL_FAULTS)[number];
export type SmtpStep = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

export interface MailFaultOrder {
  kind: MailFaultKind;
  /** How often it hits (1); 0 is every time. */
  times?: number;
  /** Of command faults: the IMAP command, such as `UID FETCH` or `CONNECT`; any command when not given. */
  command?: string;
  /** Of too_many_connections: only when more than so many are open. */
  above?: number;
  /** Of mid_literal: which message of the fetch breaks off (1). */
  nth?: number;
  ms?: number;
  text?: string;
  /** Of SMTP faults; for `smtp_answer` it follows from the code when not given. */
  at?: SmtpStep;
  code?: number;
  recipient?: string;
  accepted?: boolean;
}

export interface MailFault extends MailFaultOrder {
  id: number;
  hits: number;
}

const STEP_OF_CODE: Record<number, SmtpStep> = { 535: 'auth', 534: 'auth', 454: 'auth', 421: 'mail', 450: 'rcpt', 550: 'rcpt', 552: 'dot' };

export class MailFaultBoard {
  private faults: MailFault[] = [];
  private added = 0;

  add(order: MailFaultOrder): MailFault {
    if (!MAIL_FAULTS.includes(order.kind)) throw new RangeError(`no fault ${String(order.kind)}; there are ${MAIL_FAULTS.join(', ')}`);
    const at = order.at ?? (order.kind === 'smtp_answer' ? (STEP_OF_CODE[order.code ?? 421] ?? 'mail') : undefined);
    const fault: MailFault = { ...order, ...(at && { at }), id: (this.added += 1), hits: 0 };
    this.faults.push(fault);
    return fault;
  }

  list(): readonly MailFault[] {
    return this.faults;
  }

  remove(id: number): void {
    this.faults = this.faults.filter((fault) => fault.id !== id);
  }

  clear(): void {
    this.faults = [];
  }

  /** The first fault of these kinds that matches; it is one hit older afterwards. */
  take(kinds: readonly MailFaultKind[], matches: (fault: MailFault) => boolean = () => true): MailFault | undefined {
    const hit = this.faults.find((fault) => kinds.includes(fault.kind) && matches(fault));
    if (!hit) return undefined;
    hit.hits += 1;
    if (hit.times !== 0 && hit.hits >= (hit.times ?? 1)) this.remove(hit.id);
    return hit;
  }
}
