import { domainToASCII } from 'node:url';

/**
 * An address as mail servers take it: the domain in ASCII (`xn--…`), which every one of them knows, and the local part as it is, because
 * only its own server may change it. What is no address stays as it is.
 */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  return address.slice(0, at) + ascii(address.slice(at));
}

/** The domain of an address in ASCII. */
export function wireDomain(address: string): string {
  return ascii(address.slice(address.lastIndexOf('@') + 1));
}

function ascii(domain: string): string {
  return /^\P{Cc}*\P{ASCII}\P{Cc}*$/u.test(domain) ? domainToASCII(domain) || domain : domain;
}
