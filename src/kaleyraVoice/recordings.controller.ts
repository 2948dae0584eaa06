import { Controller, Get, Header, Param, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../common/auth/access.decorator.js';
import { ErrorDto } from '../common/errors/errorBody.dto.js';
import { SignedLinkDto } from '../common/links/signedLink.dto.js';
import { RecordingsService } from './recordings.service.js';

@ApiTags('Calls')
@Controller('calls/recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  /** The sound of a call. The signed link from the call list is the permission; each use is logged. */
  @Public()
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @ApiForbiddenResponse({ type: ErrorDto, description: 'The link is not valid or has expired.' })
  @ApiProduces('audio/mpeg', 'audio/wav')
  @ApiOkResponse({ description: 'The recording.', schema: { type: 'string', format: 'binary', example: '(sound)' } })
  async open(
    @Param('id') id: string,
    @Query() link: SignedLinkDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { audio, content_type } = await this.recordings.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      new Date(),
    );
    void reply.header('content-type', content_type);
    return new StreamableFile(audio, { type: content_type });
  }
}
