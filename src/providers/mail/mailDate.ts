/**
 * Zones by name, minutes before UTC, or behind it. Of a name that several have, that of where the product is used most; JavaScript knows
 * those of North America.
 */
const ZONES: Record<string, number> = {
  UT: 0,
  WET: 0,
  BST: 60,
  WEST: 60,
  CET: 60,
  MEZ: 60,
  MET: 60,
  WAT: 60,
  CEST: 120,
  MESZ: 120,
  MEST: 120,
  EET: 120,
  SAST: 120,
  CAT: 120,
  EEST: 180,
  MSK: 180,
  EAT: 180,
  TRT: 180,
  GST: 240,
  PKT: 300,
  IST: 330,
  NPT: 345,
  BDT: 360,
  ICT: 420,
  WIB: 420,
  HKT: 480,
  SGT: 480,
  MYT: 480,
  PHT: 480,
  AWST: 480,
  JST: 540,
  KST: 540,
  ACST: 570,
  AEST: 600,
  ACDT: 630,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  ART: -180,
  BRT: -180,
  NDT: -150,
  NST: -210,
  AST: -240,
  ADT: -180,
  AKDT: -480,
  AKST: -540,
  HST: -600,
};
const KNOWN = /^(?:GMT|UTC|Z|[ECMP][SD]T)$/;

/**
 * The moment that a Date header names; undefined when it is none, or out of this world. Without a zone, or with an unknown one, UTC is
 * meant (RFC 5322).
 */
export function parseMailDate(header: string): { at: Date; is_zone_known: boolean } | undefined {
  const text = header
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const named = /^(.*\d:\d\d(?::\d\d)?(?:\.\d+)?(?: [AP]M)?) (?![AP]M$)([A-Z]{1,5})( ?[+-]\d\d:?\d\d)?$/i.exec(text);
  const has_zone = /\d:\d\d(?::\d\d)?(?:\.\d+)? ?[+-]\d\d:?\d\d$|[A-Z]$/i.test(text) && !/\d ?[AP]M$/i.test(text);
  let is_zone_known = true;
  let shift = 0;
  let read = has_zone ? text : `${text.replace(/(\d)T(?=\d)/, '$1 ')} UTC`;
  if (named) {
    const [, local, zone, offset] = named;
    const name = zone!.toUpperCase();
    if (offset) read = `${local!} ${offset.trim()}`;
    else if (!KNOWN.test(name)) {
      read = `${local!} UTC`;
      is_zone_known = name in ZONES;
      shift = ZONES[name] ?? 0;
    }
  }
  const at = new Date(new Date(read).getTime() - shift * 60_000);
  const year = at.getUTCFullYear();
  return year >= 1970 && year < 2200 ? { at, is_zone_known } : undefined;
}
