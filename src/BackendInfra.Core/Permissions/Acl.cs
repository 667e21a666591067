using System.Collections.Immutable;
using System.Text.Json;
using BackendInfra.Core.Errors;
using BackendInfra.Core.Values;

namespace BackendInfra.Core.Permissions;

/// <summary>An object's own permissions: who may read and who may write it. An object without one is open to everybody.</summary>
/// <param name="Read">Subjects: <c>*</c>, user ids, <c>role:Name</c>. Empty: the master key only.</param>
/// <param name="Write">Likewise.</param>
public sealed record Acl(ImmutableSortedSet<string> Read, ImmutableSortedSet<string> Write)
{
    public const string Everyone = "*";
    public const string RolePrefix = "role:";

    public static readonly Acl MasterOnly = new(ImmutableSortedSet.Create<string>(StringComparer.Ordinal), ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
    public static readonly Acl Public = new(MasterOnly.Read.Add(Everyone), MasterOnly.Write.Add(Everyone));

    /// <summary>Reads <c>{"*":{"read":true},"role:Admin":{"write":true}}</c>.</summary>
    /// <exception cref="ParseException">123 for anything else.</exception>
    public static Acl FromJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Invalid("it must be an object.");

        var acl = MasterOnly;
        foreach (var entry in json.EnumerateObject())
        {
            var subject = ParseJson.ReadName(entry);
            if (!IsSubject(subject) || entry.Value.ValueKind != JsonValueKind.Object)
                throw Invalid($"'{Excerpt.Of(subject)}' must be *, a user id or role:Name, with an object of read and write.");
            foreach (var right in entry.Value.EnumerateObject())
            {
                if (right.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) || right.Name is not ("read" or "write"))
                    throw Invalid($"'{Excerpt.Of(subject)}' may only hold read and write, true or false.");
                if (right.Value.ValueKind == JsonValueKind.False)
                    continue;
                acl = right.Name == "read" ? acl with { Read = acl.Read.Add(subject) } : acl with { Write = acl.Write.Add(subject) };
            }
        }

        return acl;
    }

    /// <summary>The ACL that two permission columns hold; null for a row without one.</summary>
    public static Acl? FromColumns(string[]? read, string[]? write) =>
        read is null && write is null
            ? null
            : new Acl([.. read ?? [Everyone]], [.. write ?? [Everyone]]);

    /// <summary>Whether a text can name somebody in an ACL.</summary>
    public static bool IsSubject(string subject) =>
        subject == Everyone || ObjectId.IsValid(subject)
        || (subject.StartsWith(RolePrefix, StringComparison.Ordinal) && subject.Length > RolePrefix.Length && subject.Length <= ObjectId.MaxLength && !subject.AsSpan().ContainsAnyInRange('\0', '\u001f') && !subject.AsSpan().ContainsAny('"', '\\'));

    /// <summary>The same with another subject in the place of one; null takes it away.</summary>
    public Acl Rename(string subject, string? other) => new(Rename(Read, subject, other), Rename(Write, subject, other));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var subject in Read.Union(Write))
        {
            json.WriteStartObject(subject);
            if (Read.Contains(subject))
                json.WriteBoolean("read", true);
            if (Write.Contains(subject))
                json.WriteBoolean("write", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The same as a plain object, as answers hold it.</summary>
    public ObjectValue ToValue() => new(Read.Union(Write).ToImmutableSortedDictionary(subject => subject, ParseValue (subject) => Rights(subject), StringComparer.Ordinal));

    private ObjectValue Rights(string subject)
    {
        var rights = ObjectValue.Empty.Members;
        if (Read.Contains(subject))
            rights = rights.Add("read", BooleanValue.True);
        return new ObjectValue(Write.Contains(subject) ? rights.Add("write", BooleanValue.True) : rights);
    }

    public bool Equals(Acl? other) => other is not null && Read.SetEquals(other.Read) && Write.SetEquals(other.Write);

    public override int GetHashCode() => HashCode.Combine(Read.Count, Write.Count);

    private static ImmutableSortedSet<string> Rename(ImmutableSortedSet<string> subjects, string subject, string? other) =>
        !subjects.Contains(subject) ? subjects
        : other is null ? subjects.Remove(subject)
        : subjects.Remove(subject).Add(other);

    private static ParseException Invalid(string why) => new(ErrorCode.InvalidAcl, $"Invalid ACL: {why}");
}
