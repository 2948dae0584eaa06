import { Global, Module } from '@nestjs/common';
import { PostgresService } from './postgres.service.js';
import { SupabaseService } from './supabase.service.js';
import { Tables } from './tables.service.js';

@Global()
@Module({
  providers: [SupabaseService, PostgresService, Tables],
  exports: [SupabaseService, PostgresService, Tables],
})
export class SupabaseModule {}
