-- What became of an item of a batch.
create type public.chat_outcome as (n integer, outcome text);
