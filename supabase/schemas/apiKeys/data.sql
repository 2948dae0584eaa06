-- What supervisor, agent and viewer may do at first: letters of view, create, edit, delete.
select public.register_module('api_keys', 'API keys', 'Keys with which programs call the API.', 'v', '', '');
