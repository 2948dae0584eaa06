import { triageByRules } from '../../src/emailTriage/triageRules.js';
import { DEV_SET as ONE } from './triageDev.js';
import { DEV_MORE } from './triageDevMore.js';
import { DEV_HARD } from './triageDevHard.js';
const DEV_SET=[...ONE,...DEV_MORE,...DEV_HARD];
import { measure, FIELDS, type Answer, type Field } from './measure.js';

const dev = process.argv.includes('--errors');
for (const [name, set] of [['dev', DEV_SET]] as const) {
  const answers: Answer[] = set.map((mail) => triageByRules(mail));
  for (const field of Object.keys(FIELDS) as Field[]) {
    const f = measure(field, set, answers);
    console.log(name, field, f.accuracy.toFixed(3), f.macro_precision.toFixed(3), f.macro_recall.toFixed(3));
    if (dev && name === 'dev') set.forEach((m, i) => m[field] !== answers[i]![field] && console.log('   ', m[field], '->', answers[i]![field], '|', m.subject, '|', triageByRules(m).reason));
  }
}
