import type { TextModel, TextModelResult } from '../providers/ports/textModel.port.js';
import { REASON_LENGTH, type TriageMail, type TriageResult } from './triageFields.js';
import { promptVersion, triageQuestion } from './triagePrompt.js';
import { RULES_VERSION, triageByRules } from './triageRules.js';
import { readTriageAnswer } from './triageSchema.js';
import { withoutInstructions } from './triageText.js';

/** A triage as it is written down; the shape that apply_email_triage reads. */
export interface Verdict {
  adapter: 'gemini' | 'rules';
  model: string;
  prompt_version: string;
  state: 'done' | 'failed' | 'blocked';
  result: TriageResult;
  reason: string;
  error_code?: string;
  error_message?: string;
  tokens?: number;
  ms?: number;
}

export type Later = Extract<TextModelResult, { state: 'later' }>;
type NoAnswer = Exclude<TextModelResult, { state: 'done' }>;

export function rulesVerdict(mail: TriageMail): Verdict {
  const result = triageByRules(mail);
  return { adapter: 'rules', model: RULES_VERSION, prompt_version: '', state: 'done', result, reason: result.reason };
}

/** The rules instead of a model that gave nothing: nothing is left without triage because of it. */
export function fallbackVerdict(mail: TriageMail, { state, error_code, error_message, model }: NoAnswer): Verdict {
  const result = triageByRules(mail);
  const reason = `The model gave no result (${error_code}), so rules decided: ${result.reason}`;
  return {
    adapter: 'rules',
    model,
    prompt_version: promptVersion(mail),
    state: state === 'blocked' ? 'blocked' : 'failed',
    result: { ...result, reason: result.reason },
    reason: reason.slice(0, REASON_LENGTH),
    error_code,
    error_message,
  };
}

/** Asks the model, a second time when its answer is outside what is allowed. */
export async function modelVerdict(mail: TriageMail, model: TextModel): Promise<Verdict | Later> {
  const question = triageQuestion(mail);
  for (let last = false; ; last = true) {
    const answered = await model.ask(question);
    if (answered.state === 'later') return answered;
    if (answered.state !== 'done') return fallbackVerdict(mail, answered);
    const read = readTriageAnswer(answered.answer);
    if (read.ok) {
      const result = guarded(read.result, mail);
      return {
        adapter: 'gemini',
        model: answered.model,
        prompt_version: promptVersion(mail),
        state: 'done',
        result,
        reason: result.reason,
        tokens: answered.tokens,
        ms: answered.ms,
      };
    }
    if (last)
      return fallbackVerdict(mail, {
        state: 'failed',
        error_code: 'answer_not_allowed',
        error_message: read.error_message,
        model: answered.model,
      });
  }
}

/**
 * An e-mail that gives orders to programs may have been obeyed: of such a one the model only gives the texts, which people read before they
 * use them.
 */
function guarded(result: TriageResult, mail: TriageMail): TriageResult {
  const { instructions } = withoutInstructions(mail);
  if (instructions.length === 0) return result;
  const rules = triageByRules(mail);
  return {
    ...rules,
    summary: result.summary,
    suggested_reply: result.suggested_reply,
    reason: `The e-mail gives orders to a program, so rules decided all but the texts: ${rules.reason}`.slice(0, REASON_LENGTH),
  };
}
