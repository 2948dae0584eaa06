-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('surveys', 'Surveys', 'What customers are asked after a contact, and how the answers come out.', 'vced', 'v', 'v');
select public.register_module('survey_responses', 'Survey answers', 'Who was asked, and what was answered.', 'vced', 'vc', 'v');
select public.register_timeline('survey', 'survey_responses', 'timeline_surveys');

-- The one that rules send when they name none.
insert into public.surveys (id, name, description, kind, questions, intro, thanks) values (
  '5e000000-0000-4000-8000-000000000001', 'How did we do?', 'Asked after a matter was resolved.', 'csat',
  '[{"key": "score", "type": "csat", "is_required": true, "text": {"en": "How did we do?", "hi": "हमारी सेवा कैसी रही?"}},
    {"key": "missing", "type": "choice", "text": {"en": "What was missing?", "hi": "क्या कमी रही?"}, "show_if": {"field": "score", "operator": "at_most", "value": 3},
     "options": [{"value": "speed", "text": {"en": "A quicker answer", "hi": "जल्दी जवाब"}}, {"value": "solution", "text": {"en": "A solution", "hi": "समाधान"}},
       {"value": "kindness", "text": {"en": "A friendlier tone", "hi": "बेहतर व्यवहार"}}]},
    {"key": "comment", "type": "text", "text": {"en": "Is there anything you would like to tell us?", "hi": "क्या आप कुछ और कहना चाहेंगे?"}}]',
  '{"en": "Your matter is resolved. How did we do? It takes half a minute:", "hi": "आपका काम पूरा हो गया है। हमारी सेवा कैसी रही? आधा मिनट लगेगा:"}',
  '{"en": "Thank you for your answer.", "hi": "आपके जवाब के लिए धन्यवाद।"}')
on conflict (id) do nothing;
