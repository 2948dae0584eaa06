import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CustomerNotesService } from './customerNotes.service.js';
import { customerNotFound, noteNotFound } from './customers.errors.js';
import {
  CreateCustomerNoteDto,
  CustomerNoteDto,
  CustomerNotePageDto,
  ListCustomerNotesDto,
  UpdateCustomerNoteDto,
} from './dto/customerNote.dto.js';

@ApiTags('Customers')
@Controller('customers/:id/notes')
@Require('customers')
export class CustomerNotesController {
  constructor(private readonly notes: CustomerNotesService) {}

  /** List notes about a customer, newest first. */
  @Get()
  @Refuses(customerNotFound)
  listCustomerNotes(@Param('id', ParseUUIDPipe) id: string, @Query() query: ListCustomerNotesDto): Promise<CustomerNotePageDto> {
    return this.notes.list(id, query);
  }

  /** Write a note about a customer. */
  @Post()
  @Require('customers', 'edit')
  @Refuses(customerNotFound)
  createCustomerNote(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CreateCustomerNoteDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<CustomerNoteDto> {
    return this.notes.create(id, body, user.id);
  }

  /** Get a note about a customer. */
  @Get(':note_id')
  @Refuses(noteNotFound)
  getCustomerNote(@Param('id', ParseUUIDPipe) id: string, @Param('note_id', ParseUUIDPipe) note_id: string): Promise<CustomerNoteDto> {
    return this.notes.get(id, note_id);
  }

  /** Change a note. */
  @Patch(':note_id')
  @Refuses(noteNotFound, staleVersion)
  updateCustomerNote(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('note_id', ParseUUIDPipe) note_id: string,
    @Body() body: UpdateCustomerNoteDto,
  ): Promise<CustomerNoteDto> {
    return this.notes.update(id, note_id, body);
  }

  /** Delete a note. */
  @Delete(':note_id')
  @Require('customers', 'edit')
  @Refuses(noteNotFound)
  deleteCustomerNote(@Param('id', ParseUUIDPipe) id: string, @Param('note_id', ParseUUIDPipe) note_id: string): Promise<CustomerNoteDto> {
    return this.notes.remove(id, note_id);
  }
}
