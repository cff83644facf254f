-- The three roles, made once by an administrator of the server.
-- reclampro_owner owns the database and migrates; reclampro_app serves requests and duties under
-- row-level security; reclampro_clock finds work across cabinets (migrations grant it columns).
-- Give each a password of its own afterwards: ALTER ROLE reclampro_app PASSWORD '…';
create role reclampro_owner login nosuperuser nobypassrls nocreaterole;
create role reclampro_app login nosuperuser nobypassrls nocreaterole nocreatedb;
create role reclampro_clock login nosuperuser bypassrls nocreaterole nocreatedb;
create database reclampro owner reclampro_owner encoding 'UTF8' template template0;
