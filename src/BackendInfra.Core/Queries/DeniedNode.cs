using System.Collections.Immutable;
using BackendInfra.Core.Errors;

namespace BackendInfra.Core.Queries;

/// <param name="Path">Response keys from the plan's root, without list indices.</param>
public sealed record DeniedNode(ImmutableArray<string> Path, ParseException Error);
