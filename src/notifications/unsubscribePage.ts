import type { Group, UnsubscribedDto } from './dto/preference.dto.js';

const TITLE = 'E-mails about your work';
const KINDS: Record<Group, string> = {
  approval: 'approvals',
  assignment: 'what is given to you',
  mention: 'where you are mentioned',
  delivery: 'what could not be delivered',
  sla: 'what is nearly late',
  system: 'the system',
};

export interface UnsubscribePage {
  title: string;
  body: string;
}

/** Asks once more, because a scanner of mail may have opened the link. The form goes to the address of the page. */
export function askPage({ type }: UnsubscribedDto): UnsubscribePage {
  return {
    title: TITLE,
    body: `<h1>No more e-mails about ${KINDS[type]}?</h1><p>You still find these notices in the list.</p>
<form method="post"><button>Unsubscribe</button></form>`,
  };
}

export function donePage({ type }: UnsubscribedDto): UnsubscribePage {
  return {
    title: TITLE,
    body: `<h1>You get no more e-mails about ${KINDS[type]}.</h1><p>They can be switched on again in your preferences.</p>`,
  };
}

export function refusedPage(): UnsubscribePage {
  return { title: TITLE, body: '<h1>This link does not work, or does not work any more.</h1>' };
}
