type Kinds = { string: string; number: number; boolean: boolean; 'string[]': string[]; 'number[]': number[] };
type Kind = keyof Kinds;
/** A payload field by field: `{ run_id: 'string', again: 'boolean?' }`; with a question mark it may be missing. */
export type TaskFields = Readonly<Record<string, Kind | `${Kind}?`>>;

type OptionalOf<F extends TaskFields> = { [K in keyof F]: F[K] extends `${string}?` ? K : never }[keyof F];
type ValueOf<T extends string> = T extends `${infer K extends Kind}?` ? Kinds[K] : T extends Kind ? Kinds[T] : never;
export type TaskPayload<F extends TaskFields> = { [K in Exclude<keyof F, OptionalOf<F>>]: ValueOf<F[K]> } & {
  [K in OptionalOf<F>]?: ValueOf<F[K]>;
};

/** Work for a job: its name and what it is told. `const closeOld = task('refunds.close_old', { refund_id: 'string' })` */
export interface Task<P extends object = object> {
  /** `<module>.<verb>` */
  readonly name: string;
  /** What a job brings. Raises when a field is missing or of another kind: the job was added by hand, or by another version. */
  read(payload: unknown): P;
}

export function task<const F extends TaskFields = Record<never, never>>(name: string, fields: F = {} as F): Task<TaskPayload<F>> {
  return {
    name,
    read(payload) {
      const given = (typeof payload === 'object' && payload !== null ? payload : {}) as Record<string, unknown>;
      const wrong = Object.entries(fields).filter(([field, kind]) => !fits(given[field], kind));
      if (wrong.length > 0)
        throw new Error(`The payload of ${name} lacks ${wrong.map(([field, kind]) => `${field} (${kind})`).join(', ')}.`);
      return given as TaskPayload<F>;
    },
  };
}

function fits(value: unknown, kind: string): boolean {
  if (kind.endsWith('?')) return value === undefined || fits(value, kind.slice(0, -1));
  if (kind.endsWith('[]')) return Array.isArray(value) && value.every((one) => fits(one, kind.slice(0, -2)));
  return typeof value === kind;
}
