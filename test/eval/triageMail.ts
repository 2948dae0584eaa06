import type { TriageCategory, TriageLanguage, TriageSentiment } from '../../src/emailTriage/triageFields.js';
import type { MatterPriority } from '../../src/common/matter/matter.js';

/** An invented e-mail, and what a careful person says about it. */
export interface LabelledMail {
  language: TriageLanguage;
  category: TriageCategory;
  priority: MatterPriority;
  sentiment: TriageSentiment;
  subject: string;
  new_text: string;
  channel?: 'chat';
}

type Line = [TriageCategory, MatterPriority, TriageSentiment, subject: string, new_text: string];

/*
 * How labels were given, by meaning and before there were rules.
 * category: what has to be done first. A broken thing for which money is wanted back is damaged_item; a refund that was promised and did
 * not come is refund; money that left without an order is payment; anger about people or service without one thing to mend is complaint.
 * priority: urgent where health, fire, fraud, a court or the police come in, or it is needed within a day; high for broken or wrong goods,
 * money that is stuck, or a second reminder; low for praise, advertisements and idle questions; normal otherwise. sentiment: the writer's
 * tone, not the matter: a broken bottle reported calmly is neutral.
 */
export function mails(language: TriageLanguage, lines: Line[]): LabelledMail[] {
  return lines.map(([category, priority, sentiment, subject, new_text]) => ({
    language,
    category,
    priority,
    sentiment,
    subject,
    new_text,
  }));
}
