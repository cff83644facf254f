-- The three roles of the service, its extensions and who owns what. An administrator
-- runs it once in the service's own database (`psql -d reclampro -f roles.sql`), then
-- gives each role a password (`\password reclampro_owner`, `..._app`, `..._clock`).
-- Running it again changes nothing.
do $$
begin
    if not exists (select from pg_roles where rolname = 'reclampro_owner') then
        create role reclampro_owner login nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'reclampro_app') then
        create role reclampro_app login nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
    -- The clock finds due work over all cabinets; migrations grant it ids and times only.
    if not exists (select from pg_roles where rolname = 'reclampro_clock') then
        create role reclampro_clock login nosuperuser nocreatedb nocreaterole bypassrls;
    end if;
    execute format('alter database %I owner to reclampro_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect on database %I to reclampro_owner, reclampro_app, reclampro_clock',
        current_database()
    );
end
$$;

alter schema public owner to reclampro_owner;
revoke all on schema public from public;
grant usage on schema public to reclampro_app, reclampro_clock;

create extension if not exists unaccent;
create extension if not exists pg_trgm;
