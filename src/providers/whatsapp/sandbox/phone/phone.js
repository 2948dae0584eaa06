// The telephone of a customer: writes through the sandbox of a provider, and shows what arrives there.

const POLL_MS = 700;
const EMOJIS = ['👍', '❤️', '😂', '🙏'];
const TICKS = { queued: '🕓', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '⚠' };
const TICK_WORDS = { queued: 'waiting', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'not delivered' };

const by = (id) => document.getElementById(id);
const state = { accounts: [], people: [], account: null, number: null, shown: -1, quoted: null, busy: false };

async function ask(account, path, body) {
  const options = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`../${account}/sandbox/${path}`, options || {});
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || `HTTP ${response.status}`);
  return answer;
}

function made(tag, props = {}, ...children) {
  const { dataset, attributes, ...rest } = props;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset || {});
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function complain(error) {
  by('trouble').textContent = error ? `That did not work: ${error.message}` : '';
  by('trouble').hidden = !error;
}

async function attempt(work) {
  try {
    await work();
    complain(null);
  } catch (error) {
    complain(error);
  }
}

// People

function nameOf(account) {
  const known = state.accounts.find(({ provider }) => provider === account);
  return known ? `${known.label} (${known.business_number})` : account;
}

function labelOf(account) {
  return state.accounts.find(({ provider }) => provider === account)?.label ?? account;
}

function showPeople() {
  const items = state.people.map((person) => {
    const is_here = person.account === state.account && person.number === state.number;
    const last = person.last ? previewOf(person.last) : 'has not written yet';
    const button = made(
      'button',
      { type: 'button', onclick: () => open(person.account, person.number) },
      made('strong', { textContent: person.name || person.number }),
      made('span', { className: 'last', textContent: last }),
      made('span', { className: 'where', textContent: `${person.number} to ${labelOf(person.account)}` }),
    );
    if (is_here) button.setAttribute('aria-current', 'true');
    return made('li', {}, button);
  });
  const list = by('people');
  const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
  list.replaceChildren(...items);
  if (focused >= 0) list.children[focused]?.querySelector('button').focus();
}

async function refreshPeople() {
  const lists = await Promise.all(
    state.accounts.map(async ({ provider }) => (await ask(provider, 'telephones')).map((person) => ({ ...person, account: provider }))),
  );
  const people = lists.flat().sort((one, other) => String(other.last?.at ?? '').localeCompare(String(one.last?.at ?? '')));
  const is_same = JSON.stringify(people) === JSON.stringify(state.people);
  state.people = people;
  if (!is_same) showPeople();
}

async function open(account, number) {
  Object.assign(state, { account, number, shown: -1 });
  unquote();
  by('telephone').dataset.view = 'chat';
  // What arrives is read when somebody looks at it, which is here.
  await attempt(() => ask(account, 'telephone', { number, reads: false }));
  showPeople();
  await refreshChat();
  by('text').focus();
}

// Messages

function previewOf(bubble) {
  if (bubble.deleted) return 'message taken back';
  return bubble.text || bubble.media?.file_name || bubble.type;
}

function mediaOf({ media, type }) {
  if (!media) return null;
  // The page may be open under another name of this machine.
  const src = new URL(media.url).pathname;
  if (media.mime.startsWith('image/')) return made('img', { src, alt: media.file_name });
  if (media.mime.startsWith('audio/')) return made('audio', { src, controls: true, ariaLabel: media.file_name });
  if (media.mime.startsWith('video/')) return made('video', { src, controls: true, ariaLabel: media.file_name });
  return made('a', { href: src, download: media.file_name, textContent: media.file_name || type });
}

function choicesOf(bubble) {
  if (bubble.direction !== 'out') return null;
  const press = (type, reply) => () => attempt(() => write({ type, reply, text: undefined, to: bubble.id }));
  const buttons = bubble.buttons.map(({ id, title }) =>
    made('button', { type: 'button', textContent: title, onclick: press(bubble.template ? 'quick_reply' : 'button_reply', { id, title }) }),
  );
  if (buttons.length > 0) return made('div', { className: 'choices' }, ...buttons);
  if (!bubble.list) return null;
  const sections = bubble.list.sections.flatMap(({ title, rows }) => [
    title ? made('strong', { textContent: title }) : null,
    ...rows.map((row) =>
      made('button', {
        type: 'button',
        textContent: row.description ? `${row.title}: ${row.description}` : row.title,
        onclick: press('list_reply', row),
      }),
    ),
  ]);
  return made('details', { className: 'choices' }, made('summary', { textContent: bubble.list.button }), ...sections);
}

function tickOf(bubble) {
  const words = TICK_WORDS[bubble.tick];
  return made('span', {
    className: 'tick',
    textContent: TICKS[bubble.tick],
    title: words,
    dataset: { tick: bubble.tick },
    attributes: { role: 'img', 'aria-label': words },
  });
}

