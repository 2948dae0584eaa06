import { Global, Module } from '@nestjs/common';
import { Functions } from './functions.service.js';
import { PostgresService } from './postgres.service.js';
import { SupabaseService } from './supabase.service.js';
import { Tables } from './tables.service.js';

@Global()
@Module({
  providers: [SupabaseService, PostgresService, Tables, Functions],
  exports: [SupabaseService, PostgresService, Tables, Functions],
})
export class SupabaseModule {}
