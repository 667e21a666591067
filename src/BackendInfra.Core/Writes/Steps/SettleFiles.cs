using BackendInfra.Core.Apps;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Files;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Writes.Steps;

/// <summary>
/// Lets file values name own files, and URLs of hosts that the app allows (rule 21). An own file's URL is left out:
/// it is computed on every read, so that moving the server moves all of them.
/// </summary>
internal sealed class SettleFiles : IWriteStep
{
    public void Run(WriteContext write)
    {
        var changes = write.Plan.Changes;
        for (var i = 0; i < changes.Length; i++)
        {
            var settled = Settle(write.App, changes[i].Operation);
            if (!ReferenceEquals(settled, changes[i].Operation))
                changes = changes.SetItem(i, changes[i] with { Operation = settled });
        }

        write.Plan = write.Plan with { Changes = changes };
    }

    /// <exception cref="ParseException">130.</exception>
    public static FieldOperation Settle(App app, FieldOperation operation) => operation switch
    {
        SetOperation set when Settle(app, set.Value) is var value && !ReferenceEquals(value, set.Value) => new SetOperation(value),
        SetOnInsertOperation set when Settle(app, set.Value) is var value && !ReferenceEquals(value, set.Value) => new SetOnInsertOperation(value),
        AddOperation add => add with { Items = Settle(app, add.Items) },
        AddUniqueOperation add => add with { Items = Settle(app, add.Items) },
        RemoveOperation remove => remove with { Items = Settle(app, remove.Items) },
        _ => operation,
    };

    private static System.Collections.Immutable.ImmutableArray<ParseValue> Settle(App app, System.Collections.Immutable.ImmutableArray<ParseValue> items) =>
        items.Any(HoldsFile) ? [.. items.Select(item => Settle(app, item))] : items;

    private static ParseValue Settle(App app, ParseValue value) => value switch
    {
        FileValue file => Settle(app, file),
        ArrayValue array when HoldsFile(array) => new ArrayValue(Settle(app, array.Items)),
        ObjectValue map when HoldsFile(map) => new ObjectValue(map.Members.SetItems(map.Members.Select(member => KeyValuePair.Create(member.Key, Settle(app, member.Value))))),
        _ => value,
    };

    private static bool HoldsFile(ParseValue value) => value switch
    {
        FileValue => true,
        ArrayValue array => array.Items.Any(HoldsFile),
        ObjectValue map => map.Members.Values.Any(HoldsFile),
        _ => false,
    };

    /// <exception cref="ParseException">130.</exception>
    private static FileValue Settle(App app, FileValue file)
    {
        if (file.Url is null || IsOwn(app, file))
            return FileNames.IsStoredName(file.Name) ? file with { Url = null } : throw new ParseException(ErrorCode.FileSaveError, $"Invalid file name: {Excerpt.Of(file.Name)}");
        return IsAllowed(app.Options.FileUpload, file.Url)
            ? file
            : throw new ParseException(ErrorCode.FileSaveError, $"A file's URL must be one of this server, or of a host in allowedFileUrlDomains: {Excerpt.Of(file.Url)}");
    }

    /// <summary>Whether the URL ends as those of this app's files do. Its host does not matter, since the URL is not kept.</summary>
    private static bool IsOwn(App app, FileValue file) =>
        Uri.TryCreate(file.Url, UriKind.RelativeOrAbsolute, out _)
        && file.Url.EndsWith($"/files/{Uri.EscapeDataString(app.Id)}/{FileUrls.Escape(file.Name)}", StringComparison.Ordinal);

    private static bool IsAllowed(FileUploadOptions options, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && options.AllowedFileUrlDomains.Any(domain => domain == FileUploadOptions.Everything || domain.Equals(uri.Host, StringComparison.OrdinalIgnoreCase));
}
