namespace BackendInfra.Server.GraphQL.Tracing;

/// <summary>Where the time of an operation goes.</summary>
internal enum TraceStage
{
    /// <summary>Finding, parsing and validating the document; variables; cost.</summary>
    Prepare,

    /// <summary>Finding or making the plan: permissions, and compiling to SQL.</summary>
    Plan,

    /// <summary>Statements, with the rows that they give; of a mutation everything.</summary>
    Execute,

    /// <summary>Making the answer of the rows.</summary>
    Write,
}
