/*
 * The words of a text as every search compares them, in their order: lower case, accents away, digits of any script as 0 to 9, signs as gaps, so that the
 * pieces of an address or a file name are words. Each emoji is a word. Scripts that write no spaces (Thai, Chinese, Japanese, Korean and their
 * neighbours) are known by every two letters that stand together, and by the last one alone; what is asked for leaves that one out.
 */
create function public.search_tokens(p_text text, p_is_asked boolean default false) returns text[]
language plpgsql immutable set search_path = '' as $$
declare
  v_unspaced constant text := '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+';
  -- Not in the collation of whatever column it comes from: C knows no capitals beyond ASCII.
  v_text     text := lower(left(p_text, 100000) collate "default");
begin
  if octet_length(v_text) <> length(v_text) then
    -- Accents, and signs that are not seen.
    v_text := translate(normalize(regexp_replace(normalize(v_text, nfkd), '[\u0300-\u036F\u00AD\u200B-\u200F\u2060\uFE0F\uFEFF]', '', 'g'), nfc), 'ς', 'σ');
    v_text := translate(v_text,
      '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯๐๑๒๓๔๕๖๗๘๙',
      repeat('0123456789', 12));
    v_text := translate(v_text, '“”‘’‚„‹›«»–—―‐‑…·•¿¡§¶†‡°©®™€₹£¥¢।॥॰؟،؛٪。、「」『』【】《》〈〉・' || chr(160), repeat(' ', 64));
    v_text := regexp_replace(v_text, '([\u2190-\u2BFF\U0001F000-\U0001FAFF])', ' \1 ', 'g');
    if v_text ~ v_unspaced then
      v_text := regexp_replace(v_text, '(' || v_unspaced || ')', E' \x01\\1 ', 'g');
      select string_agg(case when p.part like E'\x01%' then (
        select string_agg(substr(p.part, i, 2), ' ' order by i)
        from generate_series(2, length(p.part) - case when p_is_asked and length(p.part) > 2 then 1 else 0 end) i)
        else p.part end, ' ' order by p.n) into v_text
      from string_to_table(v_text, ' ') with ordinality p (part, n);
    end if;
  end if;
  v_text := translate(v_text, E'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\f\v\x01', repeat(' ', 38));
  return coalesce((select array_agg(left(t.token, 64) order by t.n) from string_to_table(v_text, ' ') with ordinality t (token, n) where t.token <> ''), '{}');
end $$;
select public.grant_to_service('search_tokens');
