/** In the order in which things that fit alike are answered. */
export const SEARCH_TYPES = [
  'customer',
  'ticket',
  'lead',
  'conversation',
  'email',
  'message',
  'ivr_call',
  'call',
  'refund',
  'youtube_lead',
] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

/** From the best on. */
export const MATCHES = ['exact', 'named', 'text', 'similar'] as const;
export type SearchMatch = (typeof MATCHES)[number];

export interface Hit {
  kind: SearchType;
  id: string;
  at: string;
  match: SearchMatch;
}

/** By how they fit, then by kind, then the newest. */
export function ranked<H extends Hit>(hits: H[]): H[] {
  const place = ({ match, kind }: Hit) => MATCHES.indexOf(match) * SEARCH_TYPES.length + SEARCH_TYPES.indexOf(kind);
  return [...hits].sort((a, b) => place(a) - place(b) || b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
}
