import { isIP, type LookupFunction } from 'node:net';
import { withDeadline } from '../../common/concurrency/withDeadline.js';
import {
  ADDRESS_REFUSED,
  guardedLookup,
  namesThisMachine,
  notPublic,
  type Resolver,
  systemResolver,
} from '../../common/net/addressPolicy.js';

/** How long the name service may take while somebody waits for his mailbox to be saved, milliseconds. */
const RESOLVE_MS = 3_000;
const NOT_PUBLIC = 'The mail server has an address that is not public.';

/**
 * Which mail servers may be connected to. Whoever edits a mailbox names its servers, so without this he could have any port of our network
 * tried: only addresses of the public Internet are allowed, and what the installation names.
 */
export class MailHosts {
  private readonly allow_private: ReadonlySet<string>;

  /** `allow_private`: `host` or `host:port`. */
  constructor(
    allow_private: readonly string[],
    private readonly resolve: Resolver = systemResolver,
  ) {
    this.allow_private = new Set(allow_private.map((entry) => entry.toLowerCase()));
  }

  /** Why a mailbox may not name this server, or null. A name that is not known (yet) may be saved: connecting asks again. */
  async refuse(host: string, port: number): Promise<string | null> {
    const refusal = this.refuseWritten(host, port);
    if (refusal || isIP(host) || this.allows(host, port)) return refusal;
    const addresses = await withDeadline(RESOLVE_MS, () => this.resolve(host)).catch(() => []);
    return addresses.some(({ address }) => notPublic(address)) ? NOT_PUBLIC : null;
  }

  /** How a socket finds the addresses of this server. Raises an error with the code ADDRESS_REFUSED. */
  lookup(host: string, port: number): LookupFunction {
    const refusal = this.refuseWritten(host, port);
    if (refusal) throw Object.assign(new Error(refusal), { code: ADDRESS_REFUSED });
    return guardedLookup(this.resolve, (addresses) =>
      !this.allows(host, port) && addresses.some(({ address }) => notPublic(address)) ? NOT_PUBLIC : null,
    );
  }

  /** What can be said without asking the name service. */
  private refuseWritten(host: string, port: number): string | null {
    if (this.allows(host, port)) return null;
    // `127.1` and `0x7f.1` are addresses to the system that no library calls so; the name service reads them, and its answer is checked.
    return namesThisMachine(host) || (isIP(host) && notPublic(host)) ? NOT_PUBLIC : null;
  }

  private allows(host: string, port: number): boolean {
    const name = host.toLowerCase();
    return this.allow_private.has(name) || this.allow_private.has(`${name}:${port}`);
  }
}
