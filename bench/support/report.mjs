// How results are shown: on the terminal, in results.json, in docs/benchmarks.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FIGURE_PATHS, figureGroup, originText } from './provenance.mjs';

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} figure
 * @property {string} ours
 * @property {string} baseline
 * @property {string} baseline_is
 * @property {import('./measure.mjs').Spread} [ratio] a measured ratio and its extremes over the rounds
 * @property {string} ratio_text
 * @property {string} goal
 * @property {boolean} met
 * @property {string[]} facts what else was measured on the way
 * @property {number} others the share of the machine that other programs took in the most disturbed round, 0 to 1
 *
 * @typedef {Row & { measured_at: string, commit: string }} Result
 * @typedef {{ machine: ReturnType<import('./machine.mjs').describeMachine>, quick: boolean, results: Result[] }} Report
 */

export const count = (/** @type {number} */ value) => value.toLocaleString('en-US');

/** Three digits say all that such a measurement knows. */
export function digits(/** @type {number} */ value) {
  if (value >= 100) return count(Math.round(value));
  return String(Number(value.toPrecision(value >= 10 ? 3 : 2)));
}

export const times = (/** @type {number} */ value) => `${digits(value)} times`;
export const milliseconds = (/** @type {number} */ value) => (value >= 10_000 ? seconds(value / 1000) : `${digits(value)} ms`);
export const seconds = (/** @type {number} */ value) => `${digits(value)} s`;
export const perSecond = (/** @type {number} */ value, unit = 'a second') => `${digits(value)} ${unit}`;
export const mebibytes = (/** @type {number} */ bytes) => `${digits(bytes / 2 ** 20)} MiB`;

/** @param {Result} result @param {boolean} quick */
function verdict({ met }, quick) {
  // Of a small run only the working is meant.
  return quick ? 'not judged (quick)' : met ? 'met' : 'MISSED';
}

/** @param {Row} row */
function spreadText({ ratio }) {
  return ratio && ratio.rounds > 1 ? `${digits(ratio.low)} to ${digits(ratio.high)} in ${ratio.rounds} rounds` : '';
}

/** From here on a reader should know of it. */
const DISTURBING = 0.1;

/** @param {Result} result */
const disturbance = ({ others }) => `other programs took ${Math.round(others * 100)} % of the machine in the most disturbed round`;

/** @param {Result} result @param {boolean} quick @returns {string} */
export function terminalText(result, quick) {
  const spread = spreadText(result);
  return [
    result.figure,
    `  ours      ${result.ours}`,
    `  baseline  ${result.baseline}   (${result.baseline_is})`,
    `  ratio     ${result.ratio_text}${spread ? `   (${spread})` : ''}`,
    `  goal      ${result.goal}: ${verdict(result, quick)}`,
    ...result.facts.map((fact) => `  also      ${fact}`),
    ...(result.others > DISTURBING ? [`  careful   ${disturbance(result)}`] : []),
    '',
  ].join('\n');
}

/**
 * Rows that ran replace their older selves; the others stay as they were measured.
 * @param {string} file
 * @param {Report} report
 * @returns {Report}
 */
export function storeReport(file, report) {
  const before = existsSync(file) ? /** @type {Report} */ (JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const kept =
    before && before.quick === report.quick ? before.results.filter(({ id }) => !report.results.some((result) => result.id === id)) : [];
  const order = [...new Set([...(before?.results ?? []), ...report.results].map(({ id }) => id))];
  const results = [...kept, ...report.results].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  const merged = { ...report, results };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(merged, null, 2)}\n`);
  return merged;
}

/** The table of docs/benchmarks.md, ratios first. @param {Report} report @returns {string} */
export function markdownTable({ results, quick }) {
  const lines = results.map((result) => {
    const spread = spreadText(result);
    const ratio = `**${result.ratio_text}**${spread ? ` (${spread})` : ''}`;
    const origin = originText({ commit: result.commit, at: result.measured_at }, FIGURE_PATHS[figureGroup(result.id)]);
    return (
      `| ${result.figure} | ${ratio} | ${result.goal} | ${verdict(result, quick)} | ${result.ours} | ${result.baseline}: ` +
      `${result.baseline_is} | ${origin} |`
    );
  });
  return ['| figure | ratio | goal | | ours | baseline | measured |', '| --- | --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

/** @param {Report} report @returns {string} */
export function markdownFacts({ results }) {
  const told = results
    .map((result) => ({ ...result, facts: [...result.facts, ...(result.others > DISTURBING ? [disturbance(result)] : [])] }))
    .filter(({ facts }) => facts.length > 0);
  return told
    .map(({ figure, baseline_is, facts }) => `- ${figure}, against ${baseline_is}:\n${facts.map((fact) => `  - ${fact}`).join('\n')}`)
    .join('\n');
}
