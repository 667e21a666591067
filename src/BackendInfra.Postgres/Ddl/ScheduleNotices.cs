using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Postgres.Catalog;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Ddl;

/// <summary>Triggers that make a schedule due whenever it is made or changed, whoever does it; then a server looks when it is to run.</summary>
internal static class ScheduleNotices
{
    private const string Name = "_tellSchedules";

    public static Identifier Due => Identifier.Own(CatalogDbContext.Schema, "job_schedules");

    /// <summary>Everything of a class; can be run again without harm.</summary>
    public static IEnumerable<SqlText> Create(SchemaSnapshot snapshot, ClassSchema schema)
    {
        if (schema.Name != JobScheduleClass.Name)
            yield break;
        var (table, function) = (Identifier.Table(snapshot, schema), Identifier.Own(snapshot.DatabaseSchema, Name));
        yield return SqlText.Of($"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN IF TG_OP = 'TRUNCATE' THEN DELETE FROM {Due} WHERE database_schema = TG_TABLE_SCHEMA; ELSIF TG_OP = 'DELETE' THEN DELETE FROM {Due} WHERE database_schema = TG_TABLE_SCHEMA AND id = OLD.\"objectId\"; ELSE INSERT INTO {Due} (database_schema, id, due_at) VALUES (TG_TABLE_SCHEMA, NEW.\"objectId\", '-infinity') ON CONFLICT (database_schema, id) DO UPDATE SET due_at = '-infinity'; END IF; RETURN NULL; END $body$");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":insert")} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()");

        // When it has run is what the server itself writes.
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":update")} AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.data - '{{lastRun,nextRun}}'::text[] IS DISTINCT FROM NEW.data - '{{lastRun,nextRun}}'::text[]) EXECUTE FUNCTION {function}()");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":delete")} AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()");
        yield return SqlText.Of($"CREATE OR REPLACE TRIGGER {Identifier.Own(Name + ":truncate")} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()");
    }
}
