using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;

namespace BackendInfra.Server.Import;

/// <summary>Finds the fields that a file's objects need, and checks every value against those that its class has.</summary>
/// <param name="existing">Null when the class is new.</param>
internal sealed class FieldInference(string className, ClassSchema? existing, ImportOptions options, int maxFields)
{
    private readonly Dictionary<string, FieldDefinition> _wanted = new(StringComparer.Ordinal);
    private readonly ImmutableArray<FieldDefinition> _required = [.. existing?.CustomFields.Where(field => field.Required) ?? []];

    /// <summary>Fields to add, and fields whose pointers name more classes than the schema knows.</summary>
    public IEnumerable<FieldDefinition> Wanted => _wanted.Values.OrderBy(f => f.Name, StringComparer.Ordinal);

    /// <summary>Fields that the class does not have yet.</summary>
    public ImmutableArray<string> Added => [.. Wanted.Select(f => f.Name).Where(name => existing?.Find(name) is null)];

    /// <exception cref="ParseException">111 type mismatch, 142 a required field is missing, 105 unknown field when strict, 140 too many fields.</exception>
    public void Add(ImportedObject row)
    {
        foreach (var (name, value) in row.Values)
        {
            if (FieldTypes.Infer(name, value) is { } inferred)
                Add(value is ArrayValue array ? inferred with { PointedClasses = PointedClasses(array) } : inferred);
        }

        foreach (var field in _required)
        {
            if (row.Values.GetValueOrDefault(field.Name) is null or StringValue { Text: "" })
                throw new ParseException(ErrorCode.ValidationError, $"{field.Name} is required");
        }
    }

    private void Add(FieldDefinition inferred)
    {
        var known = _wanted.GetValueOrDefault(inferred.Name) ?? existing?.Find(inferred.Name);
        if (known is null)
        {
            if (options.Strict && existing is not null)
                throw new ParseException(ErrorCode.InvalidKeyName, $"{className} has no field {inferred.Name}, and --strict adds none.");
            if (_wanted.Count >= maxFields)
                throw new ParseException(ErrorCode.ExceededQuota, $"{className} would have more than {maxFields} fields.");
            _wanted[inferred.Name] = inferred;
        }
        else if (known.Type != inferred.Type || known.TargetClass != inferred.TargetClass)
        {
            throw Refusals.SchemaMismatch(className, inferred.Name, known.TypeName, inferred.TypeName);
        }
        else if (!inferred.PointedClasses.IsSubsetOf(known.PointedClasses))
        {
            _wanted[inferred.Name] = known with { PointedClasses = known.PointedClasses.Union(inferred.PointedClasses) };
        }
    }

    private static ImmutableSortedSet<string> PointedClasses(ArrayValue array) =>
        [.. array.Items.OfType<PointerValue>().Select(pointer => pointer.ClassName)];
}
