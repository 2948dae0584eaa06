import { setTimeout as sleep } from 'node:timers/promises';
import { type GenerationConfig, GoogleGenerativeAI, HarmBlockThreshold, HarmCategory, type ResponseSchema } from '@google/generative-ai';
import { backoff } from '../../common/concurrency/backoff.js';
import type { TextModel, TextModelQuestion, TextModelResult } from '../ports/textModel.port.js';
import { type GeminiFailure, readFailure } from './geminiFailure.js';
import { readReply } from './geminiReply.js';
import { GeminiTraffic } from './geminiTraffic.js';

export interface GeminiSettings {
  api_key: string;
  /** The first is asked; the others stand in when it is gone or overloaded. */
  models: string[];
  /** Without version and without a slash at its end. */
  base_url: string;
  /** Deadline of one request. */
  timeout_ms: number;
  max_requests_per_minute: number;
  thinking?: 'minimal' | 'low' | 'medium' | 'high';
  concurrency?: number;
  /** A wait longer than this becomes `later`. */
  patience_ms?: number;
  /** Told once for each model that the provider does not know any more. */
  onGone?: (model: string) => void;
  now?: () => number;
}

/** Requests for one question, all reasons together. */
const MAX_TRIES = 4;
/** What a model thinks counts too, so a short answer needs room. */
const MAX_OUTPUT_TOKENS = 2_048;
const PATIENCE_MS = 5_000;
const CONCURRENCY = 2;
/** The first wait when the provider names none; it doubles. */
const BASE_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** Angry customers are no harassment. */
const SAFETY = [
  HarmCategory.HARM_CATEGORY_HARASSMENT,
  HarmCategory.HARM_CATEGORY_HATE_SPEECH,
  HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
  HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
].map((category) => ({ category, threshold: HarmBlockThreshold.BLOCK_ONLY_HIGH }));

/** How one question stands between its requests. */
interface Progress {
  started: number;
  tries: number;
  max_tokens: number;
  /** Answers that were useless are asked for once more. */
  repeated: boolean;
  /** Models that were overloaded while we asked. */
  overloaded: Map<string, number>;
}

/** Gemini's generateContent with JSON answers. Keeps no question; remembers which models are gone and when not to ask. */
export class GeminiTextModel implements TextModel {
  private readonly traffic: GeminiTraffic;
  private readonly gone = new Set<string>();
  private readonly thoughtless = new Set<string>();
  private readonly library: GoogleGenerativeAI;

  constructor(private readonly settings: GeminiSettings) {
    this.library = new GoogleGenerativeAI(settings.api_key);
    const { max_requests_per_minute, concurrency = CONCURRENCY, patience_ms = PATIENCE_MS, now = Date.now } = settings;
    this.traffic = new GeminiTraffic({ max_requests_per_minute, concurrency, patience_ms, now });
  }

  /** For people who look after it. */
  get condition(): { gone_models: string[]; pause: { error_code: string; until: string } | null } {
    return { gone_models: [...this.gone], pause: this.traffic.pause };
  }

  async ask(question: TextModelQuestion): Promise<TextModelResult> {
    const progress: Progress = {
      started: performance.now(),
      tries: 0,
      max_tokens: MAX_OUTPUT_TOKENS,
      repeated: false,
      overloaded: new Map(),
    };
    for (;;) {
      const model = this.choose(progress);
      if (!model)
        return {
          state: 'failed',
          error_code: 'model_gone',
          error_message: `None of the configured models exists: ${this.settings.models.join(', ')}.`,
          model: this.settings.models[0]!,
        };
      const turn = await this.traffic.turn();
      if (!turn.may)
        return {
          state: 'later',
          error_code: turn.error_code,
          error_message: turn.error_message,
          model,
          retry_after_ms: turn.retry_after_ms,
        };
      progress.tries += 1;
      const result = await this.once(model, question, progress).finally(turn.done);
      if (result) return result;
    }
  }

  /** The first model that exists; one that was overloaded twice gives way to the next. */
  private choose({ overloaded }: Progress): string | undefined {
    const there = this.settings.models.filter((model) => !this.gone.has(model));
    return there.find((model) => (overloaded.get(model) ?? 0) < 2) ?? there[0];
  }

