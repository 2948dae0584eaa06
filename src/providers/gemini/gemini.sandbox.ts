import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request. `retry_delay` is the provider's RetryInfo, such as `37s`. */
export type GeminiFault =
  | {
      kind:
        | 'prompt_blocked'
        | 'max_tokens'
        | 'thought_part'
        | 'several_parts'
        | 'fenced'
        | 'bad_json'
        | 'no_candidates'
        | 'empty_text'
        | 'outside_enum'
        | 'foreign_fields'
        | 'day_quota'
        | 'internal'
        | 'html_502'
        | 'not_json'
        | 'stall'
        | 'reset';
    }
  | { kind: 'finish'; reason: string }
  | { kind: 'minute_quota' | 'unavailable'; retry_delay?: string; hint_in_text?: boolean };

interface GenerateBody {
  systemInstruction?: { parts?: { text?: string }[] };
  contents?: { role?: string; parts?: { text?: string }[] }[];
  generationConfig?: {
    responseMimeType?: string;
    responseSchema?: Schema;
    maxOutputTokens?: number;
    thinkingConfig?: Record<string, unknown>;
  };
}
type Schema = {
  type?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  [keyword: string]: unknown;
};

/** One request, as it arrived. */
export interface GeminiRequest {
  model: string;
  body: GenerateBody;
  /** The untrusted part and the rules, as one text each. */
  contents: string;
  system: string;
  status: number;
}

export interface GeminiSandboxOptions {
  api_key?: string;
  /** Answered with 404. */
  dead_models?: string[];
  /** What a model says; by itself it picks enum values by words of the text. */
  answer?: (text: string, schema: Schema) => Record<string, unknown>;
}

/** A local server that behaves like generateContent. */
export interface GeminiSandbox {
  url: string;
  api_key: string;
  requests: GeminiRequest[];
  dead_models: Set<string>;
  answer: (text: string, schema: Schema) => Record<string, unknown>;
  /** The next requests go wrong so, one after another; null is one that goes well. */
  script(...faults: (GeminiFault | null)[]): void;
  /** Requests so far, of one model or of all. */
  count(model?: string): number;
  stop(): Promise<void>;
}

const KEYWORDS = new Set([
  'type',
  'format',
  'title',
  'description',
  'nullable',
  'enum',
  'items',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'properties',
  'required',
  'propertyOrdering',
  'anyOf',
  'default',
  'example',
]);
const TYPES = new Set(['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']);

