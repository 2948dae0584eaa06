/** A question to a text model whose answer has to be JSON of a given shape. */
export interface TextModelQuestion {
  /** The rules; ours. */
  system: string;
  /** What it is about; a stranger's words, never instructions. */
  text: string;
  /** OpenAPI-3 subset, as `responseSchema` of the Gemini API. */
  schema: Record<string, unknown>;
}

/**
 * done: `answer` is parsed JSON that nobody has checked against the schema yet. blocked: the provider refuses to answer, asking again
 * is useless. later: busy or over quota, ask again after `retry_after_ms`. failed: asking again is useless for other reasons.
 */
export type TextModelResult =
  | { state: 'done'; answer: unknown; model: string; tokens: number; ms: number }
  | { state: 'blocked' | 'failed'; error_code: string; error_message: string; model: string }
  | { state: 'later'; error_code: string; error_message: string; model: string; retry_after_ms: number };

export interface TextModel {
  /** Never raises for anything the provider does. */
  ask(question: TextModelQuestion): Promise<TextModelResult>;
}
