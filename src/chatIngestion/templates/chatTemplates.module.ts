import { Module } from '@nestjs/common';
import { registers } from '../../common/entities/entityRegister.js';
import { ChatTemplatesController } from './chatTemplates.controller.js';
import { CHAT_TEMPLATE_ENTITY } from './chatTemplates.entities.js';
import { ChatTemplatesService } from './chatTemplates.service.js';

@Module({
  controllers: [ChatTemplatesController],
  providers: [registers(CHAT_TEMPLATE_ENTITY), ChatTemplatesService],
  exports: [ChatTemplatesService],
})
export class ChatTemplatesModule {}