function bubbleOf(bubble, all) {
  const former = bubble.quotes && all.find(({ id }) => id === bubble.quotes);
  const time = new Date(bubble.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const mine = bubble.direction === 'in';
  const react = (emoji) => () => attempt(() => ask(state.account, 'write', { ...me(), type: 'reaction', to: bubble.id, emoji }));
  const is_reacted = bubble.reactions.some(({ direction }) => direction === 'in');
  const actions = mine
    ? []
    : [
        ...(is_reacted ? [null] : EMOJIS).map((emoji) =>
          made('button', {
            type: 'button',
            textContent: emoji ?? 'Take the reaction back',
            ariaLabel: emoji ? `React with ${emoji}` : null,
            onclick: react(emoji),
          }),
        ),
        made('button', { type: 'button', textContent: 'Quote', onclick: () => quote(bubble) }),
      ];
  return made(
    'li',
    { className: mine ? 'bubble mine' : 'bubble', dataset: { id: bubble.id, tick: bubble.tick } },
    former ? made('p', { className: 'former', textContent: previewOf(former) }) : null,
    bubble.deleted ? null : mediaOf(bubble),
    bubble.deleted || bubble.text ? made('p', { textContent: bubble.deleted ? 'message taken back' : bubble.text, dir: 'auto' }) : null,
    bubble.deleted || bubble.text || bubble.media ? null : made('p', { textContent: `[${bubble.type}]` }),
    choicesOf(bubble),
    bubble.error ? made('p', { className: 'failure', textContent: `${bubble.error.code}: ${bubble.error.reason}` }) : null,
    bubble.reactions.length > 0
      ? made('span', { className: 'reactions', textContent: bubble.reactions.map(({ emoji }) => emoji).join(' ') })
      : null,
    made('div', { className: 'foot' }, made('time', { textContent: time, dateTime: bubble.at }), tickOf(bubble)),
    actions.length > 0 ? made('div', { className: 'actions' }, ...actions) : null,
  );
}

async function refreshChat() {
  const { account, number } = state;
  if (!number) return;
  const phone = await ask(account, `telephone?number=${encodeURIComponent(number)}`);
  if (account !== state.account || number !== state.number) return;
  const isLookedAt = document.visibilityState === 'visible' && (by('telephone').dataset.view === 'chat' || innerWidth > 700);
  const is_unread = phone.bubbles.some(({ direction, tick }) => direction === 'out' && tick === 'delivered');
  if (is_unread && isLookedAt) await ask(account, 'read', { number });
  if (phone.version === state.shown) return;
  state.shown = phone.version;
  by('chat-title').textContent = phone.name || phone.number;
  by('chat-about').textContent = `${phone.number}, to ${labelOf(account)}`;
  by('online').checked = phone.online;
  const list = by('messages');
  const scroll = by('scroll');
  const is_at_end = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  // Only what has changed is made anew, or a screen reader would read all of it again and a finger would miss its button.
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  const items = phone.bubbles.map((bubble) => {
    const content = JSON.stringify(bubble);
    const item = known.get(bubble.id);
    if (item && item.content === content) return item;
    const made_anew = Object.assign(bubbleOf(bubble, phone.bubbles), { content });
    if (item) {
      keepPlace(item, made_anew);
      item.replaceWith(made_anew);
    }
    return made_anew;
  });
  items.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild.remove();
  const focused = items.find((item) => item.focused !== undefined);
  focused?.querySelectorAll('button, summary')[focused.focused]?.focus({ preventScroll: true });
  delete focused?.focused;
  if (is_at_end) scroll.scrollTop = scroll.scrollHeight;
}

// A list that is open stays open, and the keyboard stays where it is, when a tick turns.
function keepPlace(former, item) {
  const list = item.querySelector('details');
  if (list) list.open = former.querySelector('details')?.open ?? false;
  const focused = [...former.querySelectorAll('button, summary')].indexOf(document.activeElement);
  if (focused >= 0) item.focused = focused;
}

// Writing

function me() {
  const person = state.people.find(({ account, number }) => account === state.account && number === state.number);
  return { number: state.number, name: person?.name };
}

async function write(order) {
  if (!state.number) throw new Error('choose a telephone first');
  const to = order.to ?? state.quoted?.id;
  unquote();
  await ask(state.account, 'write', { ...me(), ...order, ...(to && { to }) });
  await refreshChat();
}

function quote(bubble) {
  state.quoted = bubble;
  by('quote-text').textContent = previewOf(bubble);
  by('quote').hidden = false;
  by('text').focus();
}

function unquote() {
  state.quoted = null;
  by('quote').hidden = true;
}

function fileType(mime) {
  const [kind] = mime.split('/');
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'document';
}

async function sendFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  const text = by('text').value.trim() || undefined;
  by('text').value = '';
  await write({ type: fileType(file.type), text, file: { base64: btoa(binary), mime: file.type, file_name: file.name } });
}

by('write').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = by('text').value.trim();
  if (!text) return;
  by('text').value = '';
  void attempt(() => write({ type: 'text', text }));
});
by('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  by('write').requestSubmit();
});
by('file').addEventListener('change', () => {
  const [file] = by('file').files;
  by('file').value = '';
  if (file) void attempt(() => sendFile(file));
});
by('unquote').addEventListener('click', unquote);
by('online').addEventListener('change', () => {
  if (state.number) void attempt(() => ask(state.account, 'telephone', { number: state.number, online: by('online').checked }));
});
by('back').addEventListener('click', () => {
  by('telephone').dataset.view = 'people';
  by('person-name').focus();
});
by('new-person').addEventListener('submit', (event) => {
  event.preventDefault();
  const { name, number, account } = Object.fromEntries(new FormData(event.target));
  void attempt(async () => {
    const phone = await ask(account, 'telephone', { number, name, reads: false });
    await refreshPeople();
    await open(account, phone.number);
  });
});

async function poll() {
  try {
    await Promise.all([refreshPeople(), refreshChat()]);
    if (by('trouble').dataset.lost) complain(null);
    delete by('trouble').dataset.lost;
  } catch (error) {
    by('trouble').dataset.lost = 'yes';
    complain(error);
  }
  setTimeout(poll, POLL_MS);
}

async function start() {
  const { accounts, suggestion } = await (await fetch('accounts')).json();
  state.accounts = accounts;
  by('account').replaceChildren(...accounts.map(({ provider }) => made('option', { value: provider, textContent: nameOf(provider) })));
  by('person-name').value = suggestion.name;
  by('person-number').value = suggestion.number;
  await poll();
}

void start();
