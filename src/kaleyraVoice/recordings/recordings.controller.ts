import { Controller, Get, Header, Param, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../common/auth/access.decorator.js';
import { answerBytes, type RangeWish } from '../../common/http/byteRange.js';
import { ServesBytes, WishedRange } from '../../common/http/servesBytes.decorator.js';
import { SignedLinkDto } from '../../common/links/signedLink.dto.js';
import { RecordingsService } from './recordings.service.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { recordingNotFound, RECORDING_FAILURES } from '../kaleyraVoice.errors.js';

@ApiTags('Calls')
@Controller('calls/recordings')
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  /**
   * Get the recording of a call.
   * @remarks The signed link from the call list grants access; each use is logged.
   */
  @Public()
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @ApiParam({ name: 'id', schema: { type: 'string', maxLength: 100 }, description: 'The id of the call leg.' })
  @ServesBytes('The recording.', ['audio/mpeg', 'audio/wav'], [linkInvalid, recordingNotFound, ...RECORDING_FAILURES])
  async getRecording(
    @Param('id') id: string,
    @Query() link: SignedLinkDto,
    @WishedRange() wish: RangeWish,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content_type, ...bytes } = await this.recordings.open(
      { id, user_id: link.user, expires: link.expires, signature: link.signature },
      wish,
      new Date(),
    );
    void reply.header('content-type', content_type);
    return answerBytes(reply, bytes);
  }
}
