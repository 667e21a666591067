namespace BackendInfra.Server.Pages;

/// <summary>One page to be shown.</summary>
/// <param name="Template">The name of a file of <c>Templates</c>.</param>
internal sealed record Page(string Title, string Template, int Status = StatusCodes.Status200OK)
{
    public static readonly Page NotFound = new("There is no such page", "Problem", StatusCodes.Status404NotFound) { Error = "The address is not complete, or the app is gone." };

    /// <summary>What was wrong with what the reader sent; null when nothing was.</summary>
    public string? Error { get; init; }

    public string? Token { get; init; }

    public string? Username { get; init; }

    public static Page Problem(string error, int status) => new("This did not work", "Problem", status) { Error = error };
}
