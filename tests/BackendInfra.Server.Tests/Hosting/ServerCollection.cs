using Xunit;

namespace BackendInfra.Server.Tests.Hosting;

/// <summary>Tests that share one server and one database; each uses classes of its own.</summary>
[CollectionDefinition(nameof(ServerCollection))]
public sealed class ServerCollection : ICollectionFixture<TestServer>;
