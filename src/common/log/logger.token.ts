import { Inject } from '@nestjs/common';

export const LOGGER = Symbol('LOGGER');

/** The process's pino logger. */
export const InjectLogger = (): ParameterDecorator & PropertyDecorator => Inject(LOGGER);
