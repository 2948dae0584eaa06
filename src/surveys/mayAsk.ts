/** What get_survey_subject tells of a matter. */
export interface SurveySubject {
  is_done: boolean;
  is_spam: boolean;
  /** No person resolved it. */
  is_auto: boolean;
  email_id: string | null;
  conversation_id: string | null;
}

export const SUPPRESSIONS = {
  survey_not_active: 'The survey is not active any more.',
  subject_gone: 'What it would have been about is not there any more.',
  spam: 'The matter is spam.',
  reopened: 'The matter is open again.',
  auto_resolved: 'No person resolved the matter: it was closed by itself.',
  no_customer: 'Nobody knows whose matter it is.',
  asked_lately: 'The customer was asked a short time ago, about this or something else.',
  no_channel: 'Nobody knows where the customer could be asked.',
  no_template: 'He may be written to by a WhatsApp template alone, and none for surveys is approved.',
  no_public_url: 'Links lead nowhere: PUBLIC_URL is not set.',
  not_allowed: 'The customer may not be asked.',
  not_sendable: 'It cannot be sent there.',
} as const;
export type Suppression = keyof typeof SUPPRESSIONS;

export interface AskFacts {
  is_active: boolean;
  /** Null where the invitation is about nothing, or about what is gone. */
  subject: SurveySubject | null;
  invitation: {
    origin: 'rule' | 'person';
    also_auto_resolved: boolean;
    entity_type: string | null;
    customer_id: string | null;
  };
  asked_at: string | null;
}

/** Why a customer is not asked, as far as the matter and he himself go; null: he is. What a person asks for needs no resolution. */
export function whyNotAsked({ is_active, subject, invitation, asked_at }: AskFacts): Suppression | null {
  const { origin, also_auto_resolved, entity_type, customer_id } = invitation;
  if (!is_active) return 'survey_not_active';
  if (entity_type !== null && !subject) return 'subject_gone';
  if (subject?.is_spam) return 'spam';
  if (origin === 'rule' && subject && !subject.is_done) return 'reopened';
  if (origin === 'rule' && subject?.is_auto && !also_auto_resolved) return 'auto_resolved';
  if (!customer_id) return 'no_customer';
  return asked_at ? 'asked_lately' : null;
}
