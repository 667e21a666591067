using BackendInfra.Server.GraphQL.Mutations;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>callCloudCode</c> (reference §10), where an app has functions.</summary>
internal static class FunctionTypes
{
    /// <param name="warn">Told of functions whose names GraphQL cannot have.</param>
    public static void AddTo(IObjectGraphType mutation, SupportTypes support, IEnumerable<string> functions, Action<string> warn)
    {
        var names = new List<string>();
        foreach (var name in functions)
        {
            if (IsName(name))
                names.Add(name);
            else
                warn($"the function {name} has a name that GraphQL cannot have; it is called over REST only.");
        }

        if (names.Count == 0)
            return;
        var input = Input(
            "CallCloudCodeInput",
            "The input of callCloudCode.",
            RootTypes.ClientMutationId(support),
            Field("functionName", NonNull(Enum("CloudCodeFunction", "The functions of the app.", names.Select(name => (name, $"The function {name}.")))), "The function to call."),
            Field("params", support.Object, "Its parameters."));
        var payload = TypeParts.Object(
            "CallCloudCodePayload",
            "The answer of callCloudCode.",
            Resolved(RootTypes.ClientMutationIdName, support.String, "Given back as it was sent.", context => new(((FunctionAnswer)context.Source!).ClientMutationId)),
            Resolved("result", support.Any, "What the function gives.", context => new(((FunctionAnswer)context.Source!).Result)));
        mutation.AddField(Resolved("callCloudCode", payload, "Calls a function of the app.", FunctionApi.CallAsync, Argument("input", NonNull(input), "What is called.")));
    }

    private static bool IsName(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !name.StartsWith("__", StringComparison.Ordinal)
        && name is not ("true" or "false" or "null");
}
