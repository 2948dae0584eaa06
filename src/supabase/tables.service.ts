import { Injectable } from '@nestjs/common';
import { SupabaseService } from './supabase.service.js';
import { Table, type TableName, type TableOptions } from './table.js';

/** Hands a service its table: `tables.of('surveys', { filters: ['rating'], search: ['comment'] })`. */
@Injectable()
export class Tables {
  constructor(private readonly supabase: SupabaseService) {}

  of<T extends TableName>(name: T, options: TableOptions<T> = {}): Table<T> {
    return new Table(this.supabase.admin, name, options);
  }
}
