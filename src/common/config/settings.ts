import type { Environment } from './environment.js';
import type { Definitions, Values, Variable } from './variables.js';

/** The settings of one owner. */
export interface Settings<D extends Definitions = Definitions> {
  /** The owner's folder below src/, or what it is about. */
  owner: string;
  variables: D;
  /** What is wrong with values that are right one by one, a sentence each. */
  contradictions?(own: Values<D>, platform: Environment): string[];
}

/** Declares the settings of an owner, in `<owner>.settings.ts`; `config.of(THESE)` gives their values. */
export function settings<const D extends Definitions>(
  owner: string,
  variables: D,
  contradictions?: (own: Values<D>, platform: Environment) => string[],
): Settings<D> {
  return { owner, variables, contradictions };
}

/** Raised with one line per fault. */
export class EnvironmentError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

/** The settings of any owner. */
interface Group {
  owner: string;
  variables: Definitions;
  contradictions?(own: never, platform: Environment): string[];
}

/** The settings of all owners, checked. */
export class CheckedSettings {
  constructor(private readonly groups: ReadonlyMap<object, Record<string, unknown>>) {}

  /** The values of one owner. */
  of<D extends Definitions>(group: Settings<D>): Values<D> {
    const values = this.groups.get(group);
    if (!values) throw new Error(`The settings of ${group.owner} are not collected by the start.`);
    return values as Values<D>;
  }

  /** The same settings with some values of one owner replaced. */
  with<D extends Definitions>(group: Settings<D>, values: Partial<Values<D>>): CheckedSettings {
    return new CheckedSettings(new Map([...this.groups, [group, { ...this.of(group), ...values }]]));
  }
}

/** Reads and checks the settings of all owners. Empty text counts as absent. Raises EnvironmentError with the faults of all of them. */
export function checkSettings(platform: Group, groups: readonly Group[], source: Record<string, string | undefined>): CheckedSettings {
  const faults: string[] = [];
  const all = new Map<object, Record<string, unknown>>();
  for (const group of [platform, ...groups]) {
    const values: Record<string, unknown> = {};
    all.set(group, values);
    for (const [name, { kind, fallback, ...definition }] of variablesOf(group)) {
      const given = source[name]?.trim() || fallback;
      if (given === undefined || !kind) continue;
      try {
        values[name] = kind.read(given);
      } catch (error) {
        faults.push(`${name} ${(error as Error).message}${definition.secret ? '' : `, not '${given}'`}.`);
      }
    }
  }
  if (faults.length === 0) {
    const environment = all.get(platform) as Environment;
    for (const group of [platform, ...groups]) faults.push(...(group.contradictions?.(all.get(group) as never, environment) ?? []));
  }
  if (faults.length > 0) throw new EnvironmentError(faults);
  return new CheckedSettings(all);
}

/** The text of .env.example, owner by owner. */
export function describeSettings(groups: readonly Group[]): string {
  const lines = [
    '# Every setting, with its default. The embedded mode needs none of them. Copy lines to .env, or set environment variables.',
    '',
  ];
  for (const group of groups) {
    lines.push(`# --- ${group.owner} ---`, '');
    for (const [name, { kind, about, fallback }] of variablesOf(group)) {
      if (kind) lines.push(`# ${about}`, fallback === undefined ? `# ${name}=` : `${name}=${quoted(fallback)}`, '');
    }
  }
  return lines.join('\n');
}

function variablesOf(group: Group): [string, Variable<unknown>][] {
  return Object.entries(group.variables);
}

function quoted(value: string): string {
  return /[\s#*]/.test(value) ? `"${value}"` : value;
}
