using Xunit;

namespace BackendInfra.Server.Tests.Import;

/// <summary>Tests that measure the memory of the whole process, so that no other test may run beside them.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
