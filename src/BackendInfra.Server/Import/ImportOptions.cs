namespace BackendInfra.Server.Import;

/// <param name="Strict">Refuses fields and classes that the schema does not have, instead of adding them.</param>
/// <param name="SkipOrphans">Leaves out members of relations whose owner does not exist, instead of refusing their file.</param>
/// <param name="WithSessions">Takes sessions over, so that users stay signed in.</param>
/// <param name="Files">Copies the files of other servers; null leaves them where they are.</param>
internal sealed record ImportOptions(bool Strict = false, bool SkipOrphans = false, bool WithSessions = false, FileCopier? Files = null);
