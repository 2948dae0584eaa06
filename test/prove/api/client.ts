import { Agent, request } from 'node:http';
import type { SeenAnswer } from '../../support/answerCheck.js';

/** A request, down to its spelling: nothing of it is corrected on the way. */
export interface Ask {
  method: string;
  /** As it stands in the request line, with its query. */
  path: string;
  headers: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** How long an answer may take, milliseconds: nothing that the product does for one request is allowed longer. */
const DEADLINE_MS = 20_000;

/** Sends what libraries would refuse to. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly place: URL;

  constructor(
    url: string,
    private readonly deadline_ms = DEADLINE_MS,
  ) {
    this.place = new URL(url);
  }

  /** The answer; a text when there is none: the deadline has passed, or the connection broke. */
  send({ method, path, headers, body }: Ask): Promise<SeenAnswer | string> {
    return new Promise((resolve) => {
      // Without a length some methods would send the body as if it were the next request.
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = request(
        { host: this.place.hostname, port: this.place.port, agent: this.agent, method, path, headers: { ...length, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('error', (error) => resolve(`the answer broke off: ${error.message}`))
            .on('end', () =>
              resolve({ status: response.statusCode!, headers: headersOf(response.rawHeaders), text: Buffer.concat(chunks).toString() }),
            );
        },
      );
      const late = setTimeout(() => sent.destroy(new Error(`no answer within ${this.deadline_ms / 1000} s`)), this.deadline_ms);
      sent.on('error', (error) => resolve(error.message)).on('close', () => clearTimeout(late));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function headersOf(raw: string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) headers.append(raw[index]!, raw[index + 1]!);
  return headers;
}
