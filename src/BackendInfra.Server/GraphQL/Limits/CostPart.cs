using System.Collections.Immutable;

namespace BackendInfra.Server.GraphQL.Limits;

/// <summary>What a selection of a document costs.</summary>
internal sealed record CostSelection(ImmutableArray<CostPart> Parts);

internal abstract record CostPart;

/// <summary>A field.</summary>
/// <param name="Own">What the field itself costs.</param>
/// <param name="Item">What each object of its list costs, beside what is asked of it; null when it is no list.</param>
/// <param name="Page">Null for a field without pages.</param>
internal sealed record CostField(double Own, double? Item, PageSize? Page, CostSelection Below) : CostPart;

/// <summary>A fragment that is spread here.</summary>
internal sealed record CostFragment(string Name) : CostPart;
