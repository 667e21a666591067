namespace BackendInfra.Server.Import;

/// <param name="Strict">Refuses fields and classes that the schema does not have, instead of adding them.</param>
internal sealed record ImportOptions(bool Strict = false);
