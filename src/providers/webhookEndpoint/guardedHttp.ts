import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { guardedLookup, type Resolver, systemResolver } from '../../common/net/addressPolicy.js';
import { hostOf, refuseAddresses, type UrlPolicy } from './urlPolicy.js';

/**
 * HTTP to addresses that strangers gave us. All addresses of a name are checked in the very lookup that the socket uses, so that a name
 * which changes its mind in between gains nothing; the URL itself is for the caller to check (`refuseUrl`).
 */
export class GuardedHttp {
  private readonly guarded: AxiosInstance;
  /** For hosts that the policy excepts; the library below knows addresses only, no names. */
  private readonly excepted: AxiosInstance;

  constructor(
    private readonly policy: UrlPolicy,
    resolve: Resolver = systemResolver,
  ) {
    const refuse = (addresses: LookupAddress[], hostname: string) => refuseAddresses(addresses, hostname, policy)?.message ?? null;
    // A connection of its own for each try: a reset on a reused one says nothing about who is called.
    const options = { keepAlive: false, lookup: guardedLookup(resolve, refuse) };
    this.guarded = connection(new RequestFilteringHttpAgent(options), new RequestFilteringHttpsAgent(options));
    this.excepted = connection(new http.Agent(options), new https.Agent(options));
  }

  /** What sends to this URL. */
  to(url: URL): AxiosInstance {
    return this.policy.allow_private.includes(hostOf(url)) ? this.excepted : this.guarded;
  }
}

/** No redirects by itself, no proxy, a request body as it is given, and the answer's as a stream, so that an endless one costs nothing. */
function connection(httpAgent: http.Agent, httpsAgent: https.Agent): AxiosInstance {
  return axios.create({
    httpAgent,
    httpsAgent,
    maxRedirects: 0,
    proxy: false,
    decompress: false,
    responseType: 'stream',
    transformRequest: [(body: unknown) => body],
    validateStatus: () => true,
  });
}
