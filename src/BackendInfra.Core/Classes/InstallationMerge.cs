using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;
using BackendInfra.Core.Writes;

namespace BackendInfra.Core.Classes;

/// <summary>
/// Keeps one installation per app and device (reference §10): a write finds the installation with its id or its device token,
/// changes it instead of making another, and duplicates of a device token end. All of it in the write's transaction, which
/// holds the id and the token, so that of two writes at once the second sees what the first has done.
/// </summary>
public static class InstallationMerge
{
    private const string AppIdentifier = "appIdentifier";

    /// <summary>The length of Apple's device tokens, which are hexadecimal.</summary>
    private const int AppleTokenLength = 64;

    public static bool Concerns(WritePlan plan) => plan.ClassName == InstallationClass.Name && plan.Kind != WriteKind.Delete;

    /// <summary>Gives the write that is to happen, after duplicates have been deleted.</summary>
    /// <exception cref="ParseException">101 no object to update, 132 ambiguous, 135 no id or type, 136 an id, token or type changes.</exception>
    public static async Task<WritePlan> SettleAsync(WritePlan plan, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        plan = Normalized(plan);
        var (installationId, token, type) = (Text(plan, InstallationClass.InstallationId), Text(plan, InstallationClass.DeviceToken), Text(plan, InstallationClass.DeviceType));
        var isUpdate = plan.Kind == WriteKind.Update;
        if (!isUpdate && installationId is null && token is null)
            throw Missing("at least one ID field (deviceToken, installationId) must be specified in this operation");
        if (isUpdate && installationId is null && token is null && type is null)
            return plan;

        var known = await transaction.LockInstallationsAsync(isUpdate ? plan.ObjectId : null, installationId, token, cancellationToken);
        var own = isUpdate ? known.FirstOrDefault(row => row.ObjectId == plan.ObjectId) ?? throw Refusals.ObjectNotFound() : null;
        if (own is not null)
            RequireUnchanged(own, installationId, token, type);
        var sameToken = token is null ? [] : known.Where(row => row.DeviceToken == token).ToList();
        var match = installationId is null ? own : known.FirstOrDefault(row => IsId(row, installationId)) ?? own;
        if (!isUpdate && match is null && type is null && !Adopts(sameToken, installationId))
            throw Missing("deviceType must be specified in this operation");

        if (match is null)
        {
            if (sameToken.Count == 0)
                return plan;
            if (Adopts(sameToken, installationId))
                return Into(plan, sameToken[0]);
            if (installationId is null)
                throw new ParseException(ErrorCode.AmbiguousInstallation, "Must specify installationId when deviceToken matches multiple Installation objects");
            await DeleteAsync(sameToken);
            return plan;
        }

        // The device was known by its token before it had an id: that one stays, and takes the id.
        if (sameToken is [{ InstallationId: null } tokenOnly] && tokenOnly != match)
        {
            await transaction.DeleteInstallationsAsync([match.ObjectId], cancellationToken);
            return Into(plan, tokenOnly);
        }

        await DeleteAsync(sameToken.Where(row => row != match));
        return Into(plan, match);

        Task DeleteAsync(IEnumerable<StoredInstallation> duplicates)
        {
            // Two apps on one device may share a token.
            var app = Text(plan, AppIdentifier);
            return transaction.DeleteInstallationsAsync([.. duplicates.Where(row => app is null || row.AppIdentifier == app).Select(row => row.ObjectId)], cancellationToken);
        }
    }

    /// <summary>Whether one installation is known by the token alone, or the write has none but the token.</summary>
    private static bool Adopts(List<StoredInstallation> sameToken, string? installationId) =>
        sameToken is [var only] && (only.InstallationId is null || installationId is null);

    private static void RequireUnchanged(StoredInstallation own, string? installationId, string? token, string? type)
    {
        if (installationId is not null && own.InstallationId is not null && !IsId(own, installationId))
            throw Immutable(InstallationClass.InstallationId);
        if (token is not null && own.DeviceToken is not null && token != own.DeviceToken && installationId is null && own.InstallationId is null)
            throw Immutable(InstallationClass.DeviceToken);
        if (type is not null && own.DeviceType is not null && type != own.DeviceType)
            throw Immutable(InstallationClass.DeviceType);
    }

    private static WritePlan Into(WritePlan plan, StoredInstallation row) => plan with { Kind = WriteKind.Update, ObjectId = row.ObjectId };

    /// <summary>Ids are written small, and a create without one is of the installation that sends it.</summary>
    private static WritePlan Normalized(WritePlan plan)
    {
        if (plan.Kind == WriteKind.Create && Text(plan, InstallationClass.InstallationId) is null && plan.Origin.InstallationId is { Length: > 0 } sender)
            plan = plan with { Changes = plan.Changes.Add(new FieldChange(InstallationClass.InstallationId, new SetOperation(new StringValue(sender)))) };
        return plan with { Changes = [.. plan.Changes.Select(Lowered)] };
    }

    private static FieldChange Lowered(FieldChange change) =>
        change is { IsNested: false, Operation: SetOperation { Value: StringValue { Text: var text } } }
        && (change.Field == InstallationClass.InstallationId || (change.Field == InstallationClass.DeviceToken && text.Length == AppleTokenLength))
            ? change with { Operation = new SetOperation(new StringValue(text.ToLowerInvariant())) }
            : change;

    private static bool IsId(StoredInstallation row, string installationId) => string.Equals(row.InstallationId, installationId, StringComparison.OrdinalIgnoreCase);

    private static string? Text(WritePlan plan, string field) =>
        plan.Changes.FirstOrDefault(change => change.Field == field) is { Operation: SetOperation { Value: StringValue { Text: { Length: > 0 } text } } } ? text : null;

    private static ParseException Missing(string message) => new(ErrorCode.MissingRequiredField, message);

    private static ParseException Immutable(string field) => new(ErrorCode.ImmutableField, $"{field} may not be changed in this operation");
}
