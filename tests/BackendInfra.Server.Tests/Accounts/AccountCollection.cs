using Xunit;

namespace BackendInfra.Server.Tests.Accounts;

/// <summary>Tests that share one server and its clock, one after the other.</summary>
[CollectionDefinition(nameof(AccountCollection))]
public sealed class AccountCollection : ICollectionFixture<AccountServer>;
