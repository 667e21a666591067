using System.Collections.Immutable;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Inputs;
using BackendInfra.Server.GraphQL.Types;
using GraphQLParser.AST;

namespace BackendInfra.Server.GraphQL.Planning;

/// <summary>How one response key of an operation is answered.</summary>
/// <param name="IsNonNull">Whether an error in it makes all of the data null.</param>
/// <param name="Line">Where it stands in the document, for errors.</param>
internal abstract record RootField(string Key, bool IsNonNull, int Line, int Column);

/// <summary>JSON that is known when the plan is made.</summary>
internal sealed record ConstantField(string Key, string Json) : RootField(Key, true, 0, 0);

/// <summary>A field that is refused, such as by a class-level permission.</summary>
internal sealed record RefusedField(string Key, bool IsNonNull, int Line, int Column, ParseException Error) : RootField(Key, IsNonNull, Line, Column)
{
    public static RefusedField Of(RootField field, ParseException error) => new(field.Key, field.IsNonNull, field.Line, field.Column, error);
}

/// <summary>One object by its id.</summary>
internal sealed record ObjectField(string Key, bool IsNonNull, int Line, int Column, CompiledRead Read) : RootField(Key, IsNonNull, Line, Column);

/// <summary>A page of objects.</summary>
internal sealed record ConnectionField(string Key, int Line, int Column, CompiledRead Read, Paging Paging) : RootField(Key, true, Line, Column);

/// <summary>Aggregates or groups of a class's objects.</summary>
internal sealed record SummaryField(string Key, int Line, int Column, CompiledRead Read) : RootField(Key, true, Line, Column);

/// <summary>An ordinary field, answered by the engine from a document that holds nothing else.</summary>
/// <param name="IsIntrospection">Whether the answer depends on the schema alone.</param>
internal sealed record EngineField(string Key, bool IsNonNull, int Line, int Column, GraphQLDocument Document, bool IsIntrospection) : RootField(Key, IsNonNull, Line, Column)
{
    /// <summary>The REST route that the field stands for; null for introspection.</summary>
    public (string Method, string Path)? Route { get; init; }

    /// <summary>For a function that gives objects of a class: what is asked of them, which is not the engine's to answer.</summary>
    public AskedObjects? Objects { get; init; }
}

/// <summary>A create, update, delete or upsert.</summary>
/// <param name="Reads">The reads of the payload's object, authorized as answers to the caller's own write; for a delete, as any read.</param>
internal sealed record MutationField(
    string Key, int Line, int Column, ClassRole Role, ClassTypes Types, InputValue Input, ImmutableArray<PayloadPart> Parts, ImmutableArray<CompiledRead> Reads)
    : RootField(Key, false, Line, Column)
{
    /// <summary>The find that names the objects of a write of many; null where they are named otherwise.</summary>
    public AuthorizedRead? Where { get; init; }
}

/// <summary>One response key of a mutation's payload.</summary>
internal abstract record PayloadPart(string Key);

internal sealed record ClientMutationIdPart(string Key) : PayloadPart(Key);

/// <summary>Whether an upsert has made the object.</summary>
internal sealed record CreatedPart(string Key) : PayloadPart(Key);

internal sealed record ConstantPayloadPart(string Key, string Json) : PayloadPart(Key);

/// <param name="Read">Index of the read that gives the object; null when its id is all that is wanted.</param>
internal sealed record ObjectPayloadPart(string Key, int? Read, GraphSelection Selection) : PayloadPart(Key);

/// <summary>How many objects were written.</summary>
internal sealed record CountPayloadPart(string Key) : PayloadPart(Key);

/// <param name="Read">Index of the read that gives the objects, in texts of <see cref="WrittenObject.Marked"/>; null when their ids are all that is wanted.</param>
internal sealed record ObjectsPayloadPart(string Key, int? Read, GraphSelection Selection) : PayloadPart(Key);
