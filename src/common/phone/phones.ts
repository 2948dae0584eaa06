import { Injectable } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';
import { type PhoneReading, readPhone } from './phoneNumber.js';

/** Reads phone numbers as this installation's people write them. */
@Injectable()
export class Phones {
  private readonly region: string;

  constructor(config: ConfigService) {
    this.region = config.environment.PHONE_DEFAULT_REGION;
  }

  read(written: string, options: { international?: boolean } = {}): PhoneReading {
    return readPhone(written, { region: this.region, ...options });
  }
}
