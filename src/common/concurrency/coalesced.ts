/** Work of which one run is under way at most: `run()`. */
export interface Coalesced {
  /** Runs, or has it run once more when it is under way. Resolves after a run that began no earlier than this call. */
  (): Promise<void>;
  /** Resolves when nothing is under way. Never rejects. */
  idle(): Promise<void>;
}

/**
 * "Run; whoever asks meanwhile gets one more run." Work that answers `true` has left something and runs again. A failure ends the run
 * with all that was asked meanwhile: it is raised, or handed to `onFailure`, once.
 */
export function coalesced(work: () => Promise<unknown>, onFailure?: (error: Error) => void): Coalesced {
  let asked = false;
  let running: Promise<void> | undefined;
  // What it throws at once is a rejection too: otherwise a run would end before it is noted as under way.
  const once = async () => work();
  const loop = async () => {
    try {
      while (asked) {
        asked = false;
        if ((await once()) === true) asked = true;
      }
    } catch (error) {
      asked = false;
      if (!onFailure) throw error;
      onFailure(error as Error);
    } finally {
      running = undefined;
    }
  };
  const run = () => {
    asked = true;
    running ??= loop();
    return running;
  };
  return Object.assign(run, { idle: () => (running ?? Promise.resolve()).catch(() => undefined) });
}
