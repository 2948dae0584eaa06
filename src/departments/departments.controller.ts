import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ScopedBy } from '../common/auth/roleScope.decorator.js';
import { conflict, staleVersion, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { departmentNotFound } from './departments.errors.js';
import { DepartmentsService } from './departments.service.js';
import { CreateDepartmentDto, DepartmentDto, DepartmentPageDto, ListDepartmentsDto, UpdateDepartmentDto } from './dto/department.dto.js';

@ApiTags('Departments')
@Controller('departments')
@Require('departments')
export class DepartmentsController {
  constructor(private readonly departments: DepartmentsService) {}

  /** List departments, newest first. */
  @Get()
  list(@Query() query: ListDepartmentsDto): Promise<DepartmentPageDto> {
    return this.departments.list(query);
  }

  /** Get a department. */
  @Get(':id')
  @ScopedBy('department', departmentNotFound)
  @Refuses(departmentNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<DepartmentDto> {
    return this.departments.get(id);
  }

  /** Create a department. */
  @Post()
  @Refuses('department_number_taken', conflict, unprocessable)
  create(@Body() body: CreateDepartmentDto): Promise<DepartmentDto> {
    return this.departments.create(body);
  }

  /** Change a department. */
  @Patch(':id')
  @Refuses(departmentNotFound, staleVersion, 'department_number_taken', unprocessable)
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateDepartmentDto): Promise<DepartmentDto> {
    return this.departments.update(id, body);
  }

  /** Delete a department. */
  @Delete(':id')
  @Refuses(departmentNotFound)
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<DepartmentDto> {
    return this.departments.remove(id);
  }
}
