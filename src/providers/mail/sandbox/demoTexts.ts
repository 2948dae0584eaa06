/** Invented people, invented goods, invented troubles. */

export interface DemoCustomer {
  name: string;
  email: string;
}

export const CUSTOMERS: DemoCustomer[] = [
  { name: 'Asha Verma', email: 'asha.verma@example.net' },
  { name: 'Bharat Rao', email: 'bharat.rao@example.net' },
  { name: 'Chitra Nair', email: 'chitra.nair@example.org' },
  { name: 'Dev Malhotra', email: 'dev.malhotra@example.net' },
  { name: 'Esha Kulkarni', email: 'esha.kulkarni@example.org' },
  { name: 'Farhan Sheikh', email: 'farhan.sheikh@example.net' },
  { name: 'गीता शर्मा', email: 'geeta.sharma@example.net' },
  { name: 'Harish Pillai', email: 'harish.pillai@example.org' },
];

export const PRODUCTS = [
  'A2 ghee, 1 litre',
  'groundnut oil, 5 litres',
  'forest honey, 500 g',
  'stone-ground atta, 10 kg',
  'jaggery powder, 1 kg',
  'turmeric powder, 200 g',
];

export interface DemoText {
  subject: string;
  text: string;
}

export interface StartingMail extends DemoText {
  /** Index in CUSTOMERS; or a sender of another kind. */
  customer?: number;
  sender?: DemoCustomer;
  html?: string;
  headers?: Record<string, string>;
  file?: 'photo' | 'invoice';
  /** Index of the mail that it answers. */
  answers?: number;
}

export const STARTING_MAILS: StartingMail[] = [
  {
    customer: 0,
    subject: 'Where is my order 5550142?',
    text: 'Hello,\n\nI ordered two bottles of groundnut oil last Monday (order 5550142). The app says "shipped" for four days now. When will it arrive? I need it before the weekend.\n\nRegards,\nAsha Verma\n+91 5550001001',
  },
  {
    customer: 1,
    subject: 'Broken jar of ghee',
    text: 'Hi team,\n\nthe jar of A2 ghee in order 5550187 arrived broken, everything in the box is greasy. A photo is attached. Please send a new one.\n\nBharat Rao',
    file: 'photo',
  },
  {
    customer: 6,
    subject: 'ऑर्डर 5550203 अभी तक नहीं मिला',
    text: 'नमस्ते,\n\nमेरा ऑर्डर 5550203 पाँच दिन पहले भेजा गया था, लेकिन अभी तक नहीं पहुँचा। कृपया बताइए कि वह कब तक आएगा।\n\nधन्यवाद,\nगीता शर्मा',
  },
  {
    customer: 5,
    subject: 'Refund kab milega?',
    text: 'Hello sir,\n\nmaine order 5550219 cancel kar diya tha pichhle hafte, lekin abhi tak refund nahi aaya. Paise kab tak wapas milenge? UPI se payment kiya tha, 1,249 rupaye.\n\nFarhan',
  },
  {
    customer: 2,
    subject: 'Lovely honey!',
    text: 'Dear all,\n\njust a word of thanks: the forest honey is the best we ever had, and the delivery was a day early. Keep it up!\n\nChitra',
    html: '<p>Dear all,</p><p>just a word of thanks: the <b>forest honey</b> is the best we ever had, and the delivery was a day early. Keep it up!</p><p>Chitra</p>',
  },
  {
    customer: 3,
    subject: 'Automatic reply: Your order has been shipped',
    text: 'I am out of office until next Monday and will read your message then.\n\nDev Malhotra',
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', Precedence: 'auto_reply' },
  },
  {
    sender: { name: 'Kitchen Weekly', email: 'news@lists.example.org' },
    subject: 'Kitchen Weekly: five ways with jaggery',
    text: 'This week: five ways with jaggery, and what to cook when it rains.\n\nYou get this letter because you signed up for it.',
    headers: {
      'List-Id': 'Kitchen Weekly <weekly.lists.example.org>',
      'List-Unsubscribe': '<mailto:leave@lists.example.org>',
      Precedence: 'bulk',
    },
  },
  {
    customer: 4,
    subject: 'Invoice with the wrong address',
    text: 'Hello,\n\nthe attached invoice shows our old address. Could you send a corrected one? Our accountant needs it this month.\n\nEsha Kulkarni',
    file: 'invoice',
  },
  {
    customer: 7,
    subject: 'Change of delivery address, order 5550266',
    text: 'Hello,\n\nplease deliver order 5550266 to my office instead of my home: 14 Lake Road, second floor.\n\nThank you,\nHarish Pillai',
  },
  {
    customer: 7,
    subject: 'Re: Change of delivery address, order 5550266',
    text: 'Sorry, it is 41 Lake Road, not 14. Third floor.\n\nHarish Pillai\n\n> please deliver order 5550266 to my office instead of my home: 14 Lake Road, second floor.',
    answers: 8,
  },
  {
    customer: 1,
    subject: 'URGENT: charged twice',
    text: 'I was charged TWICE for my yearly supply of ghee, order ORD-20005, 39,995 rupees each. This is the third time I write, and nobody answers: unacceptable. I am angry. If nobody answers today I will go to my bank.\n\nBharat Rao',
  },
  {
    customer: 0,
    subject: 'Is the atta gluten free?',
    text: 'Hi,\n\nbefore I order: is your stone-ground atta gluten free? My daughter cannot eat wheat.\n\nAsha',
  },
];

export const TRICKLE_MAILS: DemoText[] = [
  {
    subject: 'Where is my order {order}?',
    text: 'Hello,\n\nmy order {order} ({product}) was due {days} days ago. Can you tell me where it is?\n\n{name}',
  },
  {
    subject: 'Damaged: {product}',
    text: 'Hi,\n\nthe {product} from order {order} leaked in the box. Please replace it or give the money back.\n\n{name}',
  },
  {
    subject: 'Refund for order {order}',
    text: 'Hello,\n\nI returned {product} {days} days ago and have not seen the refund yet. What is the state?\n\nRegards,\n{name}',
  },
  {
    subject: 'Order {order} kab aayega?',
    text: 'Namaste,\n\nmera order {order} ({product}) abhi tak nahi aaya, {days} din ho gaye. Kab tak milega?\n\n{name}',
  },
  { subject: 'ऑर्डर {order} के बारे में', text: 'नमस्ते,\n\nऑर्डर {order} में गलत सामान आया है। मैंने {product} मँगाया था। कृपया बदल दीजिए।\n\n{name}' },
  { subject: 'Thank you', text: 'Dear team,\n\nthe {product} is wonderful. We will order again.\n\n{name}' },
  {
    subject: 'Question about {product}',
    text: 'Hi,\n\nhow long does {product} keep after opening, and does it have to be in the fridge?\n\n{name}',
  },
  { subject: 'Cancel order {order}', text: 'Please cancel order {order}. I ordered {product} twice by mistake.\n\n{name}' },
];
