import { type AskFacts, type SurveySubject, whyNotAsked } from './mayAsk.js';

const SUBJECT: SurveySubject = { is_done: true, is_spam: false, is_auto: false, email_id: 'e', conversation_id: null };
const FACTS: AskFacts = {
  is_active: true,
  subject: SUBJECT,
  invitation: { origin: 'rule', also_auto_resolved: false, entity_type: 'ticket', customer_id: 'c' },
  asked_at: null,
};
const by = (change: Partial<AskFacts['invitation']>) => ({ invitation: { ...FACTS.invitation, ...change } });

it.each<[string, Partial<AskFacts>, string | null]>([
  ['a resolved matter', {}, null],
  ['spam', { subject: { ...SUBJECT, is_spam: true } }, 'spam'],
  ['spam, by hand', { subject: { ...SUBJECT, is_spam: true }, ...by({ origin: 'person' }) }, 'spam'],
  ['one that nobody resolved', { subject: { ...SUBJECT, is_auto: true } }, 'auto_resolved'],
  ['one that nobody resolved, when that is wanted', { subject: { ...SUBJECT, is_auto: true }, ...by({ also_auto_resolved: true }) }, null],
  ['one that nobody resolved, by hand', { subject: { ...SUBJECT, is_auto: true }, ...by({ origin: 'person' }) }, null],
  ['one that is open again', { subject: { ...SUBJECT, is_done: false } }, 'reopened'],
  ['one that is open, by hand', { subject: { ...SUBJECT, is_done: false }, ...by({ origin: 'person' }) }, null],
  ['one that is gone', { subject: null }, 'subject_gone'],
  ['nothing, by hand', { subject: null, ...by({ origin: 'person', entity_type: null }) }, null],
  ['a matter of nobody', by({ customer_id: null }), 'no_customer'],
  ['a customer who was asked lately', { asked_at: '2026-02-24T10:00:00Z' }, 'asked_lately'],
  ['an inactive survey', { is_active: false }, 'survey_not_active'],
])('%s', (_name, change, reason) => {
  expect(whyNotAsked({ ...FACTS, ...change })).toBe(reason);
});
