import type { GenerateContentResponse } from '@google/generative-ai';

/** What a 200 of the provider means. `again`: worth one more try; `cut_off`: the answer did not fit. */
export type GeminiReply =
  | { kind: 'answer'; value: unknown }
  | { kind: 'blocked'; error_code: 'prompt_blocked' | 'answer_blocked'; error_message: string }
  | { kind: 'again' | 'cut_off'; error_code: string; error_message: string };

/** The provider does not want to say it; asking again does not help. */
const BLOCKED = new Set(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE', 'IMAGE_SAFETY']);

/** Reads what the library's own text() gets wrong: it raises for some endings and gives half an answer for others. */
export function readReply(response: Partial<GenerateContentResponse> | null): GeminiReply {
  const [candidate] = response?.candidates ?? [];
  const blockReason: string | undefined = response?.promptFeedback?.blockReason;
  if (!candidate) {
    if (blockReason)
      return { kind: 'blocked', error_code: 'prompt_blocked', error_message: `The provider refuses the text: ${word(blockReason)}.` };
    return { kind: 'again', error_code: 'empty_answer', error_message: 'The provider answered without an answer.' };
  }
  const reason: string = candidate.finishReason ?? 'STOP';
  if (BLOCKED.has(reason))
    return { kind: 'blocked', error_code: 'answer_blocked', error_message: `The provider withholds its answer: ${word(reason)}.` };
  if (reason === 'MAX_TOKENS')
    return { kind: 'cut_off', error_code: 'answer_cut_off', error_message: 'The answer did not fit into the tokens allowed.' };
  if (reason !== 'STOP') return { kind: 'again', error_code: 'odd_ending', error_message: `The answer ended with ${word(reason)}.` };
  const text = (candidate.content?.parts ?? [])
    .filter((part) => (part as { thought?: boolean }).thought !== true)
    .map((part) => part.text ?? '')
    .join('');
  if (text.trim() === '') return { kind: 'again', error_code: 'empty_answer', error_message: 'The answer is empty.' };
  try {
    return { kind: 'answer', value: JSON.parse(unfenced(text)) as unknown };
  } catch {
    return { kind: 'again', error_code: 'bad_json', error_message: 'The answer is not JSON.' };
  }
}

function unfenced(text: string): string {
  return /^\s*```(?:json)?\s*\n?([\s\S]*?)\n?```\s*$/i.exec(text)?.[1] ?? text;
}

/** A constant of theirs goes into our messages; anything else does not. */
function word(reason: string): string {
  return /^[A-Z_]{1,40}$/.test(reason) ? reason : 'an unknown reason';
}
