import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Require } from '../auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../auth/currentUser.js';
import { bodyTooLarge, unsupportedMediaType } from '../errors/commonErrors.js';
import { Refuses } from '../errors/refuses.decorator.js';
import { fileStoreUnavailable } from '../files/fileStore.js';
import { bodyBroken } from '../http/intake.js';
import { ReadsBytes } from '../http/rawBody.js';
import {
  ImportDetailDto,
  ImportErrorPageDto,
  ImportPageDto,
  ListImportErrorsDto,
  ListImportsDto,
  UploadImportQueryDto,
} from './dto/import.dto.js';
import {
  csvColumnsAmbiguous,
  csvColumnsMissing,
  csvEmpty,
  csvMalformed,
  csvUnreadable,
  importNotFound,
  importsBusy,
} from './imports.errors.js';
import { ImportsService } from './imports.service.js';

/** The routes of one kind of import: see docs/adding_a_module.md. The name of the class names the operations: `listLeadImports`. */
export function ImportsOf({ kind, module, path, tag }: { kind: string; module: string; path: string; tag: string }): Type<object> {
  @ApiTags(tag)
  @Controller(path)
  @Require(module)
  class ImportsController {
    constructor(readonly imports: ImportsService) {}

    /** List imports, newest first. */
    @Get()
    list(@Query() query: ListImportsDto): Promise<ImportPageDto> {
      return this.imports.list(kind, query);
    }

    /**
     * Upload a CSV file and preview its import.
     * @remarks The body is the file itself. The preview reads all rows and changes nothing: what they would do is counted, and what is
     * wrong with them is listed as errors. A small file is usually previewed when this answers; a larger one is `previewing` for a while.
     * A file that cannot be read to its end is refused. Needs the permissions to create and to edit.
     */
    @Post()
    @ReadsBytes('text/csv')
    @ApiConsumes('text/csv')
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @Refuses(
      csvEmpty,
      csvUnreadable,
      csvMalformed,
      csvColumnsAmbiguous,
      csvColumnsMissing,
      importsBusy,
      bodyTooLarge,
      unsupportedMediaType,
      bodyBroken,
      fileStoreUnavailable,
    )
    upload(
      @Query() query: UploadImportQueryDto,
      @Req() request: FastifyRequest,
      @CurrentUser() caller: CurrentUserData,
    ): Promise<ImportDetailDto> {
      return this.imports.upload(kind, query, request, caller);
    }

    /** Get an import with its progress and the first rows of its preview. */
    @Get(':id')
    @Refuses(importNotFound)
    get(@Param('id', ParseUUIDPipe) id: string): Promise<ImportDetailDto> {
      return this.imports.get(kind, id);
    }

    /** List the errors in the rows of the file, in file order. */
    @Get(':id/errors')
    @Refuses(importNotFound)
    errors(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListImportErrorsDto): Promise<ImportErrorPageDto> {
      return this.imports.errors(kind, id, query);
    }

    /**
     * Import the rows that passed the preview.
     * @remarks Goes on in the background; follow `done`. Importing the same file again changes nothing. Needs the permissions to create and
     * to edit.
     */
    @Post(':id/run')
    @HttpCode(200)
    @Refuses(importNotFound, 'import_not_ready', 'import_file_dropped', 'import_under_way')
    run(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() caller: CurrentUserData): Promise<ImportDetailDto> {
      return this.imports.run(kind, id, caller);
    }

    /**
     * Cancel an import.
     * @remarks Rows that are imported already stay.
     */
    @Post(':id/cancel')
    @HttpCode(200)
    @Refuses(importNotFound, 'import_is_over')
    cancel(@Param('id', ParseUUIDPipe) id: string): Promise<ImportDetailDto> {
      return this.imports.cancel(kind, id);
    }
  }
  return ImportsController;
}
