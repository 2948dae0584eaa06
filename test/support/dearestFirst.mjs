import { readFileSync } from 'node:fs';
import SequencerModule from '@jest/test-sequencer';

// CommonJS that calls itself a module.
const Sequencer = SequencerModule.default ?? SequencerModule;

/** Dear by what they start: processes of the product, then the product in their own process. */
const DEAR = [/\b(?:prove[A-Z]\w*|start(?:Product|Fleet|InChild)|spawn(?:Sync)?)\(/, /\b(?:startTestApp|useMailProduct)\(/];

/**
 * The order of the files. Jest knows how long each took the last time; in a fresh clone it goes by size, and the smallest files
 * are the dearest: one of them, alone at the end, would keep everybody waiting.
 */
export default class DearestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    const ranks = new Map(sorted.map((test) => [test, rank(readFileSync(test.path, 'utf8'))]));
    return sorted.sort((one, other) => ranks.get(one) - ranks.get(other));
  }
}

function rank(text) {
  const dear = DEAR.findIndex((pattern) => pattern.test(text));
  return dear === -1 ? DEAR.length : dear;
}
