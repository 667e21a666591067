using Xunit;

namespace BackendInfra.Server.Tests.Permissions;

/// <summary>The tests of the permission matrix, which share its classes.</summary>
[CollectionDefinition(nameof(MatrixCollection))]
public sealed class MatrixCollection : ICollectionFixture<MatrixServer>;
