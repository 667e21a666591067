using BackendInfra.Core.Files;
using BackendInfra.Server.GraphQL.Execution;
using BackendInfra.Server.GraphQL.Mutations;
using GraphQL;
using GraphQL.Types;
using static BackendInfra.Server.GraphQL.Types.TypeParts;

namespace BackendInfra.Server.GraphQL.Types;

/// <summary><c>createFile</c> (reference §10).</summary>
internal static class FileApiTypes
{
    public static void AddMutation(ObjectGraphType mutation, SupportTypes support)
    {
        var input = Input("CreateFileInput", "The input of createFile.", RootTypes.ClientMutationId(support), Field("upload", NonNull(support.Upload), "The file."));
        var payload = TypeParts.Object(
            "CreateFilePayload",
            "The answer of createFile.",
            Resolved(RootTypes.ClientMutationIdName, support.String, "Given back as it was sent.", context => new(((FileAnswer)context.Source!).ClientMutationId)),
            Resolved("fileInfo", NonNull(support.FileInfo), "The stored file.", context => new(context.Source)));
        mutation.AddField(Resolved("createFile", payload, "Stores a file.", CreateAsync, Argument("input", NonNull(input), "What is stored.")));
    }

    private static async ValueTask<object?> CreateAsync(IResolveFieldContext context)
    {
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        var request = EngineContext.Of(context);
        var (name, url) = await request.StoreAsync(input["upload"] as string ?? "", context.CancellationToken);
        return new FileAnswer(name, url ?? request.Caller.FilesUrl + FileUrls.Escape(name), (string?)input.GetValueOrDefault(RootTypes.ClientMutationIdName));
    }
}
