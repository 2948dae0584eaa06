import type { MatterPriority } from '../common/matter/matter.js';

/** What an e-mail or a chat may be about. */
export const TRIAGE_CATEGORIES = [
  'order_status',
  'damaged_item',
  'wrong_item',
  'refund',
  'return',
  'payment',
  'product_question',
  'complaint',
  'feedback',
  'account',
  'spam',
  'other',
] as const;
export const TRIAGE_SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
/** hinglish: Hindi in Latin letters, with or without English words. */
export const TRIAGE_LANGUAGES = ['en', 'hi', 'hinglish', 'other'] as const;
export const TRIAGE_TEAMS = ['support', 'logistics', 'billing', 'quality', 'sales'] as const;

export type TriageCategory = (typeof TRIAGE_CATEGORIES)[number];
export type TriageSentiment = (typeof TRIAGE_SENTIMENTS)[number];
export type TriageLanguage = (typeof TRIAGE_LANGUAGES)[number];
export type TriageTeam = (typeof TRIAGE_TEAMS)[number];

/** Who works on what. */
export const TEAM_OF: Record<TriageCategory, TriageTeam> = {
  order_status: 'logistics',
  damaged_item: 'quality',
  wrong_item: 'logistics',
  refund: 'billing',
  return: 'logistics',
  payment: 'billing',
  product_question: 'sales',
  complaint: 'support',
  feedback: 'quality',
  account: 'support',
  spam: 'support',
  other: 'support',
};

/** Longest texts that are kept. */
export const SUMMARY_LENGTH = 300;
export const REPLY_LENGTH = 2_000;
export const REASON_LENGTH = 500;

/** What triage found out about one e-mail or chat. */
export interface TriageResult {
  category: TriageCategory;
  priority: MatterPriority;
  sentiment: TriageSentiment;
  language: TriageLanguage;
  team: TriageTeam;
  /** One sentence. */
  summary: string;
  /** For a person to change and send; nothing sends it by itself. */
  suggested_reply: string;
  /** What decided. */
  reason: string;
}

/** The part of an e-mail that triage reads; of a chat what the customer wrote last, without a subject. */
export interface TriageMail {
  subject: string;
  new_text: string;
  /** 'email' when not said. */
  channel?: 'email' | 'chat';
}

/** What a triage of either channel is answered with, beside what it is about. */
export const TRIAGE_COLUMNS = [
  ...(['id', 'adapter', 'model', 'prompt_version', 'state', 'result', 'applied', 'reason', 'error_code', 'error_message'] as const),
  ...(['tokens', 'ms', 'requested_by', 'created_at'] as const),
];
