-- The three roles, their extensions and who owns what: run once by an administrator in
-- the service's own, empty database, and harmless when run again:
--     createdb --encoding=UTF8 --template=template0 reclampro
--     psql -d reclampro -f roles.sql
-- Then give each a password of its own: \password reclampro_owner, ..._app, ..._clock.
-- reclampro_owner owns the database and migrates; reclampro_app serves requests and duties
-- under row-level security; reclampro_clock finds work across cabinets.
do $$
begin
    if not exists (select from pg_roles where rolname = 'reclampro_owner') then
        create role reclampro_owner login nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'reclampro_app') then
        create role reclampro_app login nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
    -- Migrations grant the clock ids, states and due times, column by column.
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

-- Nobody but an administrator makes large objects: no wall stands around them, and nothing ever
-- clears them away.
revoke execute on function
    pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid),
    pg_catalog.lo_from_bytea(oid, bytea), pg_catalog.lo_put(oid, bigint, bytea),
    pg_catalog.lowrite(integer, bytea), pg_catalog.lo_open(oid, integer)
    from public;

alter schema public owner to reclampro_owner;
revoke all on schema public from public;
grant usage on schema public to reclampro_app, reclampro_clock;

create extension if not exists unaccent;
create extension if not exists pg_trgm;
