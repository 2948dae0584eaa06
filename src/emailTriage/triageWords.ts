import type { TriageCategory } from './triageFields.js';
import { fold } from './triageText.js';

/** A pattern and how much it says. */
export interface Word {
  weight: number;
  pattern: RegExp;
}

/** Latin patterns are whole words; Devanagari ones are beginnings, as endings change. Negation in front is part of a pattern where it matters. */
function words(weight: number, ...patterns: string[]): Word[] {
  return patterns.map((pattern) => {
    const folded = fold(pattern);
    const devanagari = /[\u0900-\u097f]/.test(folded);
    return { weight, pattern: new RegExp(devanagari ? `(?<![\\u0900-\\u097f])(?:${folded})` : `(?<![a-z])(?:${folded})(?![a-z])`) };
  });
}

const NAHI = '(?:nahi|nahin|nhi|nai)';

export const CATEGORY_WORDS: Record<TriageCategory, Word[]> = {
  order_status: [
    ...words(3, 'expected (?:date|delivery|by)', '(?:present|current) (?:position|status|location)', 'arriving (?:today|tomorrow)', 'stuck (?:at|in)', 'at (?:your|the) (?:hub|facility|warehouse)', 'nothing (?:has )?(?:come|arrived)', 'every day nothing', 'collect it myself', 'when can i expect', 'delivery partner', 'how long (?:will|does) [^.?\\n]{0,20}(?:take|deliver)', 'expedite', 'reschedule', 'kya position', 'kuch nahi aata', 'aane wala', 'delivery (?:honi|hona|kab)', 'डिलीवरी (?:कल|आज|कब)', 'वर्तमान स्थिति', 'आज पहुंचेगा', 'कुछ नहीं आता', 'कहां पहुंचा', 'पता बदल', 'address change|change (?:of|the|my) (?:delivery )?address', 'any (?:update|news) on', 'processing', 'handed over', 'doorbell', 'delivery status', 'order status', 'status of my order', 'eta', 'still has not come', 'has not (?:come|reached)', 'never (?:arrived|came)', 'leave your warehouse', '(?:nikla|pahuncha|pahucha|bheja) (?:bhi )?hai ya', 'kitna wait', 'kab (?:bhejoge|niklega|bhejenge)', 'प्रोसेसिंग', 'निकला (?:भी )?है', 'कितना (?:और )?इंतजार', 'कब भेज', 'नहीं पहुंचा', 'track(?:ing)?', 'in transit', 'out for delivery', 'shipping notice', 'when will (?:it|my|the) [^.?!\\n]{0,20}(?:arrive|come|reach|ship|be delivered)', 'where is (?:it|my (?:order|parcel|package))', 'not (?:yet )?(?:arrived|delivered|shipped|received)', 'kab (?:tak )?(?:aayega|aaega|ayega|milega|pahuchega)', `(?:aaya|mila|pahuncha|pahucha) ${NAHI}`, `abhi tak ${NAHI}`, 'kab (?:tak )?deliver', 'कब (?:तक )?(?:आएगा|मिलेगा|पहुंचेगा|डिलीवर)', 'कहां (?:है|तक)', 'अभी तक नहीं (?:आया|मिला|पहुंचा)', 'ट्रैकिंग'),
    ...words(2, 'deliver(?:y|ed)? date', 'delivery', 'deliver', 'deliveries', 'delay(?:ed)?', 'dispatch(?:ed)?', 'shipped', 'shipment', 'courier', 'arrive[sd]?', 'has my (?:order|parcel|package)', 'gets here', 'kahan|kidhar', 'डिलीवरी', 'पार्सल', 'रास्ते में', 'तारीख', 'date aage'),
    ...words(1, 'order', 'parcel', 'package', 'warehouse', 'ऑर्डर', 'कब', 'kab', 'late', 'by tomorrow'),
  ],
  damaged_item: [
    ...words(4, 'fracture', 'seeps?', 'gave up', 'tapakt[ai]', 'tut ga(?:ya|yi|i)', 'dead', 'stains?', 'hole', 'loose', 'wobbl\\w+', 'makes? (?:a )?(?:strange )?noise', 'fell ill|food poisoning', 'smells? (?:bad|rotten|off)', 'does not charge', 'poor quality', 'low quality', 'रिस', 'छेद', 'दाग', 'बदबू', 'घटिया क्वालिटी', 'चार्ज नहीं', 'badbu', 'charge nahi', 'chhed', 'came (?:off|apart)', 'fell (?:off|apart)', 'smashed', 'melt(?:ed|ing)?', 'swollen', 'swell(?:ed|ing)?', 'overheat\\w*', 'too hot|so hot', 'burst', 'spoil(?:ed|t)', 'rotten', 'mould|mold', 'rust(?:ed|y)?', 'bent', 'ripped', 'chipped', 'worn out', 'malfunction\\w*', 'dead on arrival', 'nikal gaya|nikal gayi', 'phool', 'pighal', 'garam ho', 'jal gaya|jal gayi', 'sad(?:a|i) hua', 'kaam nahi kar', 'band pad', 'निकल गया|निकल गई', 'फूल', 'पिघल', 'जल गय', 'सड़', 'काम नहीं कर', 'जंग', 'उखड़', 'मुड़', 'broken', 'broke', 'damaged?', 'crack(?:ed|s)?', 'shattered', 'defect(?:ive)?', 'faulty', 'scratch(?:ed|es)?', 'leak(?:s|ing|ed)?', 'torn', 'dent(?:ed)?', 'expired?', 'smoke', 'spark(?:ed|s)?', 'caught fire', 'does(?: not|n\'t) (?:turn on|work|switch on|start)', 'stopped working', 'not working', '(?:toot|tut|tuta|toota)', 'toota hua', 'kharab|kharaab', 'aag', 'dhuan|dhua', 'phat[ae]?', 'टूट', 'खराब', 'चालू (?:ही )?नहीं', 'फटा', 'लीक', 'दरार', 'एक्सपायर', 'करंट', 'चिंगारी', 'धुआं', 'एलर्जी', 'सूजन', 'जलन', 'allerg(?:y|ic)', 'rash', 'electric shock', 'threw up|vomit(?:ing|ed)?', 'ulti', 'tabiyat'),
    ...words(2, 'seal (?:was|is) (?:open|broken)', 'awaaz', 'replacement', 'photos? attached', 'pictures?', 'टपक', 'band ho gaya'),
  ],
  wrong_item: [
    ...words(5, 'wrong (?:item|product|order|colou?r|size|parcel|thing)', 'different (?:colou?r|item|product|size)', 'not what i ordered', 'someone else\'?s (?:order|parcel)', 'galat (?:item|product|saman|samaan|colou?r|size|order)', 'गलत (?:सामान|रंग|साइज|प्रोडक्ट|चीज|आइटम)', 'किसी और का (?:सामान|ऑर्डर|पार्सल)'),
    ...words(4, '(?:picked|chose|selected|asked for|paid for|wanted) [^.\\n]{0,50} (?:but|and|yet) ', 'i order(?:ed)? [^.\\n]{0,50},? (?:i )?(?:get|got|received)', 'i get one for', '(?:select|choose|order) (?:kiya|kari)[^.\\n]{0,50}(?:bhej|aa ga|mil)\\w*', 'चुनी? [^।\\n]{0,30}(?:पर|लेकिन|मगर)', 'चुना [^।\\n]{0,30}(?:पर|लेकिन)', 'ऑर्डर किया [^।\\n]{0,30}(?:भेज|आ गय|मिल)', 'not (?:the one|what) i', 'send the (?:right|correct|larger|smaller) one', 'बड़ी वाली भेज', 'inside (?:i|we) found', 'meant for', 'counted', 'short delivery|short supply', 'one (?:less|short)', 'incomplete', 'someone else', 'kisi aur ka', '(?:andar|dabbe me|box me) [^.\\n]{0,40}(?:nikl\\w*|hi th[ei]|mil\\w*)', 'doosre ka|dusre ka', 'adhoora', 'अंदर [^।\\n]{0,40}(?:निकल|मिल)', 'दूसरे का', 'अधूरा', 'ही (?:निकल|मिल)', 'instead of', 'missing', 'only (?:one|two|three|\\d+) of', 'i ordered [^.\\n]{0,40} but', 'i wanted [^.\\n]{0,40} (?:and|but) (?:got|received)', 'mixed up|mix ?up', '(?:mangwaya|mangaya|mangwayi|mangayi|mangwai|order ki|order kiya) [^.\\n]{0,40} (?:lekin|par|aur|but)', 'ki jagah [^.\\n]{0,30}(?:aa|nikl|mil|bhej)\\w*', '(?:packet|piece|item)s? (?:kam|missing)', 'की जगह [^।\\n]{0,30}(?:आ |आए|आई|निकल|मिल|भेज|तीन|दो)', '(?:मंगवा|मंगा)[^।\\n]{0,40}(?:लेकिन|पर|मगर)', 'कम (?:है|निकल|मिल)'),
    ...words(2, 'sahi (?:wali|wala|size|item)', 'सही (?:वाल|सामान|जोड़ी|साइज)', 'aayi hai|aaya hai|aa gaye'),
  ],
  refund: [
    ...words(4, '(?:put|give|send|transfer|return) (?:the|my) (?:money|amount)', 'give me what is mine', '(?:mera|meri|mere|apna) (?:paisa|paise|amount)[^.\\n]{0,12}(?:do|dijiye|de do|lauta)', 'amount (?:card|bank|account|upi)', '(?:मेरा|मेरे) पैस', 'रकम', 'धनवापसी', 'owe me', 'refund(?:ed|s)?', 'money back', 'reimburse(?:d|ment)?', 'paise? (?:wapas|waapas|vapas|lauta)', 'paisa (?:wapas|waapas|vapas)', 'पैसे (?:वापस|लौटा)', 'रिफंड', 'राशि (?:वापस|लौटा|नहीं)', 'pay back', 'pay me back'),
    ...words(2, 'credited', 'credit', 'amount', 'cancel(?:led|ed)?', 'cancel kar', 'रद्द', 'लौटाए हुए', 'promised'),
  ],
  return: [
    ...words(4, 'go back', 'swap', 'can i return', 'take (?:it|them) back', 'lauta sakt\\w*', '(?:like|want|need) to return', 'return (?:it|them|ka|ki|process)', 'वापसी', 'badalwa', 'बदलवा', 'लौटा सक', 'do you collect', 'send (?:it|them|this) back', 'give (?:it|them) back', 'return (?:id|window|pick ?up|policy|label|request)', 'requested a return', 'exchange', 'pick ?up for return', 'wapas kar(?:na|ni|ne)', 'lautan[aei]', 'return karn[aei]', 'वापस कर(?:ना|नी|ने)', 'लौटान', 'एक्सचेंज', 'बदलना है'),
    ...words(3, 'to return', 'too (?:small|big|large|tight)', 'a bit (?:small|big)', 'bigger size|smaller size', 'pick ?up', 'पिकअप', 'changed my mind', 'tight hai', 'छोटा पड़|बड़ा पड़'),
    ...words(1, 'returned?', 'size', 'साइज', 'unused', 'wapas', 'वापस', 'tag'),
  ],
  payment: [
    ...words(5, 'charged twice|double charged|charged double', 'double payment', '(?:payment|amount|money|\\d+)[^.\\n]{0,30}(?:debited|deducted)', '(?:debited|deducted)', '(?:paise|paisa|rupaye|rupees|\\d+)[^.\\n]{0,15}(?:kat|kata|debit)', 'पैसे कट', 'रुपये कट', 'दो बार पैसे', 'unauthori[sz]ed', 'that i never made', 'gst'),
    ...words(3, 'overcharged', 'extra (?:charge|amount|\\d+)', 'card charged', 'payments? to your shop', 'using my card', '(?<!confirmed )receipt', 'cart total', 'kaat liy[ae]', 'zyada (?:kaat|paise|charge)', 'रसीद', 'ज्यादा (?:पैसे|क्यों)', 'लूट', 'total \\d+', 'statement', 'voucher', 'gift card', 'checkout', 'coupon', 'discount code', 'billed', 'bank (?:details|statement)', 'कूपन', 'विवरण में', 'kitna kata', 'installment', 'wallet balance', 'invoice', 'bill', 'charge(?:d|s)?', 'payment', 'transaction', 'cash on delivery|cod', 'credit card|debit card', 'emi', 'बिल', 'भुगतान', 'जीएसटी', 'बैंक से', 'coupon|promo code'),
    ...words(1, 'card', 'upi', 'bank', 'यूपीआई', 'fraud(?! company)'),
  ],
  product_question: [
    ...words(3, 'catalogue', 'rates', 'measurements?', 'dimensions?', 'fits? my', 'capacity', 'weight of', 'how heavy', 'colou?rs? available', 'gift hampers?', 'organic', 'gluten', 'vegetarian|vegan', 'expiry', 'shelf life', 'compatible', 'lambai', 'chaudai', 'naap', 'aayegi kya|aayega kya', 'लंबाई', 'चौड़ाई', 'नाप', 'वजन', 'कैटलॉग', 'रेट', 'कौन सा मॉडल', 'spare', 'separately', 'just curious', 'what does it cost', 'is (?:the|this|it) [^.?\\n]{0,40} or ', 'can (?:one|i|we) (?:buy|use|get|wash|put)', 'how do i use', 'manual', 'instructions for use', 'material', 'made of', 'ka hai ya', 'asli', 'नकली', 'असली', 'अलग से', 'कैसे इस्तेमाल', 'kaise use', '(?:is|are) (?:it|the|this|these|they) [^.?\\n]{0,40}(?:safe|suitable|compatible|available|waterproof|washable)', 'does (?:it|the|this) [^.?\\n]{0,40}(?:work|contain|come|have|support|fit)', 'do you (?:have|sell|offer|stock)', '(?:back )?in stock', 'out of stock', 'warranty|guarantee period', 'before i buy', 'price', 'discount', 'bulk', 'recommend', 'dishwasher', 'induction', 'ingredients?', 'stock (?:me|mein)', 'chalega kya|chalegi kya', 'kitn[ei] (?:ki|ka|ke|litre|liter)', 'इंडक्शन', 'वारंटी', 'स्टॉक', 'कीमत', 'उपलब्ध', 'चलेगा', 'सामग्री'),
    ...words(2, 'question', 'which (?:model|size|one)', 'how (?:much|many|long|big)', 'chalega|chalegi', 'kya (?:yeh|ye|is)', 'hai kya', 'है क्या', 'क्या (?:यह|ये|इस)', 'litre', 'जानकारी', 'dam kya|daam', 'suitable'),
  ],
  complaint: [
    ...words(5, 'accus\\w+', 'incompetent', 'no solution', 'in front of everyone', 'different answers', 'harass\\w+', 'unprofessional', 'arrogant', 'sabke saamne', 'ilzaa?m', 'bardaa?sht', 'kisi ne meri nahi suni', 'इल्जाम', 'बर्दाश्त', 'सबके सामने', 'चोरी', 'laughed', 'hung up', 'insult\\w*', 'treat (?:people|customers|me)', 'ombudsman', 'file a case', 'newspapers', 'social media', 'cheat(?:ed|ers|ing)?', 'liars?', 'phone (?:kaat|rakh)', 'aise baat', 'ऐसे बात', 'हंसकर', 'फोन रख', 'अपमान', 'dhokha', 'rude(?:ly)?', 'shouted', 'abus(?:e|ed|ive)', 'misbehav\\w+', 'behaviou?r', 'worst (?:customer )?(?:service|support|experience|company)', 'consumer (?:court|forum)', 'lawyer|legal (?:notice|action)', 'police', 'manager', 'apolog(?:y|ise|ize)', 'badtam(?:ee|i)zi', 'gaal[iy]', 'ghatiya service', 'बदतमीज', 'शिकायत', 'उपभोक्ता', 'अदालत|कोर्ट|पुलिस', 'व्यवहार', 'सुनवाई नहीं', 'सेवा [^।\\n]{0,12}(?:खराब|घटिया|बेकार)', 'khilaf'),
    ...words(4, '(?:formal )?complaint', 'on hold', 'disconnected', 'ignored', 'closing my tickets?|tickets? (?:band|close)', 'never (?:shop|buy|order)', 'nobody (?:answers|listens|cares|has solved|helps)', 'a human', 'automated answer', 'koi sunta', 'hold pe', 'dobara kabhi', 'फेंक', 'फोन काट', 'कोई सुनता नहीं', 'टिकट बंद', 'कभी नहीं खरीद', 'phenk'),
    ...words(2, 'कोई जवाब नहीं', 'कर्मचारी', 'staff', 'shop assistant', 'agents?', 'employee', 'call(?:ed)? (?:centre|center)', 'support team', 'कॉल सेंटर', 'customer care', 'problem for'),
  ],
  feedback: [
    ...words(4, 'have you thought of', 'pass on my', 'gratitude', 'thanks to (?:him|her|your)', 'in love with', 'divine', 'was patient', 'solved it', 'great experience', 'idea', 'sab solve', 'thank you bolna', 'unko thank', 'सुलझा दिया', 'धन्यवाद कहिए', 'मेरा धन्यवाद', 'विचार है', 'god bless', 'you may want to', 'you (?:could|should) (?:make|add|offer)', 'compliments?', 'impressed', 'appreciate', 'has not felt so good', 'made my day', 'भला करे', 'आभारी', 'bhala kare', 'aaram mila', 'आराम मिला', 'dil khush', 'दिल खुश', 'kripya jod', 'suggest(?:ion|ions)?', 'feedback', 'it would be nice', 'keep (?:it )?up', '(?:5|five) stars?', 'happy customer', 'well done', 'survey', 'सुझाव', 'अनुभव (?:शानदार|बढ़िया|अच्छा)', 'thank you team', 'khush kar diya'),
    ...words(2, 'love(?:d|ly)?', 'fantastic', 'excellent', 'amazing', 'wonderful', 'awesome', 'great (?:product|quality|job|team)', 'beautiful', 'so helpful', 'exactly as described', 'mast', 'badhiya', 'lajawab', 'zabardast', 'maza aa', 'pasand aa(?:ya|yi|ye)', 'बढ़िया', 'शानदार', 'लाजवाब', 'बहुत अच्छ', 'बहुत-बहुत धन्यवाद', 'पसंद आ', 'मजा आ'),
  ],
  account: [
    ...words(5, 'sign-?up', 'mailing list', 'already in use', 'never had an account', 'register(?:ed|ing|ation)?', 'my details', 'take me off', 'loyalty points|reward points', 'रजिस्टर', 'पंजीकरण', 'खाता नहीं', 'account banaya', 'sign up', 'locked out', 'verification code', 'the code never', 'surname', 'my name (?:is|in)', 'two accounts', 'deactivate', 'उपनाम', 'नाम (?:बदल|सुधार|ठीक)', 'naam (?:badal|theek)', 'username', 'log ?in', 'sign ?in', 'password', 'otp', 'hack(?:ed)?', 'delete my (?:account|data)', 'my account was', 'profile', 'लॉगिन', 'पासवर्ड', 'ओटीपी', 'प्रोफाइल', 'मेरा खाता (?:बंद|हटा|डिलीट|हमेशा)', 'account (?:hack|delete|band|block)', 'personal data'),
    ...words(3, 'my account', 'newsletters?', 'phone number', 'two profiles', 'e-?mail address', 'registered', 'मोबाइल नंबर', 'number (?:change|badal)', 'खाते में लॉगिन'),
  ],
  spam: [
    ...words(6, 'followers?', 'increase your', 'packages? start', 'instagram page', 'order here', 'act now', 'abhi dm', 'package (?:sirf|start)', 'फॉलोअर', 'पैकेज', 'अभी संपर्क', 'free trial', 'promote your', 'cheap (?:rates?|prices?)', 'beneficiary', 'widow', 'half the usual rate', 'websites? at', 'mobile apps and websites', 'schedule a [^.\\n]{0,12}demo', 'passport copy', 'part time (?:job|kaam|work)', 'work from home', 'lakho', 'whatsapp pe', 'seats khali', 'विधवा', 'करोड़', 'लाखों', 'पासपोर्ट', 'weight loss', 'forex', 'inheritance', 'bank abroad', 'mlm', 'lottery', 'winner', 'prize', 'seo', 'page 1 of google', 'first page results?', 'crypto(?:currency)?', 'investment plans?', 'lead lists?', 'unsubscribe', 'free audit', 'ghar baithe', '(?:personal )?loan', 'click kar', 'limited (?:time )?offer', 'घर बैठे', 'लोन', 'लॉटरी', 'इनाम', 'क्लिक करें', 'ऑफर', 'viagra', 'casino', 'guest post', 'backlinks?', 'million dollars|usd [\\d,]+'),
    ...words(3, 'congratulations', 'guarantee', 'claim your', 'kamaye|kamao', 'कमाएं', 'बधाई', 'ब्याज', 'monthly returns', 'processing (?:fee|payment)'),
  ],
  other: [
    ...words(6, 'student', 'thesis', 'factory', 'visit your', 'college', 'project ke liye', 'research', 'volunteer', 'supplier', 'tender', 'फैक्ट्री', 'छात्र', 'शोध', 'परियोजना', 'newspaper article', 'lost (?:and found|property|glove|item)', '(?:left|forgot|lost) [^.\\n]{0,30}in your (?:store|shop)', 'handed (?:it )?in', 'dukaan me', 'chhoot gaya', 'छूट गय', 'दुकान में', 'parking', 'school visit', 'donat\\w+', 'job', 'apply for', 'cv', 'resume', 'hiring', 'vacancy', 'internship', 'dealership', 'franchise', 'distributor', 'press', 'interview', 'sponsor(?:ship)?', 'partnership', 'office hours', 'naukri', 'डीलरशिप', 'नौकरी', 'प्रायोजक', 'फ्रेंचाइजी', 'collaborat\\w+'),
    ...words(3, 'open on', 'opening hours', 'magazine', 'founder', 'invest', 'school', 'विद्यालय'),
  ],
};

