import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { type AppError, defineError } from '../errors/appError.js';
import { bodyTooLarge } from '../errors/commonErrors.js';
import { requestTimeout } from './requestLimits.js';

export const bodyBroken = defineError('body_broken', 400, 'The connection closed before the whole body had arrived.');
export const tooMuchUnderWay = defineError('too_much_under_way', 503, 'Too many requests are being received; try again shortly.');

/** How long the rest of a refused body is read and thrown away, so that the answer arrives, milliseconds. */
const REST_MS = 5_000;

/** Bounds of all bodies that are being received together. */
export interface IntakeLimits {
  bodies: number;
  bytes: number;
  /** How long one of them may take, milliseconds. */
  deadline_ms: number;
}

/**
 * Reads bodies. What has arrived of them is held in memory, so their number and their bytes are bounded in sum: beyond that the one that
 * comes, or grows, is refused.
 */
export class Intake {
  private bodies = 0;
  private bytes = 0;

  constructor(
    private readonly limits: IntakeLimits,
    private readonly overloaded: () => AppError = () => tooMuchUnderWay(undefined, { headers: { 'retry-after': '2' } }),
  ) {}

  /** The bodies that are being received, and what has arrived of them. */
  get load(): { bodies: number; bytes: number } {
    return { bodies: this.bodies, bytes: this.bytes };
  }

  /**
   * The whole body. Raises body_too_large before more than `limit` bytes are held, request_timeout, body_broken, or what `overloaded`
   * makes.
   */
  async read(request: IncomingMessage, limit: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    let timer: NodeJS.Timeout | undefined;
    const listeners: [event: string, listener: (...values: never[]) => void][] = [];
    try {
      if (this.bodies >= this.limits.bodies) throw this.overloaded();
      if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge({ limit });
      this.bodies += 1;
      try {
        return await new Promise<Buffer>((resolve, reject) => {
          const broken = () => reject(bodyBroken());
          listeners.push(
            ['error', broken],
            ['close', broken],
            ['end', () => resolve(Buffer.concat(chunks, size))],
            [
              'data',
              (chunk: Buffer) => {
                if (size + chunk.length > limit) return reject(bodyTooLarge({ limit }));
                if (this.bytes + chunk.length > this.limits.bytes) return reject(this.overloaded());
                size += chunk.length;
                this.bytes += chunk.length;
                chunks.push(chunk);
              },
            ],
          );
          for (const [event, listener] of listeners) request.on(event, listener as () => void);
          timer = setTimeout(() => reject(requestTimeout()), this.limits.deadline_ms);
        });
      } finally {
        this.bodies -= 1;
        this.bytes -= size;
      }
    } catch (error) {
      dropRest(request);
      throw error;
    } finally {
      clearTimeout(timer);
      for (const [event, listener] of listeners) request.off(event, listener as () => void);
    }
  }

  /**
   * The body as it comes, for somebody else to read; ends with the errors of `read`. Must be destroyed when it is not read.
   */
  through(request: IncomingMessage, limit: number): Transform {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge({ limit });
    if (request.destroyed) throw bodyBroken();
    if (this.bodies >= this.limits.bodies) throw this.overloaded();
    this.bodies += 1;
    const counted = Object.assign(
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          if (counted.receivedEncodedLength + chunk.length > limit) return done(bodyTooLarge({ limit }));
          if (this.bytes + chunk.length > this.limits.bytes) return done(this.overloaded());
          this.bytes += chunk.length;
          counted.receivedEncodedLength += chunk.length;
          done(null, chunk);
        },
      }),
      // What the framework compares with the announced length.
      { receivedEncodedLength: 0 },
    );
    const timer = setTimeout(() => counted.destroy(requestTimeout()), this.limits.deadline_ms);
    const broken = () => counted.destroy(bodyBroken());
    request.once('error', broken).once('aborted', broken);
    counted
      .on('error', () => undefined)
      .once('close', () => {
        clearTimeout(timer);
        request.off('error', broken).off('aborted', broken).unpipe(counted);
        this.bodies -= 1;
        this.bytes -= counted.receivedEncodedLength;
        dropRest(request);
      });
    // Not before whoever asked listens: a body that is too large would otherwise be refused unheard, and its request never answered.
    setImmediate(() => {
      if (!counted.destroyed) request.pipe(counted);
    });
    return counted;
  }
}

/** What routes read by themselves: bytes as they are, and tables. */
export const READ_BY_ROUTES = ['application/octet-stream', 'text/csv'] as const;

/** Whether a body of this content type is left to its route. */
function isLeftUnread(content_type: string | undefined): boolean {
  return READ_BY_ROUTES.some((type) => content_type?.toLowerCase().startsWith(type));
}

/** Ordinary bodies up to this come with their head, or nearly so; counting them would cost more than they do, bytes. */
const SMALL_BODY = 16_384;

/** Who may send a large body. */
export interface LargeBodies {
  /** Raises when the caller is nobody we know. */
  admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
  /** Whether anybody may call the route: its bodies are small then. */
  isPublic(request: FastifyRequest): boolean;
}

/**
 * Has the large bodies that the framework reads counted by an intake too, and read only when their sender is known: reading and parsing
 * them would otherwise be work that anybody can give us.
 */
export function boundBodies(fastify: FastifyInstance, intake: Intake, { admit, isPublic }: LargeBodies): void {
  fastify.addHook('preParsing', async (request, reply, payload) => {
    const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
    const is_small = encoding === undefined && Number(length ?? 0) <= SMALL_BODY;
    if (is_small || isLeftUnread(type)) return payload;
    try {
      const is_public = isPublic(request);
      if (!is_public) await admit(request, reply);
      const counted = intake.through(request.raw, is_public ? SMALL_BODY : Infinity);
      reply.raw.once('close', () => counted.destroy());
      return counted;
    } catch (error) {
      dropRest(request.raw);
      throw error;
    }
  });
}

/** Reads on without holding anything, so that the answer arrives, and ends a connection that goes on sending. */
export function dropRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  // A body that breaks off now concerns nobody.
  request.on('error', () => undefined).resume();
  setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, REST_MS).unref();
}
