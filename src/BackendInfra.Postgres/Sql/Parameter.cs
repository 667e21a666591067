using BackendInfra.Core.Classes;
using BackendInfra.Core.Queries;
using BackendInfra.Core.Values;
using NpgsqlTypes;

namespace BackendInfra.Postgres.Sql;

/// <summary>One parameter of a statement: where its value comes from when it runs.</summary>
internal abstract record Parameter(NpgsqlDbType Type)
{
    public abstract object Value(ReadContext context);
}

/// <summary>The names by which ACLs may grant the caller something.</summary>
internal sealed record SubjectsParameter() : Parameter(NpgsqlDbType.Array | NpgsqlDbType.Text)
{
    public override object Value(ReadContext context) => context.Principal.AclSubjects;
}

/// <summary>The caller's user id.</summary>
internal sealed record CallerIdParameter() : Parameter(NpgsqlDbType.Text)
{
    public override object Value(ReadContext context) => (object?)context.Principal.UserId ?? DBNull.Value;
}

/// <summary>A JSON array with a pointer to the caller's user, as arrays hold them.</summary>
internal sealed record CallerPointersParameter() : Parameter(NpgsqlDbType.Jsonb)
{
    public override object Value(ReadContext context) => context.Principal.UserId is { } id
        ? ParseJsonText.Text(json => ParseJsonWriter.WriteStored(json, new ArrayValue([new PointerValue(UserClass.Name, id)])))
        : DBNull.Value;
}

/// <summary>What stands before the names of own files to make their URLs.</summary>
internal sealed record FilesUrlParameter() : Parameter(NpgsqlDbType.Text)
{
    public override object Value(ReadContext context) => context.FilesUrl;
}

/// <summary>A value known when the statement is made.</summary>
internal sealed record ValueParameter(NpgsqlDbType Type, object Constant) : Parameter(Type)
{
    public override object Value(ReadContext context) => Constant;
}
