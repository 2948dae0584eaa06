import { ImportsOf } from '../common/imports/imports.controller.js';

export class HolidayImportsController extends ImportsOf({
  kind: 'holidays',
  module: 'calendars',
  path: 'calendars/holidays/imports',
  tag: 'Calendars',
}) {}
