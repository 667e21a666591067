namespace BackendInfra.Postgres.Embedded;

/// <summary>What a short program left: its exit code, and what it wrote.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
