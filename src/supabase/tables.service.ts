import { Injectable } from '@nestjs/common';
import { PostgresService } from './postgres.service.js';
import { SupabaseService } from './supabase.service.js';
import { type Row, Table, type TableName, type TableOptions } from './table.js';

/** Hands a service its table: `tables.of<'polls', PollDto>('polls', { filters: ['rating'], search: ['comment'] })`. */
@Injectable()
export class Tables {
  constructor(
    private readonly supabase: SupabaseService,
    private readonly postgres: PostgresService,
  ) {}

  of<T extends TableName, D extends object = Row<T>>(name: T, options: TableOptions<T> = {}): Table<T, D> {
    return new Table<T, D>(this.supabase.admin, this.postgres, name, options);
  }
}
