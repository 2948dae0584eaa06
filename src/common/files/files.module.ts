import { Global, Module } from '@nestjs/common';
import path from 'node:path';
import { ConfigService } from '../config/config.service.js';
import { FileStore } from './fileStore.js';
import { FILES_FOLDER, LocalFileStore } from './localFileStore.js';
import { SupabaseFileStore } from './supabaseFileStore.js';

/** The file store of this installation: Supabase Storage of a hosted project, else a folder. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [ConfigService],
      useFactory: ({ environment, database }: ConfigService) =>
        database.mode === 'hosted'
          ? new SupabaseFileStore({ url: database.rest_url, service_role_key: database.service_role_key })
          : new LocalFileStore(path.join(environment.DATA_DIR, FILES_FOLDER)),
    },
  ],
  exports: [FileStore],
})
export class FilesModule {}
