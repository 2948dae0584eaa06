import { Global, Module } from '@nestjs/common';
import path from 'node:path';
import { ConfigService } from '../config/config.service.js';
import { FileStore } from './fileStore.js';
import { LocalFileStore } from './localFileStore.js';

/** The file store of this installation. */
@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [ConfigService],
      useFactory: ({ environment }: ConfigService) => new LocalFileStore(path.join(environment.DATA_DIR, 'files')),
    },
  ],
  exports: [FileStore],
})
export class FilesModule {}
