using BackendInfra.Core.Apps;

namespace BackendInfra.Server.GraphQL.Naming;

/// <summary>The names of what one class has for writing beyond Parse's own.</summary>
internal sealed class WriteNames
{
    /// <param name="helper">Claims the name of a type, and gives another where it is taken.</param>
    /// <param name="root">Claims the name of a root field; null where it is taken.</param>
    public WriteNames(string type, GraphQLClassConfig config, Func<string, string> helper, Func<string, string?> root)
    {
        Operations = helper($"Update{type}OperationsInput");
        Increment = helper($"{type}IncrementInput");
        Items = helper($"{type}ItemsInput");
        Unsettable = helper($"{type}UnsettableField");
        Objects = ClassNaming.Plural(ClassNaming.FieldName(type));
        var plural = ClassNaming.TypeName(Objects);
        CreateMany = Mutation("CreateMany" + plural, config.Create);
        UpdateMany = Mutation("UpdateMany" + plural, config.Update);
        DeleteMany = Mutation("DeleteMany" + plural, config.Delete);

        MutationNames Mutation(string name, bool isShown) => new(isShown ? root(ClassNaming.FieldName(name)) : null, helper(name + "Input"), helper(name + "Payload"));
    }

    public string Operations { get; }

    public string Increment { get; }

    public string Items { get; }

    public string Unsettable { get; }

    /// <summary>The payload field that holds many objects.</summary>
    public string Objects { get; }

    public MutationNames CreateMany { get; }

    public MutationNames UpdateMany { get; }

    public MutationNames DeleteMany { get; }
}
