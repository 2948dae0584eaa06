import { Injectable } from '@nestjs/common';
import { validationFailed } from '../common/errors/commonErrors.js';
import type { Page } from '../common/list/page.dto.js';
import { listed } from '../common/list/listed.js';
import { Phones } from '../common/phone/phones.js';
import type { Condition } from '../supabase/conditions.js';
import type { Table } from '../supabase/table.js';
import { Tables } from '../supabase/tables.service.js';
import { departmentNotFound } from './departments.errors.js';
import type { CreateDepartmentDto, DepartmentDto, ListDepartmentsDto, UpdateDepartmentDto } from './dto/department.dto.js';

/** Departments that one question names. */
const MOST_AT_ONCE = 1_000;

/** What callers reach. */
@Injectable()
export class DepartmentsService {
  private readonly departments: Table<'departments', DepartmentDto>;

  constructor(
    tables: Tables,
    private readonly phones: Phones,
  ) {
    this.departments = tables.of('departments', {
      notFound: departmentNotFound,
      filters: ['is_active', 'team_id'],
      search: ['key', 'name'],
      sort: ['created_at', 'name'],
    });
  }

  /** Raises validation_failed. */
  list({ number, ...query }: ListDepartmentsDto): Promise<Page<DepartmentDto>> {
    const more: Condition[] = [];
    if (number !== undefined) more.push({ columns: ['numbers'], operator: 'has', value: this.e164(number, 'number') });
    return this.departments.page(query, more);
  }

  /** Raises department_not_found. */
  get(id: string): Promise<DepartmentDto> {
    return this.departments.get(id);
  }

  /** Raises validation_failed, department_number_taken, conflict, unprocessable. */
  create({ numbers, ...body }: CreateDepartmentDto): Promise<DepartmentDto> {
    return this.departments.insert({ ...body, name: body.name ?? body.key, ...(numbers && { numbers: this.read(numbers) }) });
  }

  /** Raises department_not_found, stale_version, validation_failed, department_number_taken, unprocessable. */
  update(id: string, { version, numbers, ...change }: UpdateDepartmentDto): Promise<DepartmentDto> {
    return this.departments.update(id, { ...change, ...(numbers && { numbers: this.read(numbers) }) }, { version });
  }

  /** Raises department_not_found. */
  remove(id: string): Promise<DepartmentDto> {
    return this.departments.remove(id);
  }

  /** The keys by which a list with the filters `department_id` and `department` is narrowed; undefined: it is not. */
  async keysOf({ department_id, department }: { department_id?: string | string[]; department?: string }): Promise<string[] | undefined> {
    if (department_id === undefined) return listed(department);
    const ids = { columns: ['id'], operator: 'in' as const, value: listed(department_id) };
    const keys = (await this.departments.page({ limit: MOST_AT_ONCE }, [ids])).data.map(({ key }) => key);
    return department === undefined ? keys : keys.filter((key) => key === department);
  }

  private read(numbers: string[]): string[] {
    return [...new Set(numbers.map((number, place) => this.e164(number, `numbers.${place}`)))];
  }

  private e164(number: string, field: string): string {
    const { e164 } = this.phones.read(number);
    if (e164 === null) throw validationFailed([{ field, message: `${field} must be a phone number` }]);
    return e164;
  }
}
