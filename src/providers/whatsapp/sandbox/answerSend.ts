import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, sendJson } from '../../sandbox/wire.js';
import type { ChatSandboxCore } from './chatSandboxCore.js';
import type { AcceptedSend } from './contract.js';
import type { Fault } from './faults.js';
import { type Field, Refusal } from './sendChecks.js';

type Answer = readonly [status: number, body: unknown];

/** How a provider answers whoever sends. */
export interface SendDialect {
  /** Of answers that are no JSON. */
  text_type: string;
  busy: string;
  /** Raises Refusal for what the real service would not take. */
  read(body: Field | null, sandbox: ChatSandboxCore): AcceptedSend;
  refusal(error: Refusal): Answer;
  refused(fault: Fault): Answer;
  accepted(id: string | null, body: Field | null): Answer;
}

/** Takes a message, or plays the fault that was ordered. */
export async function answerSend(
  sandbox: ChatSandboxCore,
  body: Field | null,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  dialect: SendDialect,
): Promise<void> {
  const answer = (status: number, value: unknown): void => {
    sandbox.logSend(status, body);
    if (typeof value === 'string') send(response, status, dialect.text_type, value);
    else sendJson(response, status, value);
  };
  if (sandbox.isOverLimit()) return answer(429, dialect.busy);
  const fault = sandbox.faults.take('send');
  let id: string | null = null;
  if (!fault || fault.accepted || fault.kind === 'stall') {
    try {
      const wanted = dialect.read(body, sandbox);
      // One that gives up during a stall may still get its message through, or not.
      if (!fault || fault.accepted) id = sandbox.accept(wanted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer(...dialect.refusal(error));
    }
  }
  switch (fault?.kind) {
    case 'rate_limit':
      response.setHeader('retry-after', String(fault.retry_after ?? 1));
      return answer(429, dialect.busy);
    case 'status':
      return answer(Number(fault.status ?? 502), 'Bad Gateway');
    case 'stall':
      await sleep(fault.ms ?? 15_000);
      return answer(503, 'Service Unavailable');
    case 'reset':
      sandbox.logSend(0, body);
      request.socket.destroy();
      return;
    case 'refused':
      return answer(...dialect.refused(fault));
    case 'non_json':
      return answer(200, '<!doctype html><title>Welcome</title>');
    default:
      return answer(...dialect.accepted(id, body));
  }
}
