import { Injectable } from '@nestjs/common';
import { BusinessClock } from '../common/timeRange/businessClock.js';
import { assess, noticesOf, rowsOf, type SlaInput } from './assess.js';
import { SlaSetting } from './setting.js';
import { type SlaPass, SlaRepository } from './sla.repository.js';

/** Things that one pass reads. */
const AT_ONCE = 1_000;
/** Things whose rows are locked at once, to copy to them what their clocks say. */
const COPIES_AT_ONCE = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export interface Rebuilt {
  items: number;
  /** Rows that said something else before. */
  changed: number;
}

/**
 * Reads clocks anew from what happened, and tells of warnings and breaches, all in one transaction each time. Copies that others keep are
 * made in further ones.
 */
@Injectable()
export class SlaReadingService {
  private known?: SlaSetting;

  constructor(
    private readonly repository: SlaRepository,
    private readonly clock: BusinessClock,
  ) {}

  /** Everything that has changed, and whatever the time has changed. False when something is left, such as what another node is at. */
  async sweep(now: () => Date, signal?: AbortSignal): Promise<boolean> {
    const is_read = await this.readChanged(now, signal);
    const is_copied = await this.copy(signal);
    return is_read && is_copied;
  }

  private async readChanged(now: () => Date, signal?: AbortSignal): Promise<boolean> {
    while (!signal?.aborted) {
      const read = await this.repository.pass(async (pass) => {
        const begun = await pass.begin(now(), AT_ONCE, false);
        if (!begun) return null;
        const items = [...begun.stale, ...begun.due];
        if (items.length > 0) await this.readAll(pass, await this.settingOf(pass, begun.stamp), items, begun.now);
        return Math.max(begun.stale.length, begun.due.length);
      });
      if (read === null) return false;
      // Of the stale ones several may have been about one thing.
      if (read === 0) return true;
    }
    return true;
  }

  /** Copies what has been read to those who show it. False when something is left: what others hold, or what another node is at. */
  private async copy(signal?: AbortSignal): Promise<boolean> {
    while (!signal?.aborted) {
      const copied = await this.repository.copy(COPIES_AT_ONCE);
      if (!copied) return false;
      if (copied.made === 0) return copied.held === 0;
    }
    return true;
  }

  /** Reads everything anew, or everything that is open; what says the same stays as it is. */
  async rebuild(
    now: () => Date,
    { live = false, signal, progress }: { live?: boolean; signal?: AbortSignal; progress?: (rebuilt: Rebuilt) => void } = {},
  ): Promise<Rebuilt> {
    const rebuilt: Rebuilt = { items: 0, changed: 0 };
    const { kinds } = await this.setting();
    for (const entity_type of kinds.keys()) {
      for (let after = FIRST_ID; ;) {
        signal?.throwIfAborted();
        const ids = await this.repository.pass(async (pass) => {
          const begun = (await pass.begin(now(), 0, true))!;
          const page = await pass.ids(entity_type, after, AT_ONCE, live);
          if (page.length > 0)
            rebuilt.changed += await this.read(pass, await this.settingOf(pass, begun.stamp), entity_type, page, begun.now);
          return page;
        }, true);
        rebuilt.items += ids.length;
        progress?.(rebuilt);
        await this.copy(signal);
        if (ids.length < AT_ONCE) break;
        after = ids.at(-1)!;
      }
    }
    return rebuilt;
  }

  /** Has the clocks that run follow policies, calendars and teams as they are now. */
  async followSetting(now: () => Date, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const { is_current, stamp, followed } = await this.repository.followed();
      if (is_current) return;
      await this.rebuild(now, { live: followed !== null, signal });
      await this.repository.setFollowed(stamp);
    }
  }

  /** What is promised now. */
  setting(): Promise<SlaSetting> {
    return this.repository.pass(async (pass) => this.settingOf(pass, (await pass.setting()).stamp));
  }

  /** What the clocks of some things are read from. */
  inputs(entity_type: string, ids: string[], fields: string[]): Promise<SlaInput[]> {
    return this.repository.pass((pass) => pass.inputs(entity_type, ids, fields));
  }

  private async settingOf(pass: SlaPass, stamp: string): Promise<SlaSetting> {
    if (this.known?.stored.stamp !== stamp) this.known = new SlaSetting(await pass.setting(), this.clock.zone);
    return this.known;
  }

  private async readAll(pass: SlaPass, setting: SlaSetting, items: [string, string][], now: number): Promise<void> {
    const by_kind = new Map<string, Set<string>>();
    for (const [entity_type, id] of items) by_kind.set(entity_type, (by_kind.get(entity_type) ?? new Set()).add(id));
    for (const [entity_type, ids] of by_kind) await this.read(pass, setting, entity_type, [...ids], now);
  }

  private async read(pass: SlaPass, setting: SlaSetting, entity_type: string, ids: string[], now: number): Promise<number> {
    const kind = setting.kinds.get(entity_type);
    if (!kind) return 0;
    const inputs = await pass.inputs(entity_type, ids, setting.fields);
    const assessed = inputs.map((input) => ({ input, assessment: assess(input, kind, setting, now) }));
    const rows = assessed.map(({ input, assessment }) => rowsOf(input, kind, assessment, now));
    const changed = await pass.write(
      entity_type,
      ids,
      rows.map(({ item }) => item),
      rows.flatMap(({ clocks }) => clocks),
    );
    const notices = assessed.flatMap(({ input, assessment }) => noticesOf(input, kind, assessment, now));
    if (notices.length > 0) await pass.tell(notices);
    return changed;
  }
}