  /** One request; undefined when there is to be another. */
  private async once(model: string, question: TextModelQuestion, progress: Progress): Promise<TextModelResult | undefined> {
    const started = performance.now();
    let response;
    try {
      response = await this.request(model, question, progress.max_tokens);
    } catch (error) {
      return this.afterFailure(model, readFailure(error), progress);
    }
    this.traffic.succeeded();
    const reply = readReply(response);
    if (reply.kind === 'answer') {
      const named = (response as { modelVersion?: unknown }).modelVersion;
      return {
        state: 'done',
        answer: reply.value,
        model: typeof named === 'string' ? named : model,
        tokens: response.usageMetadata?.totalTokenCount ?? 0,
        ms: Math.round(performance.now() - started),
      };
    }
    const { error_code, error_message } = reply;
    if (reply.kind === 'blocked') return { state: 'blocked', error_code, error_message, model };
    if (progress.repeated || progress.tries >= MAX_TRIES) return { state: 'failed', error_code, error_message, model };
    progress.repeated = true;
    if (reply.kind === 'cut_off') progress.max_tokens *= 2;
    return undefined;
  }

  private async afterFailure(model: string, failure: GeminiFailure, progress: Progress): Promise<TextModelResult | undefined> {
    const { kind, error_code, error_message } = failure;
    const later = (retry_after_ms: number): TextModelResult => ({ state: 'later', error_code, error_message, model, retry_after_ms });
    switch (kind) {
      case 'refused':
        return { state: 'failed', error_code, error_message, model };
      case 'gone':
        if (!this.gone.has(model)) this.settings.onGone?.(model);
        this.gone.add(model);
        progress.tries -= 1;
        return undefined;
      case 'field':
        if (this.thoughtless.has(model) || !this.settings.thinking) return { state: 'failed', error_code, error_message, model };
        this.thoughtless.add(model);
        return undefined;
      case 'day':
        this.traffic.dayIsUsedUp();
        return later(Math.max(0, Date.parse(this.traffic.pause!.until) - (this.settings.now ?? Date.now)()));
      default: {
        this.traffic.failed();
        if (kind === 'down') progress.overloaded.set(model, (progress.overloaded.get(model) ?? 0) + 1);
        const wait_ms = waitBefore(progress.tries, failure.wait_ms);
        // Somebody may wait for the answer: one deadline's time is spent on failures, not more.
        const late = performance.now() - progress.started + wait_ms > this.settings.timeout_ms;
        if (late || progress.tries >= MAX_TRIES || wait_ms > (this.settings.patience_ms ?? PATIENCE_MS) || this.traffic.pause)
          return later(wait_ms);
        await sleep(wait_ms);
        return undefined;
      }
    }
  }

  private async request(model: string, { system, text, schema }: TextModelQuestion, maxOutputTokens: number) {
    const { base_url, timeout_ms, thinking } = this.settings;
    const thinks = thinking && !this.thoughtless.has(model) ? { thinkingConfig: { thinkingLevel: thinking.toUpperCase() } } : {};
    const generationConfig: GenerationConfig & { thinkingConfig?: object } = {
      responseMimeType: 'application/json',
      responseSchema: schema as unknown as ResponseSchema,
      candidateCount: 1,
      maxOutputTokens,
      ...thinks,
    };
    // The library's own `timeout` leaves a timer behind that keeps the process alive.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeout_ms);
    try {
      const { response } = await this.library
        .getGenerativeModel({ model, systemInstruction: system, generationConfig, safetySettings: SAFETY }, { baseUrl: base_url })
        .generateContent({ contents: [{ role: 'user', parts: [{ text }] }] }, { signal: deadline.signal });
      return response;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** As long as asked for, otherwise twice as long each time; with some chance in it, so that not all come back at once. */
function waitBefore(tries: number, asked_ms: number | undefined): number {
  if (asked_ms !== undefined) return Math.round(asked_ms * (1 + Math.random() * 0.2));
  return backoff(tries, { first_ms: BASE_WAIT_MS, max_ms: LONGEST_WAIT_MS, jitter: [0.25, 1] });
}
