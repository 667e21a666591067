using BackendInfra.Tests.Shared;

[assembly: Xunit.AssemblyFixture(typeof(PostgresServer))]
