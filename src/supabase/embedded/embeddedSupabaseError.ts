/** A fault the operator can act on; the message is one line that says what is wrong and what to do. */
export class EmbeddedSupabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' ').trim(), options);
    this.name = 'EmbeddedSupabaseError';
  }
}

/** The code of an error (`EACCES`, `28P01`), or undefined for errors that carry none. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: an error of Node's own is none to code that runs in a `vm` context, as under jest.
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** What an error says. */
export function errorMessage(error: unknown): string {
  const message = (error as { message?: unknown } | null)?.message;
  return typeof message === 'string' ? message : String(error);
}

const FILE_FAULTS: Record<string, string> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it is not a folder',
};

/** Run a piece of file work and turn what a disk can answer into one clear line. */
export function explainFileFault<T>(what: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = FILE_FAULTS[errorCode(error) ?? ''];
    if (!fault) throw error;
    throw new EmbeddedSupabaseError(`Cannot ${what} ${file}: ${fault} (${errorCode(error)}).`, { cause: error });
  }
}