/** Health, safety, the law, theft. */
export const DANGER_WORDS = words(
  1, 'melt(?:ed|ing)?', 'swollen', 'explo\\w+', 'ombudsman', 'file a case', 'pighal', 'fire', 'smoke', 'spark(?:ed|s)?', 'burn(?:t|ed|s)?', 'electric shock', 'dangerous', 'hurt', 'injur\\w+', 'hospital', 'doctor', 'allerg(?:y|ic)', 'poison\\w*', 'threw up|vomit\\w*', 'lawyer', 'legal (?:notice|action)', 'court', 'police', 'fraud(?! (?:company|log))', 'hack(?:ed)?', 'unauthori[sz]ed', 'using my card', 'i was asleep', 'stolen', 'aag', 'dhuan?', 'khatarnak', 'tabiyat', 'ulti', 'jaan', 'vakeel',
  'आग(?!े)', 'पिघल', 'फूल', 'धुआं', 'करंट', 'चिंगारी', 'खतरनाक', 'डॉक्टर', 'अस्पताल', 'एलर्जी', 'सूजन', 'वकील', 'अदालत', 'कोर्ट', 'पुलिस', 'धोखा', 'हैक', 'जान जा',
);
/** Wanted within a day. */
export const DEADLINE_WORDS = words(
  1, 'tonight', 'today is', 'by tomorrow', 'is tomorrow', 'by (?:tonight|today evening|end of day)', 'within (?:24 hours|a day)', 'needed (?:today|tomorrow)', 'kal (?:subah |shaam )?tak', 'aaj (?:hi )?(?:chahiye|dispatch)', 'कल (?:सुबह |शाम )?तक', 'आज ही चाहिए',
);
/** Asked before, promised before, waited long. */
export const REPEATED_WORDS = words(
  1, '(?:second|third|fourth|fifth|2nd|3rd|4th) (?:time|mail|e-?mail|reminder)', 'again', 'twice', 'following up', 'promised', 'reminder', 'no trace', 'says the refund', 'was issued', 'ho gaya, bank', 'kuch nahi aaya', 'कुछ नहीं आया', '(?:do|teen|char|\\d+) hafte ho', '(?:दो|तीन|चार) हफ्ते', 'every day', 'roz', 'रोज', 'since then', 'tab se', 'तब से', 'only promises', 'still (?:not|waiting|no)', 'then friday|last month', '(?:two|three|four|\\d+) (?:weeks|months)', 'long enough', 'been \\d+', 'losing patience', 'has been \\d+', '(?:said|told)[^.\\n]{0,30}(?:days?|by the)', 'baar baar', 'teen baar', '(?:teesri|chauthi|doosri|dusri) baar', 'har baar', '\\d+ (?:din|mahine|hafte) (?:ho gay|se)', '\\d+ ?(?:va|wa|th) din', '(?:bola|kaha) tha', 'abhi tak', 'phir se',
  'तीसर', 'चौथी', 'दूसरी बार', 'बार-बार', 'दिन (?:हो गए|से)', 'महीने से', 'कहा था', 'को कहा', 'अब तक', 'हफ्ते से',
);
/** Money that left or does not come. */
export const STUCK_MONEY_WORDS = words(
  1, 'charged twice|double charged', 'double payment', 'debited', 'deducted', 'kat ga(?:ye|ya|yi)', 'debit ho', 'do baar', 'कट ग', 'कट चुक', 'दो बार पैसे', 'no order', 'payment (?:failed|stuck)', 'not (?:been )?(?:credited|received)', 'overcharged', 'extra \\d+', 'extra', 'no trace', 'kaat liy[ae]', 'zyada', 'ज्यादा', 'went through', 'two times', 'दो बार',
);

