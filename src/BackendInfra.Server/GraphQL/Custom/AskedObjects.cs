using BackendInfra.Core.Queries;
using BackendInfra.Core.Schema;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Custom;

/// <summary>What is asked of the objects that a function gives.</summary>
/// <param name="Type">The field's type: the class's, perhaps in lists, perhaps never null.</param>
internal sealed record AskedObjects(ClassSchema Class, IGraphType Type, GraphSelection Selection);
