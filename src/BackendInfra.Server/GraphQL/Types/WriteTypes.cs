using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Naming;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;
using GraphField = GraphQL.Types.FieldType;
using ParseType = BackendInfra.Core.Schema.FieldType;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>One class's types for writing beyond Parse's own: operations on fields.</summary>
internal sealed class WriteTypes
{
    public const string OperationsName = "operations";
    public const string IfUpdatedAt = "ifUpdatedAt";

    public WriteTypes(ClassSchema schema, WriteNames names)
    {
        Operations = new InputObjectGraphType { Name = names.Operations, Description = $"Changes of fields of an object of the class {schema.Name} that build on their values. None may concern a field that is written otherwise as well." };
        Unsettable = new EnumerationGraphType { Name = names.Unsettable, Description = $"Fields of the class {schema.Name} that can be unset." };
        Names = names;
    }

    public WriteNames Names { get; }

    public InputObjectGraphType Operations { get; }

    /// <summary>The enumeration of <c>unset</c>.</summary>
    public EnumerationGraphType Unsettable { get; }

    public void Fill(ClassSchema schema, GraphQLClassConfig config, SupportTypes support)
    {
        var fields = schema.CustomFields.Where(field => !field.IsSecret && config.UpdateFields?.Contains(field.Name) is not false).ToArray();
        AddBy(Names.Increment, ParseType.Number, support.Float, "What is added to numbers; a field that is unset counts as 0.", ("increment", "Adds to numbers."));
        AddBy(
            Names.Items, ParseType.Array, ListOf(support.Any), "Items by the arrays that they concern.",
            ("add", "Appends to arrays."), ("addUnique", "Appends to arrays what they do not hold yet."), ("remove", "Takes every occurrence out of arrays."));
        foreach (var field in fields.Where(field => field.Type != ParseType.Relation && !(schema.Name == UserClass.Name && field.Name == UserClass.AuthData)))
            Unsettable.Add(field.Name, field.Name, $"The field {field.Name}.");
        if (Unsettable.Values.Count > 0)
            Operations.AddField(Field("unset", ListOf(NonNull(Unsettable)), "Unsets fields."));
        if (fields.Any(field => field.Type == ParseType.Object))
            Operations.AddField(Field("paths", ListOf(NonNull(support.PathOperation)), "Changes places inside Object fields."));

        void AddBy(string name, ParseType type, IGraphType value, string description, params (string Name, string Description)[] operations)
        {
            var concerned = fields.Where(field => field.Type == type).ToArray();
            if (concerned.Length == 0)
                return;
            var input = Input(name, description, [.. concerned.Select(field => Field(field.Name, value, $"The field {field.Name}."))]);
            foreach (var operation in operations)
                Operations.AddField(Field(operation.Name, input, operation.Description));
        }
    }

    /// <summary>What an update takes beside <c>fields</c>.</summary>
    public IEnumerable<GraphField> UpdateInputs(SupportTypes support) => [.. OperationsInput(), VersionInput(support)];

    /// <summary>None for a class without a field that an operation could concern.</summary>
    public IEnumerable<GraphField> OperationsInput() => Operations.Fields.Count == 0 ? [] : [Field(OperationsName, Operations, "Operations on fields.")];

    public static GraphField VersionInput(SupportTypes support) =>
        Field(IfUpdatedAt, support.Date, "Writes only if the object's updatedAt is still this; code 251 if it was changed in the meantime.");
}
