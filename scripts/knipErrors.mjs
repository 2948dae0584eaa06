// For knip: errors are exported where they are declared, so that they can be found and listed, whether another file raises them or not.
import { readFileSync } from 'node:fs';

export default function withoutErrors({ issues, counters, ...rest }) {
  for (const [file, found] of Object.entries(issues.exports)) {
    for (const [name, issue] of Object.entries(found)) {
      if (!new RegExp(`^export const ${name} = defineError\\(`, 'm').test(readFileSync(issue.filePath, 'utf8'))) continue;
      delete issues.exports[file][name];
      counters.exports -= 1;
    }
  }
  return { ...rest, issues, counters };
}
