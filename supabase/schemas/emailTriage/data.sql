select public.register_decisions('email.triage', 'emails', 'decision_email_triages');
select public.register_decisions('chat.triage', 'chats', 'decision_chat_triages');
