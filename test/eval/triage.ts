import { setTimeout as sleep } from 'node:timers/promises';
import { processEnvironment } from '../../src/common/config/environment.js';
import { triageModel } from '../../src/emailTriage/triageModel.js';
import { triageByRules } from '../../src/emailTriage/triageRules.js';
import type { TriageMail, TriageResult } from '../../src/emailTriage/triageFields.js';
import { modelVerdict } from '../../src/emailTriage/triageVerdict.js';
import { FIELDS, measure, type Answer, type Field, type FieldFigures } from './measure.js';
import { SETS } from './triageSet.js';

/*
 * npm run eval:triage [-- --errors]: precision and recall of triage on the labelled sets; for the rules, and for Gemini when a key is set.
 * --errors lists the mails of the dev set that the rules get wrong. Those of the held-out set are never listed: it would stop being one.
 */

type Adapter = (mail: TriageMail) => Promise<TriageResult | undefined>;
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`).padStart(8);

function print({ field, accuracy, macro_precision, macro_recall, classes, confusions }: FieldFigures, mails: number): void {
  console.log(`\n${field} (${mails} mails)`.padEnd(28) + ' precision   recall  support');
  for (const { name, precision, recall, support } of classes)
    console.log(`  ${name.padEnd(24)} ${percent(precision)} ${percent(recall)} ${String(support).padStart(8)}`);
  console.log(
    `  ${'macro average'.padEnd(24)} ${percent(macro_precision)} ${percent(macro_recall)}   accuracy ${percent(accuracy).trim()}`,
  );
  if (confusions.length)
    console.log(
      `  most confused: ${confusions
        .slice(0, 3)
        .map(([label, answer, count]) => `${label} taken for ${answer} (${count})`)
        .join(', ')}`,
    );
}

async function evaluate(name: string, adapter: Adapter): Promise<void> {
  for (const [set, mails] of Object.entries(SETS)) {
    console.log(`\n== ${name}, ${set} ==`);
    const answered: { mail: (typeof mails)[0]; answer: Answer }[] = [];
    for (const mail of mails) {
      const answer = await adapter(mail);
      if (answer) answered.push({ mail, answer });
    }
    if (answered.length < mails.length) console.log(`${mails.length - answered.length} mails brought no answer and are not counted`);
    if (answered.length === 0) continue;
    for (const field of Object.keys(FIELDS) as Field[])
      print(
        measure(
          field,
          answered.map(({ mail }) => mail),
          answered.map(({ answer }) => answer),
        ),
        answered.length,
      );
    if (set !== 'dev' || !process.argv.includes('--errors')) continue;
    for (const { mail, answer } of answered) {
      const wrong = (Object.keys(FIELDS) as Field[]).filter((field) => mail[field] !== answer[field]);
      if (wrong.length)
        console.log(
          `  ${JSON.stringify(mail.subject)}: ${wrong.map((field) => `${field} ${mail[field]} taken for ${answer[field]}`).join(', ')}; ${(answer as TriageResult).reason}`,
        );
    }
  }
}

await evaluate('rules', (mail) => Promise.resolve(triageByRules(mail)));

const environment = processEnvironment();
const model = triageModel(environment);
if (!model) {
  console.log('\nGEMINI_API_KEY is not set: the model was not measured.');
} else {
  await evaluate(environment.GEMINI_MODEL, async (mail) => {
    for (;;) {
      const verdict = await modelVerdict(mail, model);
      if (verdict.state === 'later' && verdict.error_code !== 'day_quota') await sleep(verdict.retry_after_ms);
      // What rules decided instead is no answer of the model.
      else return verdict.state === 'done' ? verdict.result : undefined;
    }
  });
}
