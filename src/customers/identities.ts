import { isEmail } from 'class-validator';
import { foldDigits } from '../common/phone/phoneNumber.js';
import type { Phones } from '../common/phone/phones.js';

export const IDENTITY_KINDS = ['email', 'phone', 'whatsapp_user_id', 'whatsapp_username', 'external'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** An address as it is compared: the shape that the SQL functions take. */
export interface Identity {
  kind: IdentityKind;
  value: string;
  written: string;
}

const EXTERNAL = /^[a-z0-9][a-z0-9_.-]{0,40}:\S(.{0,198}\S)?$/;

/** An address in the form in which two spellings of one are equal, or what is wrong with it as the end of a sentence. */
export function readIdentity(kind: IdentityKind, written: string, phones: Phones): Identity | { fault: string } {
  const text = written.trim();
  switch (kind) {
    case 'email': {
      const value = text.normalize('NFC').toLowerCase();
      return isEmail(value, { allow_utf8_local_part: true }) ? { kind, value, written } : { fault: 'is not an e-mail address' };
    }
    case 'phone': {
      const reading = phones.read(text);
      if (reading.state === 'number') return { kind, value: reading.e164, written };
      return { fault: PHONE_FAULTS[reading.state] };
    }
    case 'external': {
      const value = text.replace(/^[^:]*:/, (system) => system.toLowerCase());
      return EXTERNAL.test(value) ? { kind, value, written } : { fault: 'must look like crm:123, the name of a system and its id' };
    }
    case 'whatsapp_username':
      return named(kind, text.replace(/^@/, '').toLowerCase(), written);
    case 'whatsapp_user_id':
      return named(kind, text, written);
  }
}

const PHONE_FAULTS = {
  toll_free: 'is a toll-free number, which no customer calls from',
  short: 'is too short for a phone number',
  withheld: 'is a withheld number',
  unreadable: 'is not a phone number',
};

function named(kind: IdentityKind, value: string, written: string): Identity | { fault: string } {
  return value.length > 0 && value.length <= 200 && !/\s/.test(value) ? { kind, value, written } : { fault: 'must be one word' };
}

/** What people type into a search, in the form of the column that it looks into: numbers without signs, words without accents. */
export function searchText(typed: string): string {
  const folded = foldDigits(typed).trim();
  if (/^[\d\s()+./-]+$/.test(folded) && (folded.match(/\d/g) ?? []).length >= 4)
    return folded.replace(/\D/g, '').replace(/^0+(?=\d{4})/, '');
  return folded
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/\s+/g, ' ');
}