export async function startGeminiSandbox(options: GeminiSandboxOptions = {}): Promise<GeminiSandbox> {
  const script: (GeminiFault | null)[] = [];
  const sandbox: Omit<GeminiSandbox, 'url' | 'stop'> = {
    api_key: options.api_key ?? 'sandbox-gemini-key',
    requests: [],
    dead_models: new Set(['gemini-2.0-flash', ...(options.dead_models ?? [])]),
    answer: options.answer ?? answerByWords,
    script: (...faults) => void script.push(...faults),
    count: (model) => sandbox.requests.filter((request) => !model || request.model === model).length,
  };

  const server = createServer((request, response) => {
    readBody(request).then(
      (text) => respond(request, response, text),
      () => response.destroy(),
    );
  });

  function respond(request: IncomingMessage, response: ServerResponse, text: string): void {
    const [, model] = /^\/v1beta\/models\/([^/:]+):generateContent$/.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || !model) return refuse(response, 404, 'NOT_FOUND', 'Unknown path.');
    const body = JSON.parse(text) as GenerateBody;
    const seen: GeminiRequest = {
      model,
      body,
      contents: textOf(body.contents?.flatMap(({ parts }) => parts ?? [])),
      system: textOf(body.systemInstruction?.parts),
      status: 200,
    };
    sandbox.requests.push(seen);
    const no = (status: number, code: string, message: string, details?: object[]): void => {
      seen.status = status;
      refuse(response, status, code, message, details);
    };
    if (request.headers['x-goog-api-key'] !== sandbox.api_key)
      return no(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.');
    if (sandbox.dead_models.has(model)) return no(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta.`);
    const complaint = complaintAbout(model, body);
    if (complaint) return no(400, 'INVALID_ARGUMENT', complaint);
    const schema = body.generationConfig!.responseSchema!;
    const answer = sandbox.answer(seen.contents, schema);
    const fault = script.shift() ?? null;
    if (fault) return misbehave(fault, { request, response, no, model, answer });
    succeed(response, model, [{ text: JSON.stringify(answer) }]);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(sandbox, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

interface Scene {
  request: IncomingMessage;
  response: ServerResponse;
  no(status: number, code: string, message: string, details?: object[]): void;
  model: string;
  answer: Record<string, unknown>;
}

function misbehave(fault: GeminiFault, { request, response, no, model, answer }: Scene): void {
  const json = JSON.stringify(answer);
  const retryInfo = (delay?: string) => (delay ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: delay }] : []);
  const quota = (quotaId: string) => ({ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] });
  switch (fault.kind) {
    case 'prompt_blocked':
      return send(response, 200, {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { totalTokenCount: 310 },
        modelVersion: model,
      });
    case 'finish':
      return send(response, 200, { candidates: [{ finishReason: fault.reason, index: 0 }], modelVersion: model });
    case 'max_tokens':
      return succeed(response, model, undefined, 'MAX_TOKENS');
    case 'thought_part':
      return succeed(response, model, [{ text: 'The customer wants {', thought: true }, { text: json }]);
    case 'several_parts':
      return succeed(response, model, [{ text: json.slice(0, 10) }, { text: json.slice(10) }]);
    case 'fenced':
      return succeed(response, model, [{ text: `\`\`\`json\n${json}\n\`\`\`` }]);
    case 'bad_json':
      return succeed(response, model, [{ text: `Sure! Here you are: ${json.slice(0, -5)}` }]);
    case 'no_candidates':
      return send(response, 200, { usageMetadata: { totalTokenCount: 310 }, modelVersion: model });
    case 'empty_text':
      return succeed(response, model, [{ text: '' }]);
    case 'outside_enum':
      return succeed(response, model, [
        {
          text: JSON.stringify(
            Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, name === 'priority' ? 'catastrophic' : value])),
          ),
        },
      ]);
    case 'foreign_fields':
      return succeed(response, model, [
        { text: JSON.stringify({ ...answer, status: 'closed', assignee_id: '7c9e6f0a-1111-4222-8333-444455556666', send_reply: true }) },
      ]);
    case 'minute_quota':
      return no(
        429,
        'RESOURCE_EXHAUSTED',
        `You exceeded your current quota.${fault.hint_in_text ? ` Please retry in ${fault.retry_delay ?? '1s'}.` : ''}`,
        [quota('GenerateRequestsPerMinutePerProjectPerModel'), ...(fault.hint_in_text ? [] : retryInfo(fault.retry_delay))],
      );
    case 'day_quota':
      // As they do: it names seconds although only tomorrow helps.
      return no(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
        quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
        ...retryInfo('41s'),
      ]);
    case 'unavailable':
      return no(503, 'UNAVAILABLE', 'The model is overloaded.', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'MODEL_CAPACITY_EXHAUSTED' },
        ...retryInfo(fault.retry_delay),
      ]);
    case 'internal':
      return no(500, 'INTERNAL', 'An internal error has occurred.');
    case 'html_502':
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>');
    case 'not_json':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
    case 'stall':
      return;
    case 'reset':
      return void request.socket.resetAndDestroy();
  }
}

function succeed(response: ServerResponse, model: string, parts: object[] | undefined, finishReason = 'STOP'): void {
  send(response, 200, {
    candidates: [{ ...(parts ? { content: { role: 'model', parts } } : {}), finishReason, index: 0 }],
    usageMetadata: { promptTokenCount: 310, candidatesTokenCount: 32, thoughtsTokenCount: 41, totalTokenCount: 383 },
    modelVersion: model,
    responseId: 'sim-resp-0001',
  });
}

function refuse(response: ServerResponse, status: number, code: string, message: string, details?: object[]): void {
  send(response, status, { error: { code: status, message, status: code, ...(details ? { details } : {}) } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}

/** What their API would not accept. */
function complaintAbout(model: string, { generationConfig, contents }: GenerateBody): string | undefined {
  if (!contents?.length) return 'contents is not specified';
  if (generationConfig?.thinkingConfig && 'thinkingLevel' in generationConfig.thinkingConfig && model.startsWith('gemini-2'))
    return 'Thinking level is not supported for this model.';
  if (generationConfig?.responseMimeType !== 'application/json' || !generationConfig.responseSchema)
    return 'response_schema needs response_mime_type application/json';
  return complaintAboutSchema(generationConfig.responseSchema);
}

function complaintAboutSchema(schema: Schema): string | undefined {
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown) return `Invalid JSON payload received. Unknown name "${unknown}"`;
  if (!TYPES.has(schema.type ?? '')) return `Invalid value at 'type': ${schema.type}`;
  return [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])]
    .map(complaintAboutSchema)
    .find((complaint) => complaint !== undefined);
}

/** The enum value whose words stand in the text, otherwise the last; texts name their field. */
function answerByWords(text: string, schema: Schema): Record<string, unknown> {
  const words = text.toLowerCase();
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      field.enum ? (field.enum.find((value) => words.includes(value.replaceAll('_', ' '))) ?? field.enum.at(-1)) : `${name} by the sandbox`,
    ]),
  );
}

function textOf(parts: { text?: string }[] | undefined): string {
  return (parts ?? []).map(({ text }) => text ?? '').join('\n');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
