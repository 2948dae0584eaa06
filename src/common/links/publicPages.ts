import { Global, Injectable, Module } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimit } from '../concurrency/rateLimit.js';
import { ConfigService } from '../config/config.service.js';
import { AppError } from '../errors/appError.js';
import { publicLinkInvalid, tooManyRequests } from '../errors/commonErrors.js';
import { htmlPage, PAGE_STYLE_SOURCE } from '../http/htmlPage.js';
import { PublicAddress } from '../http/publicAddress.js';
import { makeToken, readToken } from './linkToken.js';
import type { LinkPurpose } from './signedLink.js';

/** Nothing is loaded, nothing runs, nobody frames it, and forms go to us alone. Links in it do not say where they were. */
const POLICY = ["default-src 'none'", `style-src ${PAGE_STYLE_SOURCE}`, "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];
const HEADERS = {
  'content-security-policy': POLICY.join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};

/** A minute, for each link that works, and for each address that asks for others. */
const A_MINUTE = { max: 30, window_ms: 60_000, names: 10_000 };

interface Page {
  title: string;
  /** HTML. */
  body: string;
  language?: string;
}

/**
 * Pages for people who have no account, behind a link that was made for them. Whoever writes one keeps to this: GET changes nothing,
 * because scanners of mail open every link; what changes something is a POST.
 */
@Injectable()
export class PublicPages {
  private readonly failed = new RateLimit(A_MINUTE);
  private readonly opened = new RateLimit(A_MINUTE);

  constructor(
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
  ) {}

  /** The whole address of a page, `path` without a slash at the end; the same whenever it is asked for. */
  link(purpose: LinkPurpose, path: string, id: string, expires: Date): string {
    return `${this.address.url}${path}/${makeToken(this.config.link_secret, purpose, id, expires)}`;
  }

  /** What the link is about. Who tries others waits, who has one does not wait for him. Raises public_link_invalid, too_many_requests. */
  open(purpose: LinkPurpose, token: string, request: FastifyRequest, now: Date): string {
    const id = readToken(this.config.link_secret, purpose, token, now);
    const wait = id === null ? this.failed.count(request.ip, now.getTime()) : this.opened.count(`${purpose}:${id}`, now.getTime());
    if (wait > 0) throw tooManyRequests(undefined, { headers: { 'retry-after': String(wait) } });
    if (id === null) throw publicLinkInvalid();
    return id;
  }

  /** Answers a person with a page: what `work` makes, or what it refuses, in words for him. */
  async answer(reply: FastifyReply, work: () => Promise<Page>, refused: (error: AppError) => Page): Promise<string> {
    let page: Page;
    try {
      page = await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.statusCode >= 500) throw error;
      page = refused(error);
      void reply.status(error.statusCode).headers(error.headers ?? {});
    }
    void reply.type('text/html; charset=utf-8').headers(HEADERS);
    return htmlPage(page.title, page.body, page.language);
  }
}

/** Whether a browser asks, which shows pages. */
export function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

/** Whether a form was sent. */
export function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
}

/** Global because any module may have a page. */
@Global()
@Module({ providers: [PublicPages], exports: [PublicPages] })
export class PublicPagesModule {}
