import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  contactNotAllowed,
  notSupportedByProvider,
  providerTemplateNotFound,
  providerTemplateUnusable,
  templateRequired,
  templateValuesWrong,
} from '../chatIngestion/replies/chatReplies.errors.js';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ScopedBy } from '../common/auth/roleScope.decorator.js';
import { providerNotConfigured, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { RequestUuid } from '../common/idempotency/requestUuid.decorator.js';
import { AgriAdviceService } from './agriAdvice.service.js';
import {
  agriAdviceNotFound,
  agriAdviceTold,
  agriConsultationNotFound,
  agriFarmerUnknown,
  agriNoChannel,
  agriNoOpenDay,
} from './agriConsultancy.errors.js';
import { CreateAgriAdviceDto, SendAgriAdviceDto } from './dto/agriAdvice.dto.js';
import { AgriConsultationDetailDto } from './dto/agriConsultation.dto.js';

@ApiTags('Agri consultancy')
@Controller('agri-consultancy')
@ScopedBy('agri_consultation', agriConsultationNotFound)
export class AgriAdviceController {
  constructor(private readonly advice: AgriAdviceService) {}

  /**
   * Advise the farmer: words, products with doses, or both.
   * @remarks The consultation is `advised` then. Advice is not changed afterwards: write better advice. A product that is repeated sets the
   * follow-up, unless you do.
   */
  @Post(':id/advice')
  @Require('agri_consultancy', 'edit')
  @Refuses(agriConsultationNotFound, 'agri_consultation_is_over', agriNoOpenDay)
  createAgriAdvice(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CreateAgriAdviceDto,
    @CurrentUser() user: CurrentUserData,
    @RequestUuid() advice_id: string,
  ): Promise<AgriConsultationDetailDto> {
    return this.advice.write(id, body, advice_id, user.id, new Date());
  }

  /**
   * Send advice to the farmer, on WhatsApp or by e-mail.
   * @remarks It is sent once, as a reply where the farmer wrote last; after it failed it can be sent again. It needs the right to write
   * there.
   */
  @Post(':id/advice/:advice_id/send')
  @Require('agri_consultancy', 'edit', { person: true })
  @HttpCode(200)
  @Refuses(
    agriConsultationNotFound,
    agriAdviceNotFound,
    agriAdviceTold,
    agriFarmerUnknown,
    agriNoChannel,
    contactNotAllowed,
    templateRequired,
    providerTemplateNotFound,
    providerTemplateUnusable,
    templateValuesWrong,
    notSupportedByProvider,
    providerNotConfigured,
    staleVersion,
    unprocessable,
    'conversation_not_found',
    'conversation_superseded',
    'customer_not_found',
    'email_not_found',
    'mailbox_inactive',
    'support_email_not_found',
  )
  sendAgriAdvice(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('advice_id', ParseUUIDPipe) advice_id: string,
    @Body() body: SendAgriAdviceDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<AgriConsultationDetailDto> {
    return this.advice.send(id, advice_id, body, { id: user.id, permissions: user.permissions! }, new Date());
  }
}
