namespace BackendInfra.Core.Documents;

/// <summary>A GraphQL document that the app's owner has registered: one of its trusted list.</summary>
/// <param name="Id">What clients send in its place; see <see cref="DocumentIds"/>.</param>
/// <param name="Hash">SHA-256 of the text in UTF-8, as small hexadecimal digits.</param>
public sealed record TrustedDocument(string Id, string Text, string Hash, DateTimeOffset CreatedAt);
