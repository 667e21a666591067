using System.Collections.Immutable;
using BackendInfra.Core.Schema;

namespace BackendInfra.Core.Queries;

/// <summary>Whole objects in REST's wire form; unset fields are left out.</summary>
/// <param name="Fields">The fields that are sent; null sends all. The four system fields are always sent.</param>
/// <param name="Includes">Pointers and arrays of pointers whose objects are sent in their place.</param>
public sealed record RestSelection(IReadOnlySet<string>? Fields, ImmutableArray<RestInclude> Includes) : Selection
{
    public static readonly RestSelection Everything = new(null, []);

    /// <summary>The search whose score each row of the query itself tells as <c>score</c>; null sends none.</summary>
    public TextFilter? Score { get; init; }

    /// <summary>Whether each row of the query itself tells its class.</summary>
    public bool NamesClass { get; init; }

    /// <summary>Fields that are sent only of some rows; set by the access gate.</summary>
    public ImmutableArray<ConditionalFields> Conditional { get; internal init; } = [];

    /// <summary>Whether a field of the class is sent, of some rows at least.</summary>
    public bool Sends(FieldDefinition field) => Fields is null || field.IsSystem || Fields.Contains(field.Name);
}
