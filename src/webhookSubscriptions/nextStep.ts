import type { WebhookAnswer } from '../providers/webhookEndpoint/webhookEndpoint.client.js';

/** An endpoint that asks for more patience than this gets this much, milliseconds. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** Waits differ by up to this share, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Answers whose Retry-After counts. */
const SLOW_DOWN = new Set([429, 502, 504]);

/** What follows from an attempt; `finish_webhook_attempt` carries it out. */
export interface NextStep {
  result: 'delivered' | 'failed' | 'aborted' | 'released';
  /** Until the next attempt; null: there is none. */
  retry_in_ms: number | null;
  /** The endpoint says that it is gone for good. */
  gone: boolean;
}

/**
 * Decides by the rules of Standard Webhooks: only 2xx is success, a redirect is a failure, 410 ends the endpoint.
 * `failed_before` counts the failures since the delivery was opened; `random` is from 0 up to 1.
 */
export function nextStep(
  answer: Pick<WebhookAnswer, 'status_code' | 'error_code' | 'retry_after_ms' | 'abort_message'>,
  failed_before: number,
  schedule: number[],
  random: number,
): NextStep {
  const { status_code, error_code, retry_after_ms, abort_message } = answer;
  if (error_code === 'stopped') return { result: 'released', retry_in_ms: 0, gone: false };
  if (status_code !== null && status_code >= 200 && status_code < 300) return { result: 'delivered', retry_in_ms: null, gone: false };
  if (abort_message) return { result: 'aborted', retry_in_ms: null, gone: false };
  // It waits until somebody enables the endpoint again.
  if (status_code === 410) return { result: 'failed', retry_in_ms: 0, gone: true };
  const wait = schedule[failed_before + 1];
  if (wait === undefined) return { result: 'failed', retry_in_ms: null, gone: false };
  const jittered = Math.round(wait * (1 - JITTER + 2 * JITTER * random));
  const asked = SLOW_DOWN.has(status_code ?? 0) ? Math.min(retry_after_ms ?? 0, LONGEST_RETRY_AFTER_MS) : 0;
  return { result: 'failed', retry_in_ms: Math.max(jittered, asked), gone: false };
}
