using System.Collections.Immutable;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Files;

/// <summary>File values as clients see them: an own file's URL is computed, at any depth.</summary>
public static class FileValues
{
    /// <param name="filesUrl">What stands before the names of own files; empty leaves them as they are.</param>
    public static ParseValue WithUrls(ParseValue value, string filesUrl) => filesUrl.Length == 0 ? value : value switch
    {
        FileValue { Url: null } file => file with { Url = filesUrl + FileUrls.Escape(file.Name) },
        ArrayValue array => new ArrayValue([.. array.Items.Select(item => WithUrls(item, filesUrl))]),
        ObjectValue map => new ObjectValue(map.Members.ToImmutableSortedDictionary(member => member.Key, member => WithUrls(member.Value, filesUrl), StringComparer.Ordinal)),
        _ => value,
    };
}
