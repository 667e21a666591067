using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Schema;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;
using BackendInfra.Server.Rest.Users;
using BackendInfra.Server.Users;

namespace BackendInfra.Server.Rest.Classes;

/// <summary>Creates, updates and deletes: a plan for the write pipeline, and its outcome as Parse answers it (reference §7).</summary>
internal static class ObjectWrites
{
    /// <summary><c>POST /classes/Class</c> → 201 <c>{"objectId":…,"createdAt":…}</c>.</summary>
    /// <exception cref="ParseException">The write is refused.</exception>
    public static async Task CreateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var plan = WriteBodyParser.Parse(WriteKind.Create, request.ClassName, null, request.Body);
        var written = await UserWrites.RunAsync(request, plan, cancellationToken);
        if (written is not { Outcome: { } outcome })
        {
            await UserRoutes.AnswerAsync(request, written.LoggedIn!, written.Token, cancellationToken);
            return;
        }

        var answer = request.Answer;
        if (outcome.IsMerged)
        {
            WriteUpdated(request, written, outcome);
            return;
        }

        answer.Status = StatusCodes.Status201Created;
        var place = request.Match.Route.FixedClass.Length > 0 ? request.Match.Route.Template : $"classes/{request.ClassName}";
        answer.Location = $"{request.ServerUrl}/{place}/{Uri.EscapeDataString(outcome.ObjectId)}";
        answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString(Names.ObjectId, outcome.ObjectId);
            json.WriteString(Names.CreatedAt, IsoDate.Format(outcome.CreatedAt));
            WriteChanged(json, outcome, request.Caller);
            WriteOfUser(json, written);
            json.WriteEndObject();
        });
    }

    /// <summary><c>PUT /classes/Class/id</c> → <c>{"updatedAt":…}</c>.</summary>
    /// <exception cref="ParseException">The write is refused; 101 when there is no object that the caller may write.</exception>
    public static async Task UpdateAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var plan = WriteBodyParser.Parse(WriteKind.Update, request.ClassName, request.ObjectId, request.Body);
        var written = await UserWrites.RunAsync(request, plan, cancellationToken);
        WriteUpdated(request, written, written.Outcome!);
    }

    /// <summary><c>DELETE /classes/Class/id</c> → <c>{}</c>.</summary>
    /// <exception cref="ParseException">As <see cref="UpdateAsync"/>.</exception>
    public static async Task DeleteAsync(RestRequest request, CancellationToken cancellationToken)
    {
        await request.Data.WriteAsync(new WritePlan(WriteKind.Delete, request.ClassName, request.ObjectId), cancellationToken);
        request.Answer.WriteEmptyObject();
    }

    /// <remarks>A client whose write met another object than it named, or made none, is told which.</remarks>
    private static void WriteUpdated(RestRequest request, UserWrite written, WriteOutcome outcome) => request.Answer.Write(json =>
    {
        json.WriteStartObject();
        if (outcome.IsMerged)
            json.WriteString(Names.ObjectId, outcome.ObjectId);
        json.WriteString(Names.UpdatedAt, IsoDate.Format(outcome.UpdatedAt));
        WriteChanged(json, outcome, request.Caller);
        WriteOfUser(json, written);
        json.WriteEndObject();
    });

    private static void WriteOfUser(Utf8JsonWriter json, UserWrite written)
    {
        if (written.Token is not null)
            json.WriteString(Core.Classes.SessionClass.SessionToken, written.Token);
        if (written.Mfa is not { IsOn: true } mfa)
            return;
        json.WriteStartObject("authDataResponse");
        json.WriteStartObject(Mfa.Name);
        json.WriteString("recovery", string.Join(", ", mfa.RecoveryCodes));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChanged(Utf8JsonWriter json, WriteOutcome outcome, Http.Caller caller)
    {
        foreach (var (field, value) in outcome.Changed)
        {
            json.WritePropertyName(field.Name);
            ParseJsonWriter.WriteWire(json, FileValues.WithUrls(value, caller.FilesUrl));
        }

        if (!Http.ClientSdk.SupportsDelete(caller.ClientVersion))
            return;
        foreach (var field in outcome.Unset)
        {
            json.WriteStartObject(field);
            json.WriteString("__op", "Delete");
            json.WriteEndObject();
        }
    }
}
