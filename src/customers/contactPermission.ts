import { DateTime } from 'luxon';

export const CHANNELS = ['email', 'whatsapp', 'phone', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * Why a customer is written to or called: `reply` answers what he asked, `service` tells him of his own matter (an order, an appointment),
 * `survey` asks for his opinion, `marketing` offers something.
 */
export const PURPOSES = ['reply', 'service', 'survey', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const REFUSALS = ['deleted', 'blocked', 'do_not_contact', 'consent_denied', 'consent_missing', 'too_often', 'quiet_hours'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What is known of a customer when it is decided whether he may be contacted; of merged ones, the strictest of each. */
export interface ContactFacts {
  deleted: boolean;
  blocked: boolean;
  consent: 'unknown' | 'granted' | 'denied';
  do_not_contact: boolean;
  /** The IANA name of his time zone, or of the business's. */
  time_zone: string;
  /** When he got messages on this channel that he had not asked for, within the window of the policy. */
  unasked_at: Date[];
}

/** What an installation holds to be decent. */
export interface ContactPolicy {
  /** Hours of the customer's day in which nobody disturbs him, `21:00` to `09:00`; equal ends are none. */
  quiet_from: string;
  quiet_to: string;
  /** At most so many unasked messages on a channel within so many days; 0 is no limit. */
  unasked_max: number;
  unasked_days: number;
}

export interface ContactVerdict {
  allowed: boolean;
  /** Every reason that speaks against it, the gravest first. */
  reasons: Refusal[];
  /** The earliest moment at which time alone would allow it; null when time does not help. */
  allowed_from: Date | null;
}

/** Whether this customer may be contacted on this channel, for this purpose, now. What he is told on asking is never unasked. */
export function mayContact(facts: ContactFacts, purpose: Purpose, policy: ContactPolicy, now: Date): ContactVerdict {
  const unasked = purpose === 'survey' || purpose === 'marketing';
  const reasons: Refusal[] = [];
  if (facts.deleted) reasons.push('deleted');
  if (facts.blocked) reasons.push('blocked');
  if (facts.do_not_contact && purpose !== 'reply') reasons.push('do_not_contact');
  if (unasked && facts.consent === 'denied') reasons.push('consent_denied');
  if (purpose === 'marketing' && facts.consent === 'unknown') reasons.push('consent_missing');
  const waits: Date[] = [];
  if (unasked && policy.unasked_max > 0) {
    const since = new Date(now.getTime() - policy.unasked_days * 86_400_000);
    const recent = facts.unasked_at.filter((at) => at > since).sort((one, other) => other.getTime() - one.getTime());
    if (recent.length >= policy.unasked_max) {
      reasons.push('too_often');
      waits.push(new Date(recent[policy.unasked_max - 1]!.getTime() + policy.unasked_days * 86_400_000));
    }
  }
  const quiet_until = unasked ? endOfQuiet(policy, facts.time_zone, now) : null;
  if (quiet_until) {
    reasons.push('quiet_hours');
    waits.push(quiet_until);
  }
  const time_helps = waits.length > 0 && waits.length === reasons.length;
  let allowed_from = time_helps ? new Date(Math.max(...waits.map((at) => at.getTime()))) : null;
  // When the limit ends at night, it is the morning after.
  if (allowed_from) allowed_from = endOfQuiet(policy, facts.time_zone, allowed_from) ?? allowed_from;
  return { allowed: reasons.length === 0, reasons, allowed_from };
}

/** When the quiet hours end that it is in; null outside of them. */
function endOfQuiet({ quiet_from, quiet_to }: ContactPolicy, zone: string, now: Date): Date | null {
  if (quiet_from === quiet_to) return null;
  const local = DateTime.fromJSDate(now, { zone });
  const minute = local.hour * 60 + local.minute;
  const [from, to] = [minutesOf(quiet_from), minutesOf(quiet_to)];
  const inside = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!inside) return null;
  const day = from > to && minute >= from ? local.plus({ days: 1 }) : local;
  return day.set({ hour: Math.floor(to / 60), minute: to % 60, second: 0, millisecond: 0 }).toJSDate();
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
