namespace BackendInfra.Benchmarks.Http;

/// <param name="Custom">Whether it runs with custom plans.</param>
internal sealed record BareStatement(string Sql, byte[] Before, byte[] After, bool Custom = false);
