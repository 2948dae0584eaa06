import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Every address of a name; rejects when there is none. */
export type Resolver = (hostname: string) => Promise<LookupAddress[]>;

export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true });

/** The code of the error that a guarded lookup raises. */
export const ADDRESS_REFUSED = 'ADDRESS_NOT_ALLOWED';

/** `unicast` for the library that sorts addresses, and yet nobody's: the host of a cloud answers there. */
const DENIED = ['168.63.129.16'];
/** The only part of IPv6 that is given out as global unicast; the library calls what it does not know unicast too. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Why an address is not one of the public Internet, as the end of a sentence; null when it is. */
export function notPublic(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'no address';
  // An IPv4 address dressed as IPv6 counts as what it is.
  const plain = ipaddr.process(address);
  if (DENIED.includes(plain.toString())) return 'not allowed';
  const range = plain.range();
  if (range !== 'unicast') return `not public (${range})`;
  if (plain instanceof ipaddr.IPv6 && !plain.match(GLOBAL_UNICAST)) return 'not public (reserved)';
  return null;
}

/** Whether this name means this machine wherever it is asked; a resolver may not know it, or be lied to. */
export function namesThisMachine(host: string): boolean {
  const bare = host.toLowerCase().replace(/\.$/, '');
  return bare === 'localhost' || bare.endsWith('.localhost');
}

/**
 * A lookup for a socket that refuses names with an address that may not be connected to. One bad address spoils the name: nobody can say
 * which one a connection takes. Sockets do not ask it about addresses: those are checked before.
 */
export function guardedLookup(resolve: Resolver, refuse: (addresses: LookupAddress[], hostname: string) => string | null): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const refusal = refuse(addresses, hostname);
        const [first] = addresses;
        if (refusal) callback(Object.assign(new Error(refusal), { code: ADDRESS_REFUSED }), '', 0);
        else if (!first) callback(Object.assign(new Error(`The host name ${hostname} cannot be resolved.`), { code: 'ENOTFOUND' }), '', 0);
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
