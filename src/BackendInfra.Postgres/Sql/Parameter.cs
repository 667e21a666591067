using BackendInfra.Core.Queries;
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
