import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { OpenToScopes } from '../common/auth/roleScope.decorator.js';
import { conflict } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CreateTicketFieldDto, TicketFieldDto, TicketFieldListDto, UpdateTicketFieldDto } from './dto/ticketField.dto.js';
import { TicketFieldsService } from './ticketFields.service.js';
import { ticketFieldNotFound } from './tickets.errors.js';

@ApiTags('Tickets')
@Controller('tickets/fields')
@Require('tickets')
export class TicketFieldsController {
  constructor(private readonly fields: TicketFieldsService) {}

  /** List the custom fields of tickets. */
  @Get()
  @OpenToScopes()
  async list(): Promise<TicketFieldListDto> {
    return { data: await this.fields.declared() };
  }

  /** Declare a custom field. */
  @Post()
  @Require('tickets', 'delete')
  @Refuses(conflict)
  create(@Body() body: CreateTicketFieldDto): Promise<TicketFieldDto> {
    return this.fields.create(body);
  }

  /** Change or archive a custom field. */
  @Patch(':id')
  @Require('tickets', 'delete')
  @Refuses(ticketFieldNotFound)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateTicketFieldDto): Promise<TicketFieldDto> {
    return this.fields.update(id, body, new Date());
  }
}
