import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { namesThisMachine, notPublic, type Resolver } from '../../common/net/addressPolicy.js';

/** Exceptions from the rules, by host name or address; none in production. */
export interface UrlPolicy {
  /** Hosts that may be called without TLS. */
  allow_http: string[];
  /** Hosts whose addresses may be private. They, and those above, may have any port. */
  allow_private: string[];
  allow_ports: number[];
}

export interface UrlRefusal {
  /** For programs. */
  reason: 'not_a_url' | 'not_https' | 'credentials_in_url' | 'port_not_allowed' | 'address_not_allowed' | 'name_not_found';
  /** One sentence, for people. */
  message: string;
}

/** What can be said about a URL without asking the name service; null when nothing speaks against it. */
export function refuseUrl(url: string, policy: UrlPolicy): UrlRefusal | null {
  let parsed: URL;
  try {
    // WHATWG parsing turns decimal, octal and hex spellings of an IPv4 address into the usual one.
    parsed = new URL(url);
  } catch {
    return { reason: 'not_a_url', message: 'This is not a URL.' };
  }
  const host = hostOf(parsed);
  const excepted = policy.allow_http.includes(host) || policy.allow_private.includes(host);
  if (parsed.protocol !== 'https:' && !(parsed.protocol === 'http:' && policy.allow_http.includes(host))) {
    return { reason: 'not_https', message: 'The URL must start with https://.' };
  }
  if (parsed.username || parsed.password) {
    return { reason: 'credentials_in_url', message: 'The URL must not contain a user name or password; use authorization_token.' };
  }
  const port = Number(parsed.port || (parsed.protocol === 'https:' ? 443 : 80));
  if (!excepted && !policy.allow_ports.includes(port)) {
    return { reason: 'port_not_allowed', message: `Port ${port} is not allowed, only ${policy.allow_ports.join(', ')}.` };
  }
  return isIP(host) ? refuseAddress(host, host, policy) : refuseName(host, policy);
}

function refuseName(host: string, policy: UrlPolicy): UrlRefusal | null {
  if (policy.allow_private.includes(host) || !namesThisMachine(host)) return null;
  return { reason: 'address_not_allowed', message: `${host} is this machine.` };
}

/** Whether an address may be connected to: one of the public Internet. */
export function refuseAddress(address: string, host: string, policy: UrlPolicy): UrlRefusal | null {
  const what = policy.allow_private.includes(host) ? null : notPublic(address);
  return what ? { reason: 'address_not_allowed', message: `${host} resolves to ${address}, which is ${what}.` } : null;
}

/** The same with the name service asked: all addresses of the name must be allowed. */
export async function refuseResolvedUrl(url: string, policy: UrlPolicy, resolve: Resolver): Promise<UrlRefusal | null> {
  const refusal = refuseUrl(url, policy);
  const host = refusal ? '' : hostOf(new URL(url));
  if (refusal || isIP(host)) return refusal;
  let addresses: LookupAddress[];
  try {
    addresses = await resolve(host);
  } catch {
    addresses = [];
  }
  if (addresses.length === 0) return { reason: 'name_not_found', message: `The host name ${host} cannot be resolved.` };
  return refuseAddresses(addresses, host, policy);
}

/** One bad address spoils the name: nobody can say which one a connection takes. */
export function refuseAddresses(addresses: LookupAddress[], host: string, policy: UrlPolicy): UrlRefusal | null {
  for (const { address } of addresses) {
    const refusal = refuseAddress(address, host, policy);
    if (refusal) return refusal;
  }
  return null;
}

/** The host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
