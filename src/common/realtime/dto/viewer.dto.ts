import type { Viewer } from '../viewers.repository.js';

export class ViewerDto implements Viewer {
  user_id: string;
  /** The e-mail address of who has no name. */
  name: string;
  is_typing: boolean;
  /** @example "2026-11-29T09:30:00Z" */
  since: string;
}

export class ViewersDto {
  viewers: ViewerDto[];
}
