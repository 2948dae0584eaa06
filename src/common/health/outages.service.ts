import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { HealthService, type Part } from './health.service.js';

/** An outage is told of when it was found so often in a row, that is for about so many minutes. */
const PATIENCE = 3;

/** Tells the team of parts of the product that are out, once for each outage. */
@Injectable()
export class OutagesService {
  constructor(
    private readonly health: HealthService,
    private readonly postgres: PostgresService,
  ) {}

  /** One look at all parts. */
  async look(): Promise<void> {
    const states = await this.health.stateOfParts();
    for (const part of this.health.parts) {
      const { ok, message = '' } = states[part.name]!;
      const affected = part.affected ? await part.affected() : ok ? [] : [''];
      await this.note(part, affected, message);
    }
  }

  private async note({ name, module, outage }: Part, affected: string[], message: string): Promise<void> {
    await this.postgres.query('select public.note_outages($1, $2, $3, $4, $5, $6)', [
      name,
      module,
      outage,
      sentence(message),
      affected,
      PATIENCE,
    ]);
  }
}

function sentence(message: string): string {
  return message && `${message[0]!.toUpperCase()}${message.slice(1)}.`;
}
