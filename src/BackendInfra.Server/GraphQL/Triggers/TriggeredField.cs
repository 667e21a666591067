using BackendInfra.Core.Queries;
using BackendInfra.Server.GraphQL.Planning;

namespace BackendInfra.Server.GraphQL.Triggers;

/// <summary>An object or a page of a class with <c>beforeFind</c> or <c>afterFind</c>, or with a relation to one in its selection: read as REST reads it, through decoded objects.</summary>
/// <param name="Read">What would be read without triggers: it tells what the caller may see.</param>
/// <param name="ObjectId">Of one object; null for a page.</param>
/// <param name="Paging">Of a page; null for one object.</param>
internal sealed record TriggeredField(string Key, bool IsNonNull, int Line, int Column, AuthorizedRead Read, Operand? ObjectId, Paging? Paging) : RootField(Key, IsNonNull, Line, Column);
