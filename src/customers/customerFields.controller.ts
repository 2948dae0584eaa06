import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { conflict } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { CustomerFieldsService } from './customerFields.service.js';
import { fieldNotFound } from './customers.errors.js';
import { CreateCustomerFieldDto, CustomerFieldDto, CustomerFieldListDto, UpdateCustomerFieldDto } from './dto/customerField.dto.js';

@ApiTags('Customers')
@Controller('customers/fields')
@Require('customers')
export class CustomerFieldsController {
  constructor(private readonly fields: CustomerFieldsService) {}

  /** List the custom fields of customers. */
  @Get()
  async list(): Promise<CustomerFieldListDto> {
    return { data: await this.fields.declared() };
  }

  /** Declare a custom field. */
  @Post()
  @Require('customers', 'delete')
  @Refuses(conflict)
  create(@Body() body: CreateCustomerFieldDto): Promise<CustomerFieldDto> {
    return this.fields.create(body);
  }

  /** Change or archive a custom field. */
  @Patch(':id')
  @Require('customers', 'delete')
  @Refuses(fieldNotFound)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCustomerFieldDto): Promise<CustomerFieldDto> {
    return this.fields.update(id, body, new Date());
  }
}
