import { Injectable } from '@nestjs/common';
import { BusinessTime } from '../../common/businessTime/businessTime.js';
import { Phones } from '../../common/phone/phones.js';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import { type DepartmentRow, IvrIngestRepository } from './ivrIngest.repository.js';

/** What was read may be so old, milliseconds. */
const FRESH_MS = 5_000;

/** Departments and agents, as events of calls name them. */
@Injectable()
export class IvrDirectory {
  private departments: DepartmentRow[] = [];
  private readonly hours = new Map<string, BusinessTime>();
  private byNumber = new Map<string, string>();
  private byRef = new Map<string, string>();
  private read_at = 0;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly repository: IvrIngestRepository,
    private readonly phones: Phones,
    private readonly clock: BusinessClock,
  ) {}

  /** Reads what is not fresh any more; the rest answers from what was read. */
  async refresh(): Promise<void> {
    if (Date.now() - this.read_at < FRESH_MS) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  /** The key of a department that is called so, by its key or its name. */
  departmentNamed(word: string): string | undefined {
    const wanted = word.trim().toLowerCase();
    return this.departments.find(({ key, name }) => key.toLowerCase() === wanted || name.toLowerCase() === wanted)?.key;
  }

  departmentOf(number: string): string | undefined {
    return this.departments.find(({ numbers }) => numbers.includes(number))?.key;
  }

  /** Whether a department was closed then; null when there is no such department. */
  isAfterHours(key: string | null, at: Date): boolean | null {
    const time = key === null ? undefined : this.hours.get(key);
    return time ? !time.isOpen(at) : null;
  }

  /** The agent of a phone number, or of an extension or code. */
  agentOf(number: string | null, ref: string | null): string | null {
    return (number !== null && this.byNumber.get(number)) || (ref !== null && this.byRef.get(ref)) || null;
  }

  private async read(): Promise<void> {
    const asked_at = Date.now();
    const [departments, agents] = await Promise.all([this.repository.departments(), this.repository.agents()]);
    this.departments = departments;
    this.hours.clear();
    for (const { key, calendar } of departments)
      if (calendar) this.hours.set(key, new BusinessTime({ ...calendar, zone: calendar.zone ?? this.clock.zone }));
    this.byNumber = new Map(
      agents.flatMap(({ id, phone_number }) => {
        const e164 = phone_number === null ? null : this.phones.read(phone_number).e164;
        return e164 ? [[e164, id] as const] : [];
      }),
    );
    // Some providers print the number as they know it, where others have an extension.
    this.byRef = new Map(
      agents.flatMap(({ id, phone_number, employee_code }) =>
        [phone_number, employee_code].flatMap((ref) => (ref ? [[ref, id] as const] : [])),
      ),
    );
    this.read_at = asked_at;
  }
}
