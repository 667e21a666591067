using BackendInfra.Core.CloudCode;

namespace BackendInfra.Server.CloudCode.Releases;

/// <summary>What a deployment did.</summary>
/// <param name="Release">The active release then; null after a dry run.</param>
/// <param name="Definitions">What its script defines.</param>
/// <param name="IsUnchanged">Whether the active release has the same files already, so that nothing was done.</param>
/// <param name="Ignored">What came along and was left out.</param>
internal sealed record Deployment(Release? Release, CloudDefinitions Definitions, bool IsUnchanged, IReadOnlyList<string> Ignored);
