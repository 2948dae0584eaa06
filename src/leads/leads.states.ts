import { lifecycle } from '../common/status/lifecycle.js';

/** The stages of a lead. Whom nobody has contacted yet can be lost, or buy at once. */
export const LEAD = lifecycle('lead', {
  new: { contact: 'contacted', qualify: 'qualified', win: 'won', lose: 'lost' },
  contacted: { qualify: 'qualified', propose: 'proposal', win: 'won', lose: 'lost' },
  qualified: { propose: 'proposal', win: 'won', lose: 'lost' },
  proposal: { requalify: 'qualified', win: 'won', lose: 'lost' },
  won: { reopen: 'proposal' },
  lost: { reopen: 'contacted' },
});

/** The way to a sale, in order: the funnel. */
export const LEAD_STAGES = ['new', 'contacted', 'qualified', 'proposal', 'won'] as const;

export const LEAD_SOURCES = [
  'website',
  'phone',
  'email',
  'whatsapp',
  'youtube',
  'video_call',
  'referral',
  'walk_in',
  'import',
  'other',
] as const;
