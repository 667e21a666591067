using BackendInfra.Core.Queries;

namespace BackendInfra.Server.GraphQL.Execution;

/// <summary>What is told of a page.</summary>
/// <param name="StartCursor">As JSON; null for a page without rows.</param>
/// <param name="EndCursor">Likewise.</param>
internal readonly record struct PageFacts(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor)
{
    public string Json(PageInfoPart part)
    {
        var page = this;
        return $"{{{string.Join(',', part.Members.Select(member => $"\"{member.Key}\":{page.Json(member)}"))}}}";
    }

    private string Json(PageInfoKey member) => member.Member switch
    {
        PageInfoMember.HasNextPage => HasNextPage ? "true" : "false",
        PageInfoMember.HasPreviousPage => HasPreviousPage ? "true" : "false",
        PageInfoMember.StartCursor => StartCursor ?? "null",
        PageInfoMember.EndCursor => EndCursor ?? "null",
        _ => member.Constant!,
    };
}
