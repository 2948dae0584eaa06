import { MimeMailParser } from '../../providers/mail/mailParser.js';
import type { ParsedEmail } from '../../providers/ports/parsedEmail.js';
import { cleanHtml } from './cleanHtml.js';

/** Why nothing was made of a message; `may_heal`: whether another try may end otherwise. */
export interface MailFailure {
  code: string;
  message: string;
  may_heal: boolean;
}

/** A message, read: its page is harmless. */
export type MailResult = { email: ParsedEmail } | { failure: MailFailure };

export interface MailReadingSettings {
  loop_secret: string;
}

/** What the thread does with the bytes of one message; it never rejects. */
export type ReadMail = (raw: Buffer) => Promise<MailResult>;

/** Takes messages apart and makes their pages harmless. All that runs in the thread of `readingThread.ts`. */
export function mailReading({ loop_secret }: MailReadingSettings): ReadMail {
  const parser = new MimeMailParser(loop_secret);
  return async (raw) => {
    try {
      const email = await parser.parse(raw);
      const body_html = cleanHtml(email.body_html);
      if (body_html === null)
        email.notes.push({ code: 'html_refused', message: 'The page was nested too deeply to be kept; its text was.' });
      return { email: { ...email, body_html: body_html ?? '' } };
    } catch (error) {
      const { code = 'mail_parse_failed', message } = error as Error & { code?: string };
      return { failure: { code, message: message.slice(0, 500), may_heal: false } };
    }
  };
}