export const NEGATIVE_WORDS = [
  ...words(2, 'joke', 'junk', 'my foot', 'hopeless', 'shady', 'incompetent', 'pathetic', 'waste', 'stop (?:this|these)', 'accused', 'seriously', 'do you even', 'sick of', 'tired of', 'worse', 'regret', 'ripped off', 'steal(?:ing)?', 'kachra', 'pagal bana', 'loot', 'hadd', 'laa?parwahi', 'bardaa?sht', 'ilzaa?m', 'padhna nahi', 'dhokha', 'bewakoof', 'कबाड़', 'लूट', 'बर्दाश्त', 'इल्जाम', 'मजाक', 'धोखेबाज', 'बेवकूफ', 'नाराज', 'दुखी', 'naraz', 'dukhi', 'excuses', 'what a mess', 'who packs', 'scared', 'done with', 'only promises', 'is this how', 'given up', 'liars?', 'laughed', 'hung up', 'shame', 'tang aa', 'jhooth[ea]?', 'darr? lag', 'sirf promise', 'aise baat', 'sach bata', 'chutti le', 'तंग आ', 'झूठ', 'डर लग', 'आश्वासन', 'ऐसे बात', 'देखते भी', 'थक ग', 'गुस्स', 'gussa', 'terrible', 'horrible', 'awful', 'worst', 'pathetic', 'disgust\\w+', 'unacceptable', 'not acceptable', 'disappoint\\w+', 'frustrat\\w+', 'angry', 'furious', 'annoy\\w+', 'ridiculous', 'unbelievable', 'fed up', 'losing patience', 'long enough', 'rude', 'shouted', 'cheat(?:ed|ing|ers)?', 'fraud', 'useless', 'rubbish', 'ignored', 'never (?:shop|buy|order)', 'for nothing', 'irritat\\w+', 'ghatiya', 'bekaar', 'bakwas', 'barbaad', 'had hai', 'mazaak', 'sharam', 'badtam(?:ee|i)zi', 'gaali', 'worst', 'dangerous', 'lawyer', 'court', 'police', 'hack(?:ed)?', 'dar lag', 'koi sunta', 'bahut galat', 'last warning', 'khilaf',
    'घटिया', 'बेकार', 'बकवास', 'शर्म(?!ा)', 'परेशान', 'निराश', 'लापरवाह', 'बदतमीज', 'बेहद खराब', 'हद है', 'यह गलत है', 'खतरनाक', 'धोखा', 'अदालत', 'पुलिस', 'सुनवाई नहीं', 'कभी नहीं खरीद', 'जान जा'),
  ...words(1, 'immediately', 'at all\\?', 'nobody', 'again', 'third mail', 'how does this', 'this is my', 'bad', 'poor', 'very late', 'turant', 'jaldi', 'तुरंत', 'कोई जवाब नहीं', 'इतनी', '!!', '\\?\\?', 'koi reply nahi', 'dangerous'),
];
export const POSITIVE_WORDS = [
  ...words(2, 'gratitude', 'in love', 'divine', 'compliments?', 'patient and', 'thank you bolna', 'sab solve', 'सुलझा दिया', 'धन्यवाद कहिए', 'grateful', 'superb', 'brilliant (?:product|service|team)', 'delicious', 'आभारी', 'मस्त', 'जबरदस्त', 'swadisht', 'स्वादिष्ट', 'god bless', 'impressed', 'has not felt so good', 'bhala kare', 'भला करे', 'love(?:d)?', 'fantastic', 'excellent', 'amazing', 'wonderful', 'awesome', 'beautiful', 'very happy', 'so helpful', 'keep it up', 'well done', 'great (?:product|quality|job|team)', 'perfect', 'delighted', 'mast', 'badhiya', 'lajawab', 'zabardast', 'khush', 'maza aa', 'acchi thi|achhi thi', 'बढ़िया', 'शानदार', 'लाजवाब', 'बहुत अच्छ', 'बहुत-बहुत धन्यवाद', 'मजा आ', 'खुश'),
  ...words(1, 'thank you', 'thanks a lot', 'good quality', 'nice', 'pasand aa(?:ya|yi|ye)', 'पसंद आया', 'अच्छ'),
];

/** Everyday words of Hindi in Latin letters that English has not. */
export const HINGLISH_WORDS = new Set(
  ('hai hain nahi nahin nhi kya kab kaise kyu kyun kahan kidhar mera meri mere mujhe mai main aap aapka aapki aapke apna hum tum yeh ye woh wo ho hua hui hue gaya gayi gaye kar karo karna karni karke kiya kiye diya diye raha rahi rahe tha thi ka ki ke ko se pe par aur lekin bhi abhi tak ek do teen sab kuch koi bhai bhaiya yaar ji chahiye milega milegi aaya aayi aayega paisa paise wapas galat sahi kharab bahut acchi accha jaldi turant baar din kal aaj wala wali bhej bhejo de dena lena liya hoga hogi jayega sakta sakti batao dijiye kijiye leke bina ghar roz sirf khola lagta laga chal').split(' '),
);
/** Words that show English, and that other languages in Latin letters have not. */
export const ENGLISH_WORDS = new Set(
  ('the and is are was were my your you i we it this that have has had not for with from please can could would will when where what how do does did of to on be been me our their they there any thank thanks order hi hello').split(' '),
);
