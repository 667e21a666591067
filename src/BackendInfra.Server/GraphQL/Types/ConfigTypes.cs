using BackendInfra.Server.GraphQL.Mutations;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>cloudConfig</c> and <c>updateCloudConfig</c> (reference §14): Parse.Config, a parameter at a time.</summary>
internal sealed class ConfigTypes(SupportTypes support)
{
    private readonly ObjectGraphType _value = TypeParts.Object(
        "ConfigValue",
        "A parameter of the config.",
        Resolved("value", support.String, "Its value: a text as it is, any other value as JSON; null when there is no such parameter.", context => new(((ConfigAnswer)context.Source!).Value)),
        Resolved("isMasterKeyOnly", support.Boolean, "Whether only the master key reads it.", context => new(((ConfigAnswer)context.Source!).IsMasterKeyOnly)));

    public void AddQuery(ObjectGraphType query) => query.AddField(Resolved(
        "cloudConfig",
        NonNull(_value),
        "One parameter of the config. Needs the master key.",
        ConfigApi.ReadAsync,
        Argument("paramName", NonNull(support.String), "The parameter's name.")));

    public void AddMutation(ObjectGraphType mutation)
    {
        var isMasterKeyOnly = Field("isMasterKeyOnly", support.Boolean, "Whether only the master key shall read it.");
        isMasterKeyOnly.DefaultValue = false;
        var input = Input(
            "UpdateCloudConfigInput",
            "The input of updateCloudConfig.",
            RootTypes.ClientMutationId(support),
            Field("paramName", NonNull(support.String), "The parameter's name."),
            Field("value", NonNull(support.String), "Its new value."),
            isMasterKeyOnly);
        var payload = TypeParts.Object(
            "UpdateCloudConfigPayload",
            "The answer of updateCloudConfig.",
            Resolved(RootTypes.ClientMutationIdName, support.String, "Given back as it was sent.", context => new(((ConfigAnswer)context.Source!).ClientMutationId)),
            Resolved("cloudConfig", NonNull(_value), "The parameter as it is now.", context => new(context.Source)));
        mutation.AddField(Resolved("updateCloudConfig", payload, "Sets a parameter of the config. Needs the master key.", ConfigApi.ChangeAsync, Argument("input", NonNull(input), "What is written.")));
    }
}
