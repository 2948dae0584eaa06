import { type EmailAddress, parseAddressHeader } from 'mailparser';
import type { MailAddress } from '../ports/parsedEmail.js';
import { cleanLine, cutText } from './cleanText.js';

const MAX_NAME = 200;
/** The longest that RFC 5321 allows. */
const MAX_ADDRESS = 320;

/** What stands before and behind the @; in quotes nearly anything may stand before it. */
const ADDRESS = /^(?:"(?:[^"\\]|\\.)+"|[^\s@<>"]+|[^\s@<>]+)@[^\s@<>]+$/;

/** Addresses of the headers of a name, lower case, each once; groups are their members. What is none is left out. */
export function addressesOf(values: readonly string[]): MailAddress[] {
  const addresses = new Map<string, MailAddress>();
  for (const entry of flat(parseAddressHeader([...values]).value)) {
    const address = toAddress(entry);
    if (address && !addresses.has(address.email)) addresses.set(address.email, address);
  }
  return [...addresses.values()];
}

function flat(entries: EmailAddress[]): EmailAddress[] {
  return entries.flatMap((entry) => (entry.group ? flat(entry.group) : [entry]));
}

function toAddress({ address, name }: EmailAddress): MailAddress | undefined {
  let email = cleanLine(address ?? '').toLowerCase();
  // Some programs leave the name alone to carry the address.
  if (email === '' && /^[^\s@<>]+@[^\s@<>]+$/.test((name ?? '').trim())) email = name.trim().toLowerCase();
  if (email.length > MAX_ADDRESS || !ADDRESS.test(email)) return undefined;
  const words = cutText(cleanLine(name ?? '').replace(/^["']+|["']+$/g, ''), MAX_NAME);
  return { email, name: words.toLowerCase() === email ? '' : words };
}
