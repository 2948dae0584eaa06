import type { TriageCategory, TriageLanguage, TriageMail } from './triageFields.js';

type Written = Exclude<TriageLanguage, 'other'>;

/** Drafts for a person: polite, asking for what is missing, promising nothing. */
const MIDDLES: Record<Written, Record<TriageCategory, string>> = {
  en: {
    order_status: 'We are looking into where your order is. If your message did not name it, please send us the order number.',
    damaged_item:
      'We are sorry that the product is not in order. If you have not done so yet, please send us the order number and a photo, and do not use the product until we have looked into it.',
    wrong_item:
      'We are sorry for the mix-up. Please send us the order number and a photo of what you received, and we will check what happened.',
    refund: 'We are checking the state of your refund. If your message did not name it, please send us the order number.',
    return:
      'Thank you for telling us. Please send us the order number and which item it is about, and we will check how it can be returned or exchanged.',
    payment:
      'We are checking this payment. Please send us the order number or the reference of the transaction; never send us card numbers or passwords.',
    product_question: 'Thank you for your interest. We are passing your question to a colleague who knows the product.',
    complaint: 'We are sorry for this experience. A colleague will read your case carefully.',
    feedback: 'Thank you for taking the time to write. We are passing your words on to the team.',
    account: 'We are looking into your account. Please do not send us passwords or one-time codes.',
    spam: 'Thank you for your message. We have no need for this offer.',
    other: 'Thank you for your message. We are passing it to the colleague in charge.',
  },
  hi: {
    order_status: 'हम आपके ऑर्डर की स्थिति देख रहे हैं। यदि संदेश में ऑर्डर नंबर नहीं था, तो कृपया वह भेज दें।',
    damaged_item:
      'हमें खेद है कि सामान ठीक नहीं निकला। यदि आपने अभी तक नहीं भेजा है, तो कृपया ऑर्डर नंबर और फोटो भेजें, और जाँच होने तक सामान का उपयोग न करें।',
    wrong_item: 'गलत सामान पहुँचने के लिए हमें खेद है। कृपया ऑर्डर नंबर और मिले हुए सामान की फोटो भेजें, हम जाँच करेंगे।',
    refund: 'हम आपके रिफंड की स्थिति देख रहे हैं। यदि संदेश में ऑर्डर नंबर नहीं था, तो कृपया वह भेज दें।',
    return: 'बताने के लिए धन्यवाद। कृपया ऑर्डर नंबर और सामान का नाम भेजें, हम देखेंगे कि वापसी या बदलाव कैसे हो सकता है।',
    payment: 'हम इस भुगतान की जाँच कर रहे हैं। कृपया ऑर्डर नंबर या लेन-देन का संदर्भ भेजें; कार्ड नंबर या पासवर्ड कभी न भेजें।',
    product_question: 'आपकी रुचि के लिए धन्यवाद। हम आपका प्रश्न उस सहकर्मी को दे रहे हैं जो इस उत्पाद को जानते हैं।',
    complaint: 'आपके इस अनुभव के लिए हमें खेद है। हमारे एक सहकर्मी आपकी बात ध्यान से पढ़ेंगे।',
    feedback: 'लिखने के लिए समय निकालने का धन्यवाद। हम आपकी बात टीम तक पहुँचा रहे हैं।',
    account: 'हम आपके खाते की जाँच कर रहे हैं। कृपया पासवर्ड या ओटीपी न भेजें।',
    spam: 'आपके संदेश के लिए धन्यवाद। हमें इस प्रस्ताव की आवश्यकता नहीं है।',
    other: 'आपके संदेश के लिए धन्यवाद। हम इसे संबंधित सहकर्मी को दे रहे हैं।',
  },
  hinglish: {
    order_status: 'Hum aapke order ka status dekh rahe hain. Agar message me order number nahi tha, to please bhej dijiye.',
    damaged_item:
      'Hume khed hai ki product theek nahi nikla. Agar abhi tak nahi bheja hai, to please order number aur photo bhejiye, aur jaanch hone tak product use mat kijiye.',
    wrong_item: 'Galat item pahunchne ke liye hume khed hai. Please order number aur mile hue item ki photo bhejiye, hum check karenge.',
    refund: 'Hum aapke refund ka status dekh rahe hain. Agar message me order number nahi tha, to please bhej dijiye.',
    return:
      'Batane ke liye dhanyavaad. Please order number aur item ka naam bhejiye, hum dekhenge ki return ya exchange kaise ho sakta hai.',
    payment:
      'Hum is payment ki jaanch kar rahe hain. Please order number ya transaction reference bhejiye; card number ya password kabhi mat bhejiye.',
    product_question: 'Aapki ruchi ke liye dhanyavaad. Hum aapka sawaal us saathi ko de rahe hain jo is product ko jaante hain.',
    complaint: 'Aapke is anubhav ke liye hume khed hai. Hamare ek saathi aapki baat dhyan se padhenge.',
    feedback: 'Likhne ke liye samay nikaalne ka dhanyavaad. Hum aapki baat team tak pahuncha rahe hain.',
    account: 'Hum aapke account ki jaanch kar rahe hain. Please password ya OTP mat bhejiye.',
    spam: 'Aapke message ke liye dhanyavaad. Hume is offer ki zaroorat nahi hai.',
    other: 'Aapke message ke liye dhanyavaad. Hum ise sambandhit saathi ko de rahe hain.',
  },
};
const FRAMES: Record<Written, [greeting: string, closing: string]> = {
  en: ['Hello,', 'Kind regards'],
  hi: ['नमस्ते,', 'सादर'],
  hinglish: ['Namaste,', 'Dhanyavaad'],
};

export function replyTemplate(category: TriageCategory, language: TriageLanguage, channel: TriageMail['channel'] = 'email'): string {
  const written = language === 'other' ? 'en' : language;
  const [greeting, closing] = FRAMES[written];
  // In a chat nobody begins and ends a letter.
  if (channel === 'chat') return `${greeting.replace(',', '!')} ${MIDDLES[written][category]}`;
  return `${greeting}\n\n${MIDDLES[written][category]}\n\n${closing}`;
}
