using BackendInfra.Core.Apps;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Naming;
using GraphQL.Types;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>The GraphQL types of one class. Made empty first, so that classes can refer to each other in circles.</summary>
internal sealed class ClassTypes
{
    public ClassTypes(ClassNames names)
    {
        Names = names;
        var name = Class.Name;
        Object = new ClassObjectType(this) { Name = names.Type, Description = $"An object of the class {name}." };
        Connection = new ConnectionType(this) { Name = names.Connection, Description = $"A page of objects of the class {name}." };
        Edge = new ObjectGraphType { Name = names.Edge, Description = $"An object of the class {name} and its place in the connection." };
        Where = new InputObjectGraphType { Name = names.Where, Description = $"Conditions on objects of the class {name}. All of them must hold." };
        RelationWhere = new InputObjectGraphType { Name = names.RelationWhere, Description = $"Conditions on pointers or relations to the class {name}." };
        CountWhere = new InputObjectGraphType { Name = names.CountWhere, Description = $"How many objects of the class {name} there are in a relation. All of the comparisons must hold." };
        Order = new EnumerationGraphType { Name = names.Order, Description = $"Orders of objects of the class {name}." };
        Distinct = new EnumerationGraphType { Name = names.Distinct, Description = $"Fields of the class {name} of which one object for each value can be asked." };
        OrderBy = new InputObjectGraphType { Name = names.OrderBy, Description = $"One key of an order of objects of the class {name}: exactly one member." };
        CreateFields = new InputObjectGraphType { Name = names.CreateFields, Description = $"The fields of a new object of the class {name}." };
        UpdateFields = new InputObjectGraphType { Name = names.UpdateFields, Description = $"Fields to change in an object of the class {name}; null unsets a field." };
        Pointer = new InputObjectGraphType { Name = names.Pointer, Description = $"Links an object of the class {name}, makes one and links it, or changes the linked one: give one of these." };
        Relation = new InputObjectGraphType { Name = names.Relation, Description = $"Adds objects of the class {name} to a relation, takes them out, and changes its members." };
        Writes = new WriteTypes(Class, names.Writes);
        Aggregates = new AggregateTypes(names.Aggregates, name);
    }

    public ClassNames Names { get; }

    public ClassSchema Class => Names.Class;

    /// <summary>What of the class is shown.</summary>
    public GraphQLClassConfig Config => Names.Config;

    public ClassObjectType Object { get; }

    public ConnectionType Connection { get; }

    public ObjectGraphType Edge { get; }

    public InputObjectGraphType Where { get; }

    public InputObjectGraphType RelationWhere { get; }

    public InputObjectGraphType CountWhere { get; }

    public EnumerationGraphType Order { get; }

    public EnumerationGraphType Distinct { get; }

    public InputObjectGraphType OrderBy { get; }

    public InputObjectGraphType CreateFields { get; }

    public InputObjectGraphType UpdateFields { get; }

    public InputObjectGraphType Pointer { get; }

    public InputObjectGraphType Relation { get; }

    public WriteTypes Writes { get; }
    public AggregateTypes Aggregates { get; }

    /// <summary>The arguments of the find field, and of every relation to the class.</summary>
    public QueryArguments? FindArguments { get; set; }
}

/// <summary>The object type of a class, which knows its class.</summary>
internal sealed class ClassObjectType(ClassTypes types) : ObjectGraphType
{
    public ClassTypes Types { get; } = types;
}

/// <summary>The connection type of a class, which knows its class.</summary>
internal sealed class ConnectionType(ClassTypes types) : ObjectGraphType
{
    public ClassTypes Types { get; } = types;
}

/// <summary>What a root field does with its class.</summary>
internal enum ClassRole
{
    Get,
    Find,
    Create,
    Update,
    Delete,
    Upsert,
    CreateMany,
    UpdateMany,
    DeleteMany,
    Aggregate,
    GroupBy,
}

/// <summary>A root field that the planner answers, not the engine.</summary>
internal sealed class ClassRootField(ClassRole role, ClassTypes types) : global::GraphQL.Types.FieldType
{
    public ClassRole Role { get; } = role;

    public ClassTypes Types { get; } = types;
}
