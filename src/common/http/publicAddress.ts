import { Injectable } from '@nestjs/common';
import { ConfigService } from '../config/config.service.js';

/** The address under which others reach this API: configured, or where it listens. */
@Injectable()
export class PublicAddress {
  private listening = '';

  constructor(private readonly config: ConfigService) {}

  /** Told once the server listens. */
  listensAt(url: string): void {
    this.listening = url;
  }

  /** A link to a path of this API for somebody who may be elsewhere: whole where the address is configured, else the path alone. */
  link(path: string): string {
    return `${this.config.environment.PUBLIC_URL ?? ''}${path}`;
  }

  /** Without a slash at the end. */
  get url(): string {
    return this.config.environment.PUBLIC_URL ?? this.listening;
  }
}
