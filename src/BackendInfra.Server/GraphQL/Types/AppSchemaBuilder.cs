using BackendInfra.Core.Apps;
using BackendInfra.Core.Classes;
using BackendInfra.Core.CloudCode;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Schema;
using BackendInfra.Server.GraphQL.Custom;
using BackendInfra.Server.GraphQL.Naming;
using BackendInfra.Server.GraphQL.Users;
using GraphQL;
using GraphQL.Conversion;
using GraphQL.Introspection;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary>Builds the GraphQL schema of an app's classes (reference §§2 to 8 and 11).</summary>
internal static class AppSchemaBuilder
{
    /// <param name="functions">The app's functions.</param>
    /// <param name="warn">Told of names that collide, or that GraphQL cannot have.</param>
    /// <param name="config">What of the classes is shown; null for everything.</param>
    /// <param name="custom">SDL of the app's own; what is wrong with it is told, and it is left out.</param>
    /// <param name="typed">The functions of Cloud Code, of which those that declare their types have fields of their own.</param>
    public static AppSchema Build(SchemaSnapshot snapshot, IEnumerable<string> functions, Action<string> warn, GraphQLConfig? config = null, string? custom = null, CloudDefinitions? typed = null)
    {
        try
        {
            return BuildWith(snapshot, functions, warn, config, custom, typed);
        }
        catch (Exception exception) when (custom is not null && exception is (FormatException or ParseException or InvalidOperationException or ArgumentException))
        {
            // GraphQL.NET tells of types whose names are taken, and of names that are none, only when all of them are there.
            warn($"the option graphQLSchema is left out: {exception.Message}");
            return BuildWith(snapshot, functions, warn, config, null, typed);
        }
    }

    private static AppSchema BuildWith(SchemaSnapshot snapshot, IEnumerable<string> functions, Action<string> warn, GraphQLConfig? config, string? custom, CloudDefinitions? typed)
    {
        var support = new SupportTypes();
        var schemaApi = new SchemaApiTypes(support);
        var cloudConfig = new ConfigTypes(support);
        var names = ClassNaming.Assign(snapshot, support.Names.Concat(schemaApi.Names).Concat(AggregateSupport.Names), warn, config);
        var classes = names.Select(name => new ClassTypes(name)).ToDictionary(types => types.Class.Name, StringComparer.Ordinal);
        var outputs = new OutputTypes(support, classes);
        var inputs = new InputTypes(support, classes);
        var aggregates = new AggregateTypeFiller(support, classes);
        foreach (var types in classes.Values)
        {
            foreach (var field in types.Class.CustomFields.Where(field => InputTypes.IsCombinator(field.Name)))
                warn($"Field {field.Name} of class {types.Class.Name} cannot be filtered by: the name is taken.");
            outputs.Fill(types);
            inputs.Fill(types);
            aggregates.Fill(types);
        }

        var schema = new Schema { NameConverter = DefaultNameConverter.Instance };
        schema.Directives.Register(TransactionDirective.Definition);
        schema.Query = Query(support, schemaApi, cloudConfig, outputs, aggregates, classes.Values);
        schema.Mutation = Mutation(support, schemaApi, cloudConfig, outputs, classes.Values);
        foreach (var type in support.All.Concat(schemaApi.All))
            schema.RegisterType(type);
        UserTypes.AddTo(schema, support, classes);
        FunctionTypes.AddTo(schema.Mutation, support, functions, warn);
        var own = new CustomSchema(custom, support, classes.Values);
        own.AddTo((ObjectGraphType)schema.Query, (ObjectGraphType)schema.Mutation);
        AddTyped(own, schema, typed ?? CloudDefinitions.None, warn);
        schema.Initialize();
        return new AppSchema(snapshot, schema, classes);
    }

    private static void AddTyped(CustomSchema own, Schema schema, CloudDefinitions definitions, Action<string> warn)
    {
        foreach (var function in definitions.Functions.Where(function => function.Returns is not null || !function.Parameters.IsEmpty))
        {
            try
            {
                own.AddFunction(function, (ObjectGraphType)schema.Query, (ObjectGraphType)schema.Mutation!);
            }
            catch (FormatException exception)
            {
                warn($"the function {function.Name} has no field of its own: {exception.Message}");
            }
        }
    }

    private static ObjectGraphType Query(SupportTypes support, SchemaApiTypes schemaApi, ConfigTypes cloudConfig, OutputTypes outputs, AggregateTypeFiller aggregates, IEnumerable<ClassTypes> classes)
    {
        var query = TypeParts.Object(
            "Query",
            "What can be read.",
            Resolved("health", NonNull(support.Boolean), "Whether the server answers: always true.", _ => new(true)),
            Field("node", support.Node, "An object of any class by its global id.", Argument("id", NonNull(support.Id), "The global id.")));
        schemaApi.AddQueries(query);
        cloudConfig.AddQuery(query);
        var root = new RootTypes(support, outputs);
        foreach (var types in classes)
            root.AddQueries(query, types);
        foreach (var types in classes)
            aggregates.AddQueries(query, types);
        return query;
    }

    private static ObjectGraphType Mutation(SupportTypes support, SchemaApiTypes schemaApi, ConfigTypes cloudConfig, OutputTypes outputs, IReadOnlyCollection<ClassTypes> classes)
    {
        var mutation = new ObjectGraphType { Name = "Mutation", Description = "What can be written." };
        schemaApi.AddMutations(mutation);
        FileApiTypes.AddMutation(mutation, support);
        if (classes.Any(types => types.Class.Name == UserClass.Name))
            RecoveryTypes.AddMutations(mutation, support);
        cloudConfig.AddMutation(mutation);
        var root = new RootTypes(support, outputs);
        foreach (var types in classes)
            root.AddMutations(mutation, types);
        foreach (var types in classes)
            ManyTypes.AddMutations(mutation, types, support);
        return mutation;
    }

    /// <summary>The schema as SDL, sorted, so that equal classes give equal text.</summary>
    public static string Print(AppSchema schema) => schema.Schema.Print(new() { StringComparison = StringComparison.Ordinal }).ReplaceLineEndings("\n");
}
