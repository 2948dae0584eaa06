import { GoogleGenerativeAIAbortError, GoogleGenerativeAIFetchError } from '@google/generative-ai';

/**
 * What to do after a request that brought no answer.
 * gone: this model is no more; field: a field is not known to this model; busy: later, `wait_ms` as asked for;
 * day: nothing more today; down: the provider is unwell; refused: asking again is useless.
 */
export interface GeminiFailure {
  kind: 'gone' | 'field' | 'busy' | 'day' | 'down' | 'refused';
  error_code: string;
  error_message: string;
  wait_ms?: number;
}

type Detail = { '@type'?: string; retryDelay?: string; violations?: { quotaId?: string }[] };

/** Reads an error of the library. The texts are ours: theirs may repeat the address or what was asked. */
export function readFailure(error: unknown): GeminiFailure {
  if (error instanceof GoogleGenerativeAIAbortError || (error as Error | undefined)?.name === 'AbortError') {
    return { kind: 'down', error_code: 'model_timeout', error_message: 'The provider did not answer in time.' };
  }
  if (!(error instanceof GoogleGenerativeAIFetchError)) {
    const protocol = (error as Error | undefined)?.name === 'SyntaxError';
    return {
      kind: 'down',
      error_code: protocol ? 'model_protocol_error' : 'model_unreachable',
      error_message: protocol ? 'The provider answered something that is not JSON.' : 'The provider cannot be reached.',
    };
  }
  const status = error.status ?? 0;
  const details = (error.errorDetails ?? []) as Detail[];
  const wait_ms = askedToWait(details, error.message);
  switch (status) {
    case 404:
      return { kind: 'gone', error_code: 'model_gone', error_message: 'The provider does not know this model (any more).' };
    case 429:
      return details.some((detail) => detail.violations?.some(({ quotaId }) => quotaId?.includes('PerDay')))
        ? { kind: 'day', error_code: 'day_quota', error_message: 'The quota of the day is used up.' }
        : { kind: 'busy', error_code: 'rate_limited', error_message: 'Too many requests to the provider.', wait_ms };
    case 500:
    case 502:
    case 503:
    case 504:
      return { kind: 'down', error_code: 'model_unavailable', error_message: `The provider is unwell (HTTP ${status}).`, wait_ms };
    case 400:
      if (/thinking/i.test(error.message))
        return { kind: 'field', error_code: 'unknown_field', error_message: 'The model does not know the thinking setting.' };
      if (/API key/i.test(error.message))
        return { kind: 'refused', error_code: 'model_unauthorised', error_message: 'The provider does not accept the API key.' };
      return { kind: 'refused', error_code: 'model_rejected', error_message: 'The provider does not accept the request (HTTP 400).' };
    case 401:
    case 403:
      return { kind: 'refused', error_code: 'model_unauthorised', error_message: 'The provider does not accept the API key.' };
    default:
      return { kind: 'refused', error_code: 'model_rejected', error_message: `The provider does not accept the request (HTTP ${status}).` };
  }
}

/** From RetryInfo, or from the sentence that says the same. */
function askedToWait(details: Detail[], message: string): number | undefined {
  const info = details.find((detail) => detail['@type']?.endsWith('RetryInfo'))?.retryDelay;
  const [, seconds] = /^([\d.]+)s$/.exec(info ?? '') ?? /retry in ([\d.]+)\s*s/i.exec(message) ?? [];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
